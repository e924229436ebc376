"""Which seats a repair looks at, and who may take each: the gaps, and standing pairs that could make room for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from app.matching.candidates import CandidateFinder, Candidates, described, needs_speaker
from app.matching.changes import Changed, Gap
from app.matching.columns import Asked, Bools, Columns
from app.matching.plan import Plan
from app.matching.problem import Child, Pair, Problem
from app.matching.repair_reach import Reach, Rows
from app.matching.standing import Standing
from app.planning.availability import meeting_starts

FEWEST_MOVED, FEWEST_OVER_TWO = 2, 4
"""People disturbed at least where a child moves, and where a child moves to somebody full who gives one up for it."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat (rows of child and role) that a repair may fill; `stands` is the pair that could move, None in a gap."""

    child: int
    role: int
    stands: Pair | None
    offers: Candidates


@dataclass(frozen=True)
class Neighbourhood:
    """The seats a repair may fill, the gaps first; `fixed`: what stands besides. Nobody `overfull` takes anybody."""

    columns: Columns
    standing: Standing
    seats: list[Seat]
    fixed: Standing
    overfull: Bools

    @property
    def problem(self) -> Problem:
        """The facts as they are now."""
        return self.columns.problem


class Surroundings:
    """Who could take the gaps, and which standing pairs could make room without disturbing more than `budget` people.

    Not looked at, for they never move: pinned pairs, pairs of a child who loses somebody by the change itself, and
    pairs of a child who has nobody else.
    """

    def __init__(self, found: Changed, columns: Columns, standing: Standing, budget: int) -> None:
        self.problem, self.columns, self.standing = found.problem, columns, standing
        self.gaps = found.gaps
        self._finder, self._asked = CandidateFinder(columns), dict[tuple[str, str], Asked]()
        self._child_row = {child.id: row for row, child in enumerate(self.problem.children)}
        self._role_row = {role.code: row for row, role in enumerate(self.problem.programme.roles)}
        self._movable = self._pairs_that_may_move(found)
        self.overfull = self._overfull()
        places = np.maximum(columns.caseload, columns.sibling_caseload) - standing.count - columns.elsewhere
        self._reach = Reach(budget, np.where(self.overfull, 0, places).astype(np.int64))
        wanted = (self._takers(gap.child, gap.role).who for gap in self.gaps)
        self._reach.explore(wanted, self._movable, lambda pair: self._takers(pair.child, pair.role).who)

    def within(self, budget: int, more_than: int | None = None) -> Neighbourhood:
        """The gaps, and the standing pairs in reach, each with those who could take it within this budget.

        `more_than`: moves to somebody full are left out where no repair with them fills more weight than that.
        """
        reach, seats = self._reach, []
        vain = np.array([] if more_than is None else sorted(self._vain(budget, more_than)), dtype=np.int64)
        for gap in self.gaps:
            asked = self._takers(gap.child, gap.role)
            seats.append(self._seat(gap, None, asked.only(reach.into_gap(asked.who, budget))))
        for giver in reach.near:
            for pair in self._movable.get(giver, ()):
                takers = reach.takers[pair]
                could = reach.beyond(giver, takers, budget) & ~np.isin(takers, vain)
                if could.any():
                    gap = Gap(pair.child, pair.role)
                    seats.append(self._seat(gap, pair, self._takers(gap.child, gap.role).only(could)))
        seats = self._useful(seats)
        movable = {seat.stands for seat in seats if seat.stands is not None}
        fixed = Standing(self.columns, Plan(tuple(pair for pair in self.problem.existing if pair not in movable)))
        return Neighbourhood(self.columns, self.standing, seats, fixed, self.overfull)

    def _vain(self, budget: int, more_than: int) -> set[int]:
        """Full people who need take no moved child: what they could hand on would not fill more.

        Told apart only while the budget is too small for two of them to take moved children.
        """
        if budget >= 2 * FEWEST_OVER_TWO - 2:
            return set()
        reach, gaps = self._reach, self._weighed()
        # with four people nothing but the one chain moves; with five one more child does
        steps, at_most = int(budget > FEWEST_OVER_TWO), self._most_free(gaps) + budget - 3
        full = {row: reach.left_beyond(row) for row in reach.onward if reach.away[row] == 1}
        most = {ends: reach.most(gaps, steps, at_most, ends) for ends in set(full.values())}
        return {row for row, ends in full.items() if most[ends] <= more_than}

    def most(self, budget: int) -> int:
        """The most weight of gaps any repair within this budget can come to, as far as places go."""
        return self._reach.most(self._weighed(), budget // 2, len(self.gaps))

    def most_over_two(self, budget: int) -> int:
        """The same for a repair in which somebody full takes a moved child.

        That takes two givers and two children; each further gap that nobody is free for takes one child more.
        """
        gaps = self._weighed()
        return self._reach.most(gaps, budget // 2, self._most_free(gaps) + budget - 3)

    def _most_free(self, gaps: list[tuple[Rows, int]]) -> int:
        """How many gaps are filled at most while nobody moves."""
        return self._reach.most([(who, 1) for who, _weight in gaps], 0, len(gaps))

    def _weighed(self) -> list[tuple[Rows, int]]:
        weigh, child_by_id = self.problem.programme.rhythm_weights.of, self.problem.child_by_id
        return [(self._takers(g.child, g.role).who, weigh(child_by_id[g.child].rhythm)) for g in self.gaps]

    def _pairs_that_may_move(self, found: Changed) -> dict[int, list[Pair]]:
        """Per row of a supporter, the pairs that may move."""
        problem = self.problem
        pinned = {(pin.child, pin.supporter) for pin in problem.pins}
        hurt = {pair.child for pair in found.broken}
        movable: dict[int, list[Pair]] = {}
        for pair in problem.existing:
            faces = self.standing.circle[pair.child]
            alone, held = len(faces) < 2, (pair.child, pair.supporter) in pinned
            if not alone and not held and pair.child not in hurt and self._understood(problem.child_by_id[pair.child]):
                movable.setdefault(self.columns.row_of[pair.supporter], []).append(pair)
        return movable

    def _understood(self, child: Child) -> bool:
        """Whether a full circle of this child has somebody who speaks with the guardian."""
        circle = self.standing.circle.get(child.id, [])
        wanted = sum(count for _role, count in self.problem.seats(child))
        if len(circle) < wanted or not needs_speaker(self.columns, child):
            return True
        spoken = {word for pair in circle for word in self.problem.supporter_by_id[pair.supporter].languages}
        return bool(spoken & set(child.guardian_languages))

    def _overfull(self) -> Bools:
        """Who carries more than a must allows already: nothing is added there."""
        columns, standing = self.columns, self.standing
        over: Bools = standing.minutes > columns.weekly_minutes
        there = standing.count + columns.elsewhere
        for row in np.flatnonzero(there > columns.caseload):
            homes = {child.household for child in standing.children_of.get(int(row), [])}
            family = len(homes) == 1 and None not in homes and not columns.elsewhere[row]
            over[row] |= not family or there[row] > columns.sibling_caseload[row]
        return over

    def _takers(self, child: str, role: str) -> Asked:
        """Who could take a seat of this child, as far as what stands is not asked; nobody of its circle."""
        if (child, role) not in self._asked:
            asked = self._finder.allowed(self._child_row[child], self._role_row[role])
            there = [self.columns.row_of[pair.supporter] for pair in self.standing.circle.get(child, [])]
            self._asked[child, role] = asked.only(~self.overfull[asked.who] & ~np.isin(asked.who, there))
        return self._asked[child, role]

    def _seat(self, gap: Gap, stands: Pair | None, takers: Asked) -> Seat:
        child_row, role_row = self._child_row[gap.child], self._role_row[gap.role]
        return Seat(child_row, role_row, stands, described(takers, child_row, role_row))

    def _useful(self, seats: list[Seat]) -> list[Seat]:
        """Without offers nobody has room for, and without pairs that could go nowhere else; until nothing changes."""
        while True:
            givers = {self.columns.row_of[seat.stands.supporter] for seat in seats if seat.stands is not None}
            trimmed = [Seat(s.child, s.role, s.stands, self._possible(s.offers, givers)) for s in seats]
            left = [seat for seat in trimmed if seat.stands is None or len(seat.offers.who)]
            if len(left) == len(seats):
                return left
            seats = left

    def _possible(self, offers: Candidates, givers: Collection[int]) -> Candidates:
        columns, standing, who = self.columns, self.standing, offers.who
        places = np.maximum(columns.caseload, columns.sibling_caseload)[who]
        room = (standing.count[who] + columns.elsewhere[who] < places) & (
            standing.minutes[who] + offers.minutes <= columns.weekly_minutes[who]
        )
        return _only(offers, room | np.isin(who, sorted(givers)))


def free_starts(problem: Problem, child: Child, supporter: str, busy: int) -> int:
    """Bits of the half-hours at which the two could begin to meet beside what is `busy`."""
    common = child.windows.mask & problem.supporter_by_id[supporter].windows.mask & ~busy
    return meeting_starts(common, problem.programme.meeting_half_hours)


def hours_for(problem: Problem, standing: Iterable[Pair], new: Iterable[Pair]) -> dict[Pair, int] | list[Pair]:
    """An hour for every new pair of a role with weekly meetings, beside the standing ones, which keep theirs.

    Where that cannot be: new pairs that have none together, as few as are connected by a child or a supporter.
    """
    length = problem.programme.meeting_half_hours
    busy: dict[str, int] = {}
    for pair in standing:
        if pair.slot is not None:
            _book(busy, pair, ((1 << length) - 1) << pair.slot)
    hours: dict[Pair, int] = {}
    for group in _connected([pair for pair in new if problem.programme.role(pair.role).weekly_slot]):
        if not _place(problem, group, 0, dict(busy), hours):
            return group
    return hours


def _place(problem: Problem, group: list[Pair], index: int, busy: dict[str, int], hours: dict[Pair, int]) -> bool:
    """Depth first; hours the supporter is glad of are tried first."""
    if index == len(group):
        return True
    pair = group[index]
    supporter = problem.supporter_by_id[pair.supporter]
    taken = busy.get(f"c{pair.child}", 0) | busy.get(f"s{pair.supporter}", 0)
    starts = free_starts(problem, problem.child_by_id[pair.child], pair.supporter, taken)
    glad, reluctant = supporter.windows.preferred_mask, supporter.windows.reluctant_mask
    length = problem.programme.meeting_half_hours
    for wanted in (starts & glad, starts & ~glad & ~reluctant, starts & ~glad & reluctant):
        left = wanted
        while left:
            start = (left & -left).bit_length() - 1
            left &= left - 1
            after = dict(busy)
            _book(after, pair, ((1 << length) - 1) << start)
            hours[pair] = start
            if _place(problem, group, index + 1, after, hours):
                return True
    hours.pop(pair, None)
    return False


def _book(busy: dict[str, int], pair: Pair, meeting: int) -> None:
    for side in (f"c{pair.child}", f"s{pair.supporter}"):
        busy[side] = busy.get(side, 0) | meeting


def _connected(pairs: list[Pair]) -> Iterator[list[Pair]]:
    """The pairs in groups that share a child or a supporter."""
    left = list(pairs)
    while left:
        group = [left.pop(0)]
        for one in group:
            near = [p for p in left if p.child == one.child or p.supporter == one.supporter]
            group += near
            left = [p for p in left if p not in near]
        yield group


def _only(offers: Candidates, keep: Bools) -> Candidates:
    if keep.all():
        return offers
    return Candidates(
        offers.child, offers.role, offers.who[keep], offers.minutes[keep], offers.speaks[keep], offers.scores[:, keep]
    )
