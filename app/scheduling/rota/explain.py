"""Why somebody is on the rota, and why a place is open: codes with numbers, whose counts a plain query gives too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.planning.reasons import Reason, reason
from app.scheduling.rota.columns import Bools, Columns
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.programme import Wish
from app.scheduling.rota.rules import (
    HOLDERS,
    OPEN_MUSTS,
    PERSON_MUSTS,
    binding,
    must_ratio,
    must_whole_or_closed,
    takeable,
    wish_fair_share,
)
from app.scheduling.rota.shifts import Assignment
from app.scheduling.rota.standing import Standing

MOST_NEAR_MISSES = 5


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many people are left once this must is asked too; the first step, `holders`, asks for the licence alone."""

    code: str
    left: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A holder whom exactly one must keeps from the place."""

    person: str
    must: str
    travel_minutes: int


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """An opening with fewer people than wanted.

    `needed`: people short of its least; `useful`: short of wanted. `bite`: the must at which nobody is left, None when
    somebody is, and the rota leaves the place open for the sake of a wish.
    """

    opening: str
    shift: str
    needed: int
    useful: int
    funnel: tuple[FunnelStep, ...]
    bite: str | None
    near_misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True)
class ShiftState:
    """How a shift stands. `held`: it can start. `safe_children`: how many may come; none while it cannot start."""

    shift: str
    held: bool
    adults: int
    safe_children: int


class Explainer:
    """Explains one rota of one problem. Build it once and ask often."""

    def __init__(self, problem: RotaProblem, assignments: Iterable[Assignment]) -> None:
        self.problem = problem
        self.columns = Columns(problem)
        self.standing = Standing(self.columns, assignments)
        self._open = {must.code: self.columns.once(must.code, must.allowed) for must in OPEN_MUSTS}
        self.shares = wish_fair_share.shares(self.standing, takeable(self.columns))
        self._standing_today = set(problem.standing)
        self._pinned = set(problem.pins)

    def reasons(self, assignment: Assignment) -> tuple[Reason, ...]:
        """What speaks for and against an assignment, in the programme's order of wishes; always the way."""
        row, opening = self.columns.person_row[assignment.person], self.columns.opening_row[assignment.opening]
        found = [reason("pinned")] if assignment in self._pinned else []
        told = {
            Wish.ASKED: self._asked(assignment, row),
            Wish.FAIR_SHARE: [reason("fair_share", per_mille=int(self.shares[row]), median=self._median_share)],
            Wish.FAMILIAR: self._familiar(assignment),
            Wish.FEW_CHANGES: [reason("kept")] if assignment in self._standing_today else [],
        }
        for wish in self.problem.programme.wishes:
            found += told.get(wish, [])
        way = int(self.columns.way[row, self.columns.shift_of[opening]])
        return (*found, reason("travel", minutes=way, mode=self.problem.people[row].mode.value))

    def open_places(self) -> tuple[OpenPlace, ...]:
        """All openings short of wanted outside the freeze: those short of their least first, then by urgency and day."""
        found = []
        for row, opening in enumerate(self.problem.openings):
            if self.standing.headcount[row] < opening.wanted and not self.columns.frozen[self.columns.shift_of[row]]:
                found.append(self.open_place(opening.id))
        return tuple(sorted(found, key=self._urgent_first))

    def open_place(self, opening: str) -> OpenPlace:
        """The funnel of one place, as if it were the one to fill next."""
        row = self.columns.opening_row[opening]
        asked, there = self.problem.openings[row], int(self.standing.headcount[row])
        answers = self.answers(opening)
        left = answers[HOLDERS.code].copy()
        steps = [FunnelStep("holders", int(left.sum()))]
        for code, allowed in answers.items():
            if code != HOLDERS.code:
                left &= allowed
                steps.append(FunnelStep(code, int(left.sum())))
        if self.problem.shift_by_id[asked.shift].may_stay_closed:
            enough = must_whole_or_closed.enough(self.standing, row, steps[-1].left)
            steps.append(FunnelStep("whole_or_closed", steps[-1].left if enough else 0))
        return OpenPlace(
            opening=opening,
            shift=asked.shift,
            needed=max(0, asked.least - there),
            useful=max(0, asked.wanted - max(there, asked.least)),
            funnel=tuple(steps),
            bite=next((step.code for step in steps if step.left == 0), None),
            near_misses=self._near_misses(row, answers),
        )

    def answers(self, opening: str) -> dict[str, Bools]:
        """Each must's answer for every person, were they the next to join the opening; in the order of the musts."""
        row = self.columns.opening_row[opening]
        found = {code: table[:, row] for code, table in self._open.items()}
        found |= {must.code: must.allowed(self.standing, row) for must in PERSON_MUSTS}
        return found | {must.code: must.allowed(self.standing, row) for must in binding(self.problem.programme)}

    def shifts(self) -> tuple[ShiftState, ...]:
        """Every shift in the problem's order, with the safe number of children for the adults who come."""
        adults = np.bincount(
            self.standing.shift, weights=self.columns.adult[self.standing.who], minlength=len(self.problem.shifts)
        )
        found = []
        for row, shift in enumerate(self.problem.shifts):
            held, there = bool(self.standing.held[row]), int(adults[row])
            found.append(ShiftState(shift.id, held, there, must_ratio.safe_children(shift, there) if held else 0))
        return tuple(found)

    def _urgent_first(self, place: OpenPlace) -> tuple[bool, int, int, str]:
        shift = self.problem.shift_by_id[place.shift]
        return not place.needed, -shift.urgency, shift.begins, place.opening

    def _near_misses(self, opening: int, answers: dict[str, Bools]) -> tuple[NearMiss, ...]:
        table = np.array(list(answers.values()))
        elsewhere = np.ones(self.columns.shape[0], dtype=bool)
        elsewhere[self.standing.there(int(self.columns.shift_of[opening]))] = False
        once = np.flatnonzero(elsewhere & answers[HOLDERS.code] & ((~table).sum(axis=0) == 1))
        way = self.columns.way[:, self.columns.shift_of[opening]]
        order = once[np.lexsort((once, way[once]))][:MOST_NEAR_MISSES]
        codes = list(answers)
        return tuple(
            NearMiss(self.problem.people[row].id, codes[int(np.argmin(table[:, row]))], int(way[row])) for row in order
        )

    def _asked(self, assignment: Assignment, row: int) -> list[Reason]:
        person, shift = self.problem.people[row], self.problem.shift_of(assignment.opening)
        column = self.columns.shift_row[shift.id]
        found = []
        for code, weights in (("asked", person.asked), ("disliked", person.disliked)):
            weight = weights.get(assignment.opening, 0) + weights.get(shift.id, 0)
            found += [reason(code, weight=weight)] if weight else []
        found += [reason("preferred_hours")] if self.columns.preferred[row, column] else []
        return found + ([reason("reluctant_hours")] if self.columns.reluctant[row, column] else [])

    def _familiar(self, assignment: Assignment) -> list[Reason]:
        person, shift = self.problem.person_by_id[assignment.person], self.problem.shift_of(assignment.opening)
        strength = sum(person.familiar.get(key, 0) for key in {shift.place, shift.series} if key)
        return [reason("familiar", strength=strength)] if strength else []

    @property
    def _median_share(self) -> int:
        return int(np.median(self.shares)) if len(self.shares) else 0
