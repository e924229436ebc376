"""Which seats a repair looks at, and who may take each: the gaps, and standing pairs that could make room for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from app.matching.candidates import CandidateFinder, Candidates, needs_speaker
from app.matching.changes import Changed
from app.matching.columns import Bools, Columns
from app.matching.plan import Plan
from app.matching.problem import Child, Pair, Problem
from app.matching.standing import Standing
from app.planning.availability import meeting_starts


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat (rows of child and role) that a repair may fill; `stands` is the pair that could move, None in a gap."""

    child: int
    role: int
    stands: Pair | None
    offers: Candidates


class Neighbourhood:
    """Gaps first, then the standing pairs of people who could take a seat already looked at, `reach` steps far.

    Not looked at, for they never move: pinned pairs, pairs of a child who loses somebody by the change itself, and
    pairs of a child who has nobody else.
    """

    def __init__(self, found: Changed, columns: Columns, standing: Standing, reach: int) -> None:
        self.problem, self.columns, self.standing = found.problem, columns, standing
        self._finder = CandidateFinder(columns)
        self._child_row = {child.id: row for row, child in enumerate(self.problem.children)}
        self._role_row = {role.code: row for row, role in enumerate(self.problem.programme.roles)}
        self._movable = self._pairs_that_may_move(found)
        self.overfull = self._overfull()
        seats = [self._seat(gap.child, gap.role, None) for gap in found.gaps]
        self.seats = self._useful([*seats, *self._reached(seats, reach)])
        movable = [seat.stands for seat in self.seats if seat.stands is not None]
        kept = set(self.problem.existing) - set(movable)
        self.fixed = Standing(columns, Plan(tuple(pair for pair in self.problem.existing if pair in kept)))

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

    def _seat(self, child: str, role: str, stands: Pair | None) -> Seat:
        child_row, role_row = self._child_row[child], self._role_row[role]
        offers = self._finder.of(child_row, role_row)
        there = [self.columns.row_of[pair.supporter] for pair in self.standing.circle.get(child, [])]
        return Seat(
            child_row, role_row, stands, _only(offers, ~self.overfull[offers.who] & ~np.isin(offers.who, there))
        )

    def _reached(self, gaps: list[Seat], reach: int) -> Iterator[Seat]:
        givers: set[int] = set()
        frontier = gaps
        for _step in range(reach):
            new = sorted({int(row) for seat in frontier for row in seat.offers.who} - givers)
            givers.update(new)
            frontier = [self._seat(p.child, p.role, p) for row in new for p in self._movable.get(row, ())]
            yield from frontier

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
