"""Why a pair, and why not: codes with numbers. Open seats get a funnel whose counts a plain query gives too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.matching.columns import Asked, Bools, Columns
from app.matching.plan import Plan
from app.matching.problem import Child, Pair, Problem
from app.matching.programme import CircleRole, Wish
from app.matching.rules import PAIR_MUSTS, PAIR_WISHES
from app.planning.availability import meeting_starts
from app.planning.capacity import weekly_minutes
from app.planning.reasons import Reason, reason

MOST_NEAR_MISSES = 5


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many supporters are left once this must is asked too; the first step, `holders`, asks nothing."""

    code: str
    left: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A supporter whom exactly one must keeps from the seat."""

    supporter: str
    must: str
    travel_minutes: int


@dataclass(frozen=True, slots=True)
class Opening:
    """An open seat: the funnel, the must at which nobody is left (`bite`; None: somebody is), and the near misses."""

    child: str
    role: str
    weight: int
    funnel: tuple[FunnelStep, ...]
    bite: str | None
    near_misses: tuple[NearMiss, ...]


class Explainer:
    """Explains one plan of one problem. Build it once and ask often."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.columns = Columns(problem)
        self._roles = {role.code: role for role in problem.programme.roles}
        self._standing = _Standing(self.columns, plan)

    def reasons(self, pair: Pair) -> tuple[Reason, ...]:
        """What speaks for a pair, in the programme's order of wishes; always the minutes on the way."""
        child, role = self.problem.child_by_id[pair.child], self._roles[pair.role]
        row = self.columns.row_of[pair.supporter]
        asked = Asked(self.columns, child, role, np.array([row]))
        found = []
        for wish in self.problem.programme.wishes:
            score = int(PAIR_WISHES[wish](asked)[0]) if wish in PAIR_WISHES else 0
            found += self._told(wish, score, asked, pair)
        if Wish.TRAVEL not in self.problem.programme.wishes:
            found.append(self._way(asked))
        return tuple(found)

    def openings(self) -> tuple[Opening, ...]:
        """All open seats, those of children in greatest need first, then in the problem's order."""
        found = []
        for child in self.problem.children:
            for role, count in self.problem.seats(child):
                open_seats = count - self._standing.filled(child, role)
                found += [self.opening(child, role) for _ in range(open_seats)]
        return tuple(sorted(found, key=lambda opening: -opening.weight))

    def opening(self, child: Child, role: CircleRole) -> Opening:
        """The funnel of one seat, as if it were the one to fill next."""
        asked = Asked(self.columns, child, role, self.columns.holders(role))
        answers = [(must.code, must.allowed(asked)) for must in PAIR_MUSTS]
        answers += [(code, ask(asked)) for code, ask in self._standing.musts()]
        left = np.ones(len(asked.who), dtype=bool)
        steps = [FunnelStep("holders", len(asked.who))]
        for code, allowed in answers:
            left &= allowed
            steps.append(FunnelStep(code, int(left.sum())))
        bite = next((step.code for step in steps if step.left == 0), None)
        weight = self.problem.programme.rhythm_weights.of(child.rhythm)
        return Opening(child.id, role.code, weight, tuple(steps), bite, self._near_misses(asked, answers))

    def _near_misses(self, asked: Asked, answers: list[tuple[str, Bools]]) -> tuple[NearMiss, ...]:
        table = np.array([allowed for _, allowed in answers])
        failing = (~table).sum(axis=0)
        once = np.flatnonzero(failing == 1)
        travel = asked.travel
        order = once[np.lexsort((asked.who[once], travel[once]))][:MOST_NEAR_MISSES]
        return tuple(
            NearMiss(
                self.problem.supporters[asked.who[index]].id,
                answers[int(np.argmin(table[:, index]))][0],
                int(travel[index]),
            )
            for index in order
        )

    def _told(self, wish: Wish, score: int, asked: Asked, pair: Pair) -> list[Reason]:
        supporter = self.problem.supporter_by_id[pair.supporter]
        if wish is Wish.TRAVEL:
            return [self._way(asked)]
        if wish is Wish.SIBLINGS:
            siblings = self._standing.siblings_with(pair)
            return [reason("siblings", count=siblings)] if siblings else []
        if not score or wish in (Wish.FILLED, Wish.AGE_GAP):
            return []
        if wish is Wish.INTERESTS:
            shared = [word for word in asked.child.interests if word in supporter.interests]
            return [reason("interests", count=len(shared), words=",".join(shared))]
        if wish is Wish.WINDOWS:
            return [reason("windows", count=int(asked.common_windows[0]))]
        if wish is Wish.EXPERIENCE:
            return [reason("experience", months=supporter.experience)]
        return [reason(wish.value)]

    def _way(self, asked: Asked) -> Reason:
        supporter = self.problem.supporters[asked.who[0]]
        return reason("travel", minutes=int(asked.travel[0]), mode=supporter.mode.value)


