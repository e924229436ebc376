"""Why a pair, and why not: codes with numbers. Open seats get a funnel whose counts a plain query gives too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.matching.columns import Asked, Bools, Columns
from app.matching.plan import Plan
from app.matching.problem import Child, Pair, Problem
from app.matching.programme import CircleRole, Wish
from app.matching.rules import PAIR_MUSTS, PAIR_WISHES, PLAN_MUSTS
from app.matching.rules.must_pinned import pinned
from app.matching.standing import Standing
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
        self._standing = Standing(self.columns, plan)
        self._pinned = pinned(problem)

    def reasons(self, pair: Pair) -> tuple[Reason, ...]:
        """What speaks for a pair: that it is pinned, then the programme's wishes in order; always the way there."""
        child, role = self.problem.child_by_id[pair.child], self._roles[pair.role]
        row = self.columns.row_of[pair.supporter]
        asked = Asked(self.columns, child, role, np.array([row]))
        found = [reason("pinned")] if (pair.child, pair.role, pair.supporter) in self._pinned else []
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
        answers += [(must.code, must.allowed(asked, self._standing)) for must in PLAN_MUSTS]
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
        if wish is Wish.WAITING:
            return [reason("waiting", days=asked.child.days_waiting(asked.role))]
        if wish is Wish.EXPERIENCE:
            return [reason("experience", months=supporter.experience)]
        return [reason(wish.value)]

    def _way(self, asked: Asked) -> Reason:
        supporter = self.problem.supporters[asked.who[0]]
        return reason("travel", minutes=int(asked.travel[0]), mode=supporter.mode.value)
