"""A round cut into districts: neighbouring places of about equal size that are solved apart (docs/decisions/0007).

Every child and every supporter belongs to exactly one district, so whatever two districts answer, nobody is asked for
more than they can give. Siblings stay together, and so do children who are pinned to one person. A supporter goes where
most of those live beside whom they stand today, else where their base lies. The cut depends on the problem alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import cos, radians

from app.matching.problem import Child, Exclusion, Problem, Supporter
from app.matching.standing_still import few_offers, stands_still
from app.planning.geography import Point

MOST_SEATS = 8_000
"""A round of no more seats is solved in one piece."""
DISTRICT_SEATS = 2_500
"""Seats of a district, about: its linear programme takes a second or two."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Children (rows) who stay together, where they meet and how many seats they have."""

    children: tuple[int, ...]
    point: Point
    seats: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """Points up to `at` lie below, the others above; `axis` is 0 for north and 1 for east."""

    axis: int
    at: float
    below: _Cut | int
    above: _Cut | int


def cut(problem: Problem) -> tuple[Problem, ...]:
    """The problem's districts; the problem itself where it has no more than MOST_SEATS, lies in one place or only adds."""
    if stands_still(problem) and few_offers(problem):
        return (problem,)  # open seats fall into parts by themselves (additions)
    groups = _groups(problem)
    seats = sum(group.seats for group in groups)
    if seats <= MOST_SEATS:
        return (problem,)
    border = _Border(groups, -(-seats // DISTRICT_SEATS))
    if border.districts < 2:
        return (problem,)
    district_of = {problem.children[row].id: border.district(group.point) for group in groups for row in group.children}
    home_of = _homes(problem, district_of, border)
    return tuple(_district(problem, number, district_of, home_of) for number in range(border.districts))


class _Border:
    """Where the cuts run: halves of halves across the longer side, until there are as many districts as wanted."""

    def __init__(self, groups: list[_Group], wanted: int) -> None:
        self.districts = 0
        self._root = self._cut(groups, wanted)

    def district(self, point: Point) -> int:
        """The number of the district a point lies in."""
        node = self._root
        while isinstance(node, _Cut):
            node = node.below if _along(point, node.axis) <= node.at else node.above
        return node

    def _cut(self, groups: list[_Group], wanted: int) -> _Cut | int:
        if wanted > 1:
            for axis in _longer_side_first(groups):
                at = _share_at(groups, axis, (wanted // 2) / wanted)
                if at is not None:
                    below = [group for group in groups if _along(group.point, axis) <= at]
                    above = [group for group in groups if _along(group.point, axis) > at]
                    return _Cut(axis, at, self._cut(below, wanted // 2), self._cut(above, wanted - wanted // 2))
        self.districts += 1
        return self.districts - 1


def _along(point: Point, axis: int) -> float:
    return point.lon if axis else point.lat


def _longer_side_first(groups: list[_Group]) -> tuple[int, int]:
    sides = []
    for axis in (0, 1):
        along = [_along(group.point, axis) for group in groups]
        sides.append(max(along) - min(along))
    north, east = sides[0], sides[1] * cos(radians(groups[0].point.lat))
    return (0, 1) if north >= east else (1, 0)


def _share_at(groups: list[_Group], axis: int, share: float) -> float | None:
    """Up to where about this share of the seats lies, whole places only; None where all lie on one line."""
    seats_at: Counter[float] = Counter()
    for group in groups:
        seats_at[_along(group.point, axis)] += group.seats
    places = sorted(seats_at)
    wanted, counted = share * sum(seats_at.values()), 0
    best: tuple[float, float] | None = None
    for place in places[:-1]:
        counted += seats_at[place]
        off = abs(counted - wanted)
        best = (off, place) if best is None or off < best[0] else best
    return best[1] if best else None


def _groups(problem: Problem) -> list[_Group]:
    """Siblings, and children pinned to one person, as one group each; everybody else alone."""
    leader = list(range(len(problem.children)))

    def led_by(row: int) -> int:
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    first: dict[tuple[str, str], int] = {}
    row_of = {child.id: row for row, child in enumerate(problem.children)}
    ties = [("household", child.household, row) for row, child in enumerate(problem.children) if child.household]
    ties += [("pinned", pin.supporter, row_of[pin.child]) for pin in problem.pins]
    for kind, name, row in ties:
        one, other = led_by(first.setdefault((kind, name), row)), led_by(row)
        leader[max(one, other)] = min(one, other)
    members: dict[int, list[int]] = {}
    for row in range(len(problem.children)):
        members.setdefault(led_by(row), []).append(row)
    return [
        _Group(tuple(rows), problem.point_of[problem.children[rows[0]].place], sum(_seats(problem, rows)))
        for rows in members.values()
    ]


def _seats(problem: Problem, rows: list[int]) -> Iterator[int]:
    for row in rows:
        yield sum(count for _, count in problem.seats(problem.children[row]))


def _homes(problem: Problem, district_of: dict[str, int], border: _Border) -> dict[str, int]:
    """The one district of every supporter."""
    pinned = {pin.supporter: district_of[pin.child] for pin in problem.pins}
    standing: dict[str, Counter[int]] = {}
    for pair in problem.existing:
        standing.setdefault(pair.supporter, Counter())[district_of[pair.child]] += 1
    homes: dict[str, int] = {}
    for supporter in problem.supporters:
        home = border.district(problem.point_of[supporter.base])
        beside = standing.get(supporter.id)
        if supporter.id in pinned:
            home = pinned[supporter.id]
        elif beside:
            home = min(beside, key=lambda number: (-beside[number], number != home, number))
        homes[supporter.id] = home
    return homes


def _district(problem: Problem, number: int, district_of: dict[str, int], home_of: dict[str, int]) -> Problem:
    """One district's problem: its people, and of what joins people only what lies within it."""

    def here(child: str, supporter: str) -> bool:
        return district_of[child] == number == home_of[supporter]

    children = tuple(_child_of(child, number, home_of) for child in problem.children if district_of[child.id] == number)
    supporters = tuple(
        _supporter_of(one, number, district_of) for one in problem.supporters if home_of[one.id] == number
    )
    used = {child.place for child in children} | {supporter.base for supporter in supporters}
    measured = tuple(t for t in problem.travel.measured if t.origin in used and t.destination in used)
    return Problem(
        name=f"{problem.name}-{number + 1}",
        round_start=problem.round_start,
        programme=problem.programme,
        places=tuple(place for place in problem.places if place.id in used),
        children=children,
        supporters=supporters,
        travel=replace(problem.travel, measured=measured),
        existing=tuple(pair for pair in problem.existing if here(pair.child, pair.supporter)),
        pins=tuple(pin for pin in problem.pins if here(pin.child, pin.supporter)),
        exclusions=tuple(one for one in _exclusions(problem) if here(one.child, one.supporter)),
    )


def _exclusions(problem: Problem) -> Iterator[Exclusion]:
    """All exclusions, spelt out for everybody of an excluded person's household: that person may live elsewhere."""
    living: dict[str, list[str]] = {}
    for supporter in problem.supporters:
        if supporter.household:
            living.setdefault(supporter.household, []).append(supporter.id)
    for exclusion in problem.exclusions:
        household = problem.supporter_by_id[exclusion.supporter].household
        others = living.get(household, []) if household else []
        for name in (exclusion.supporter, *(other for other in others if other != exclusion.supporter)):
            yield Exclusion(exclusion.child, name)


def _child_of(child: Child, number: int, home_of: dict[str, int]) -> Child:
    asked = tuple(one for one in child.wishes.supporters if home_of[one] == number)
    refused = tuple(one for one in child.refused if home_of[one] == number)
    if asked == child.wishes.supporters and refused == child.refused:
        return child
    return replace(child, refused=refused, wishes=replace(child.wishes, supporters=asked))


def _supporter_of(supporter: Supporter, number: int, district_of: dict[str, int]) -> Supporter:
    refused = tuple(child for child in supporter.refused if district_of[child] == number)
    return supporter if refused == supporter.refused else replace(supporter, refused=refused)
