"""Chains of standing pairs that make room for one open seat (`moving`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from app.matching.candidates import CandidateFinder, needs_speaker
from app.matching.changes import Gap
from app.matching.columns import Asked, Bools
from app.matching.problem import Child, Pair
from app.matching.rules import PLAN_MUSTS
from app.matching.standing import Standing
from app.planning.availability import HALF_HOURS_A_DAY, HALF_HOURS_A_WEEK, meeting_starts

_BY_LINK = 2
"""People disturbed by each link: who gives a child up, and the child."""


@dataclass(frozen=True)
class Moves:
    """New pairs, and the standing ones that give way to them."""

    joins: tuple[Pair, ...] = ()
    leaves: tuple[Pair, ...] = ()
    disturbed: frozenset[str] = field(default_factory=frozenset)

    def with_more(self, other: Moves) -> Moves:
        """Both together."""
        return Moves(self.joins + other.joins, self.leaves + other.leaves, self.disturbed | other.disturbed)


class Chains:
    """The ways to one more pair beside a plan; who has moved or come `before` is left alone."""

    def __init__(self, standing: Standing, before: Moves) -> None:
        self._standing, self._columns, self._before = standing, standing.columns, before
        columns, problem = standing.columns, standing.columns.problem
        self._finder = CandidateFinder(columns)
        self._child_row = {child.id: row for row, child in enumerate(problem.children)}
        self._role_row = {role.code: row for row, role in enumerate(problem.programme.roles)}
        most = np.maximum(columns.caseload, columns.sibling_caseload)
        self._room = (standing.count + columns.elsewhere < most) & (standing.minutes < columns.weekly_minutes)
        self._asked: dict[tuple[str, str], Asked] = {}
        self._after: dict[Pair, Pair | None] = {}
        self._found: dict[tuple[Gap, int], Moves | None] = {}

    def after(self, moves: Moves) -> Chains:
        """The ways left after these moves."""
        standing = self._standing
        for pair in moves.leaves:
            standing = standing.without(pair)
        standing = standing.copy()
        for pair in moves.joins:
            standing.add(pair)
        return Chains(standing, self._before.with_more(moves))

    def fill(self, gap: Gap, budget: int) -> Moves | None:
        """The moves that fill the gap and disturb fewest, not more than `budget`; None where there are none."""
        if (gap, budget) not in self._found:
            self._found[gap, budget] = self._looked_for(gap, budget) if budget >= 0 else None
        return self._found[gap, budget]

    def _looked_for(self, gap: Gap, budget: int) -> Moves | None:
        free = self._nearest(self._standing, gap)
        if free is not None:
            return Moves((free,))
        if budget < _BY_LINK:
            return None
        givers = [(row, given) for row, given in self._givers(gap, {gap.child})]
        found = next(self._over_one(gap, givers), None)
        if found is None and budget >= 2 * _BY_LINK:
            return next(self._over_two(gap, givers), None)
        return found

    def _over_one(self, gap: Gap, givers: list[tuple[int, Pair]]) -> Iterator[Moves]:
        """Whoever comes gives a child to somebody with a place left."""
        for row, given in givers:
            last = self._onward(given)
            first = self._link(self._standing, gap, row, given) if last is not None else None
            if first is not None and last is not None:
                yield _moves((first, last), (given,))

    def _over_two(self, gap: Gap, givers: list[tuple[int, Pair]]) -> Iterator[Moves]:
        """Chains that go on over somebody full: who takes the child given up gives a third one up."""
        for row, given in givers:
            freed = Gap(given.child, given.role)
            for other, third in self._givers(freed, {gap.child, given.child}):
                last = self._onward(third) if other != row else None
                if last is None or last.supporter == given.supporter:
                    continue
                first = self._link(self._standing, gap, row, given)
                if first is None:
                    break
                second = self._link(self._standing.without(given), freed, other, third)
                if second is not None:
                    yield _moves((first, second, last), (given, third))

    def _onward(self, given: Pair) -> Pair | None:
        """Who has a place left for the child of a pair that gives way, the nearest; nobody who sits in the circle."""
        if given not in self._after:
            gap = Gap(given.child, given.role)
            some = self._room[self._takers(gap).who].any()
            self._after[given] = self._nearest(self._standing.without(given), gap) if some else None
        return self._after[given]

    def _givers(self, gap: Gap, children: set[str]) -> Iterator[tuple[int, Pair]]:
        """Whoever could come to this seat, nearest first, and each pair they could give up; none of `children`."""
        for row in self._takers(gap).who.tolist():
            for given in self._may_give(row, children):
                yield row, given

    def _link(self, standing: Standing, gap: Gap, row: int, given: Pair) -> Pair | None:
        """The new pair, where one who gives a pair up can come then."""
        lifted = standing.without(given)
        asked = self._takers(gap)
        one = asked.only(asked.who == row)
        return self._pair(lifted, gap, row) if self._allowed(one, lifted)[0] else None

    def _takers(self, gap: Gap) -> Asked:
        """Who could come to this seat as far as what stands is not asked, nearest first; nobody of the circle."""
        seat = (gap.child, gap.role)
        if seat not in self._asked:
            asked = self._finder.allowed(self._child_row[gap.child], self._role_row[gap.role])
            asked = asked.only(~asked.rows({pair.supporter for pair in self._standing.circle.get(gap.child, [])}))
            order = np.argsort(asked.travel, kind="stable")
            self._asked[seat] = Asked(asked.columns, asked.child, asked.role, asked.who[order])
        return self._asked[seat]

    def _nearest(self, standing: Standing, gap: Gap) -> Pair | None:
        asked = self._takers(gap)
        asked = asked.only(self._room[asked.who])
        free = asked.who[self._allowed(asked, standing)]
        return self._pair(standing, gap, int(free[0])) if len(free) else None

    def _may_give(self, row: int, children: set[str]) -> Iterator[Pair]:
        """Their pairs that may give way: not new ones, and no child loses its only face or two of them."""
        standing, who = self._standing, self._columns.problem.supporters[row].id
        for child in standing.children_of.get(row, []):
            circle = standing.circle[child.id]
            if child.id in children or child.id in self._before.disturbed or len(circle) < 2:
                continue
            if self._understood(child, circle):
                yield from (pair for pair in circle if pair.supporter == who and pair not in self._before.joins)

    def _understood(self, child: Child, circle: list[Pair]) -> bool:
        """Whether a full circle has somebody who speaks with the guardian; one without keeps as it is."""
        problem = self._columns.problem
        wanted = sum(count for _role, count in problem.seats(child))
        if len(circle) < wanted or not needs_speaker(self._columns, child):
            return True
        spoken = {word for pair in circle for word in problem.supporter_by_id[pair.supporter].languages}
        return bool(spoken & set(child.guardian_languages))

    def _allowed(self, asked: Asked, standing: Standing) -> Bools:
        allowed: Bools = np.ones(len(asked.who), dtype=bool)
        for must in PLAN_MUSTS:
            allowed &= must.allowed(asked, standing)
        return allowed

    def _pair(self, standing: Standing, gap: Gap, row: int) -> Pair:
        """The pair, meeting at the first hour both have left."""
        problem = self._columns.problem
        supporter = problem.supporters[row]
        if not problem.programme.role(gap.role).weekly_slot:
            return Pair(gap.child, gap.role, supporter.id)
        busy = standing.child_busy.get(gap.child, 0)
        for day, hours in enumerate(standing.busy[row]):
            busy |= int(hours) << (day * HALF_HOURS_A_DAY)
        free = problem.child_by_id[gap.child].windows.mask & supporter.windows.mask & ~busy
        starts = meeting_starts(free, problem.programme.meeting_half_hours)
        assert 0 < starts < 1 << HALF_HOURS_A_WEEK
        return Pair(gap.child, gap.role, supporter.id, (starts & -starts).bit_length() - 1)


def _moves(joins: tuple[Pair, ...], leaves: tuple[Pair, ...]) -> Moves:
    people = {pair.child for pair in leaves} | {pair.supporter for pair in leaves}
    return Moves(joins, leaves, frozenset(people))
