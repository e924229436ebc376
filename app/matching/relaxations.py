"""What would it take? One limit loosened at a time, and what a round would then give.

The round meant is one in which who stands stays: every pair of the plan is pinned, and the loosened limit holds. Such a
round only adds (`additions`), and `gain_of` runs the same additions around the same plan, so what it tells is what
that round gives (docs/decisions/0010).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from app.matching.columns import Columns
from app.matching.loosening import Change, Limit, loosened
from app.matching.plan import Plan
from app.matching.problem import Child, Pair, Problem
from app.matching.standing import Standing
from app.matching.standing_still import few_within_reach
from app.planning.capacity import weekly_minutes
from app.planning.travel import Mode

FARTHER = (10, 20)
"""Minutes one way that people are asked to travel beyond their limits."""


class TooManyOffers(Exception):
    """More people are within reach of the open seats than a round fills exactly; it is searched, and nothing is foretold."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a round would give beyond the plan, with one limit loosened.

    `pairs`: those added; `complete`: children whose circle becomes complete; `minutes`: a week, over all added pairs,
    ways included; `disturbed`: standing pairs that do not stay, none unless the change is that they move; `proven`: nothing better can be added.
    """

    change: Change
    pairs: tuple[Pair, ...]
    complete: tuple[str, ...]
    minutes: int
    disturbed: int
    proven: bool

    @property
    def children(self) -> tuple[str, ...]:
        """Children who get somebody, in the problem's order."""
        return tuple(dict.fromkeys(pair.child for pair in self.pairs))


def keeping(problem: Problem, plan: Plan) -> Problem:
    """The problem of a round in which who stands in `plan` stays: every pair stands today and is pinned."""
    return replace(problem, existing=plan.pairs, pins=plan.pairs)


def round_of(problem: Problem, plan: Plan, change: Change) -> Problem:
    """The problem of the round that `gain_of` speaks of."""
    return loosened(keeping(problem, plan), change)


def gain_of(problem: Problem, plan: Plan, change: Change) -> Gain:
    """What a round gives with one limit loosened and everybody of `plan` staying. Raise TooManyOffers."""
    return Around(problem, plan).gain(change)


class Around:
    """A plan of a problem that stands, asked again and again what one limit more would give."""

    def __init__(self, problem: Problem, plan: Plan, tick: Callable[[], bool] = lambda: False) -> None:
        self.problem = keeping(problem, plan)
        self.plan = plan
        self._tick = tick

    def gain(self, change: Change) -> Gain:
        """What a round gives with that one limit loosened. Raise TooManyOffers."""
        from app.matching.additions.filling import fill_open_seats  # noqa: PLC0415 - brings the solver

        problem = loosened(self.problem, change)
        columns = Columns(problem)
        if not few_within_reach(columns):
            raise TooManyOffers
        standing = Standing(columns, self.plan)
        filled = fill_open_seats(standing, self._tick)
        minutes = sum(minutes_of(standing, pair) for pair in filled.pairs)
        for pair in filled.pairs:
            standing.add(pair)
        touched = dict.fromkeys(pair.child for pair in filled.pairs)
        whole = tuple(child for child in touched if complete(standing, problem.child_by_id[child]))
        stands = {pair for circle in standing.circle.values() for pair in circle}
        disturbed = sum(pair not in stands for pair in self.plan.pairs)
        return Gain(change, filled.pairs, whole, minutes, disturbed, filled.proven)

    @cached_property
    def open_roles(self) -> tuple[str, ...]:
        """The roles in which somebody is missing, in the programme's order."""
        missing = {role for _, role, _ in self.open_seats}
        return tuple(role.code for role in self.problem.programme.roles if role.code in missing)

    @cached_property
    def open_seats(self) -> tuple[tuple[str, str, int], ...]:
        """The seats nobody has: child, role and how many."""
        standing = Standing(Columns(self.problem), self.plan)
        return tuple(
            (child.id, role.code, count - standing.filled(child, role))
            for child in self.problem.children
            for role, count in self.problem.seats(child)
            if count > standing.filled(child, role)
        )


def ladder(around: Around) -> Iterator[Change]:
    """The changes worth trying for everybody of a role, small ones first; one more person is `recruiting`'s."""
    problem = around.problem
    for code in around.open_roles:
        role = problem.programme.role(code)
        yield from (Change(Limit.TRAVEL, code, minutes) for minutes in FARTHER)
        if not role.exclusive:
            yield Change(Limit.CASELOAD, code, 1)
        if role.weekly_slot:
            yield from (Change(Limit.HOURS, code, day) for day in range(7))
        yield Change(Limit.MODE, code, mode=Mode.CAR)


def minutes_of(standing: Standing, pair: Pair) -> int:
    """Minutes a week of a pair, ways included."""
    problem = standing.columns.problem
    child, row = problem.child_by_id[pair.child], standing.columns.row_of[pair.supporter]
    meetings = problem.programme.role(pair.role).meetings_per_year.of(child.rhythm)
    travel = int(standing.columns.travel_from(child.place)[row])
    return weekly_minutes(meetings, travel, problem.programme.meeting_minutes)


def complete(standing: Standing, child: Child) -> bool:
    """Whether nobody is missing in this child's circle."""
    return all(standing.filled(child, role) >= count for role, count in standing.columns.problem.seats(child))