class _Standing:
    """What a plan leaves: places, minutes, hours and faces."""

    def __init__(self, columns: Columns, plan: Plan) -> None:
        self.columns = columns
        problem = columns.problem
        supporters = len(problem.supporters)
        self.count = np.zeros(supporters, dtype=np.int32)
        self.minutes = np.zeros(supporters, dtype=np.int32)
        self.busy = [0] * supporters
        self.child_busy: dict[str, int] = {}
        self.circle: dict[str, list[Pair]] = {}
        self.children_of: dict[int, list[Child]] = {}
        meeting = (1 << problem.programme.meeting_half_hours) - 1
        for pair in plan.pairs:
            row, child = columns.row_of[pair.supporter], problem.child_by_id[pair.child]
            role = problem.programme.role(pair.role)
            self.count[row] += 1
            self.minutes[row] += self._weekly(child, role, np.array([row]))[0]
            self.circle.setdefault(child.id, []).append(pair)
            self.children_of.setdefault(row, []).append(child)
            if pair.slot is not None:
                self.busy[row] |= meeting << pair.slot
                self.child_busy[child.id] = self.child_busy.get(child.id, 0) | (meeting << pair.slot)

    def filled(self, child: Child, role: CircleRole) -> int:
        """Seats of this role filled in the child's circle."""
        return sum(pair.role == role.code for pair in self.circle.get(child.id, []))

    def siblings_with(self, pair: Pair) -> int:
        """Siblings of the child beside whom the supporter stands in the same role."""
        child = self.columns.problem.child_by_id[pair.child]
        if child.household is None:
            return 0
        others = self.children_of.get(self.columns.row_of[pair.supporter], [])
        return sum(
            other.household == child.household
            and any(p.supporter == pair.supporter and p.role == pair.role for p in self.circle[other.id])
            for other in others
            if other.id != child.id
        )

    def musts(self) -> list[tuple[str, Callable[[Asked], Bools]]]:
        """The plan musts in the order of rules.PLAN_MUSTS."""
        return [
            ("other_role", self._not_in_circle),
            ("language", self._language),
            ("caseload", self._has_place),
            ("minutes", self._has_minutes),
            ("slot", self._has_slot),
        ]

    def _not_in_circle(self, asked: Asked) -> Bools:
        faces = {pair.supporter for pair in self.circle.get(asked.child.id, [])}
        return ~asked.rows(faces)

    def _language(self, asked: Asked) -> Bools:
        """Only for the seat that makes the circle full, and only when nobody there speaks the guardian's language."""
        problem, child = self.columns.problem, asked.child
        circle = self.circle.get(child.id, [])
        seats = sum(count for _, count in problem.seats(child))
        spoken = {word for pair in circle for word in problem.supporter_by_id[pair.supporter].languages}
        fine = not problem.programme.guardian_language or not child.guardian_languages
        if fine or len(circle) + 1 < seats or spoken & set(child.guardian_languages):
            return np.ones(len(asked.who), dtype=bool)
        return self.columns.languages.shared(child.guardian_languages, asked.who) > 0

    def _has_place(self, asked: Asked) -> Bools:
        columns, who = self.columns, asked.who
        there = self.count[who] + columns.elsewhere[who]
        free = there < columns.caseload[who]
        for index in np.flatnonzero(~free):
            row = int(who[index])
            others = self.children_of.get(row, [])
            family = asked.child.household is not None and all(o.household == asked.child.household for o in others)
            room = columns.sibling_caseload[row] > there[index] and not columns.elsewhere[row]
            free[index] = bool(family and room and (others or columns.sibling_caseload[row] > 0))
        return free

    def _has_minutes(self, asked: Asked) -> Bools:
        needed = self._weekly(asked.child, asked.role, asked.who)
        return self.minutes[asked.who] + needed <= self.columns.weekly_minutes[asked.who]

    def _has_slot(self, asked: Asked) -> Bools:
        """A free time that leaves everybody's other meetings where they are."""
        if not asked.role.weekly_slot:
            return np.ones(len(asked.who), dtype=bool)
        problem = self.columns.problem
        child_free = asked.child.windows.mask & ~self.child_busy.get(asked.child.id, 0)
        length = problem.programme.meeting_half_hours
        return np.array(
            [
                meeting_starts(problem.supporters[row].windows.mask & child_free & ~self.busy[row], length) != 0
                for row in asked.who
            ],
            dtype=bool,
        )

    def _weekly(
        self, child: Child, role: CircleRole, who: np.ndarray[tuple[int], np.dtype[np.int64]]
    ) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        travel = self.columns.travel_from(child.place)[who]
        meetings = role.meetings_per_year.of(child.rhythm)
        length = self.columns.problem.programme.meeting_minutes
        return np.array([weekly_minutes(meetings, int(minutes), length) for minutes in travel], dtype=np.int32)
