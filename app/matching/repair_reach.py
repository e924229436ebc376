"""How far a repair can reach within its budget, before any choice is made.

Every move takes a child from a giver, and both count as disturbed. Followed from a gap, moves go from giver to giver
and end with somebody who has a place left; nobody full takes a child without giving one. So whoever is too many givers
away from a gap, or from the next place left, is in no repair within the budget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from app.matching.columns import Bools
from app.matching.problem import Pair

Rows = NDArray[np.int64]
_FAR = 1_000_000


@dataclass
class Reach:
    """Givers by row: how many there are at least from a gap to each (`near`), and from each to a place left (`away`).

    `places`: how many each has left; `away` is 0 for whoever has one; `takers`: per standing pair that may move, who
    could take it; `onward`: per giver, who could take one of their children.
    """

    budget: int
    places: Rows
    takers: dict[Pair, Rows] = field(default_factory=dict)
    onward: dict[int, set[int]] = field(default_factory=dict)
    near: dict[int, int] = field(default_factory=dict)
    away: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def explore(self, gaps: Iterable[Rows], movable: dict[int, list[Pair]], takers_of: Callable[[Pair], Rows]) -> None:
        """Follow moves from the gaps, whose takers are given, as far as the budget goes."""
        frontier = sorted(set(chain.from_iterable(who.tolist() for who in gaps)))
        for step in range(1, self.budget // 2 + 1):
            self.near.update(dict.fromkeys(frontier, step))
            for row in frontier:
                mine = {pair: takers_of(pair) for pair in movable.get(row, ())}
                self.takers |= mine
                self.onward[row] = set(chain.from_iterable(who.tolist() for who in mine.values()))
            frontier = sorted(set[int]().union(*(self.onward[row] for row in frontier)) - self.near.keys())
        self.away = np.where(self.places > 0, 0, _FAR)
        for step in range(1, self.budget // 2 + 1):
            for row, takers in self.onward.items():
                if self.away[row] > step and any(self.away[taker] < step for taker in takers):
                    self.away[row] = step

    def into_gap(self, who: Rows, budget: int) -> Bools:
        """Which of those who could take a gap can make room for it."""
        could: Bools = 2 * self.away[who] <= budget
        return could

    def beyond(self, giver: int, who: Rows, budget: int) -> Bools:
        """Which of those who could take a child from this giver can, somebody full giving one up in turn.

        `budget` may be less than what was explored. Moves from the gap to the giver and on to a place left are all
        different, and so are their children; of the givers there are at least as many as on the longer of the two ways,
        and two where somebody full takes a child.
        """
        near, away = self.near[giver], self.away[who]
        full = near + away + np.maximum(np.maximum(near, away), 2) <= budget
        could: Bools = np.where(away == 0, 2 * near <= budget, full)
        return could

    def most(
        self, gaps: Iterable[tuple[Rows, int]], steps: int, at_most: int, besides: frozenset[int] = frozenset()
    ) -> int:
        """The most weight that any `at_most` of the gaps (takers and weight) can come to over so many givers each.

        `besides`: places left that every gap may take up too. Every gap that is filled takes up a place that is left at
        the end of its moves. Gaps are taken heaviest first, those taken already making way where they can, which is the
        best there is.
        """
        ends = [(self._ends(set(who.tolist()), steps) | besides, weight) for who, weight in gaps]
        ends.sort(key=lambda end: -end[1])
        taken: dict[int, list[int]] = {}
        total = count = 0
        for index, (_rows, weight) in enumerate(ends):
            if count < at_most and self._place(index, ends, taken, set()):
                total, count = total + weight, count + 1
        return total

    def left_beyond(self, giver: int) -> frozenset[int]:
        """Those with places left who could take a child of this giver."""
        return frozenset(row for row in self.onward[giver] if self.places[row] > 0)

    def _ends(self, rows: set[int], steps: int) -> set[int]:
        """Those with places left among these and among those they could hand on to."""
        seen, frontier = set(rows), rows
        for _step in range(steps):
            frontier = set[int]().union(*(self.onward.get(row, set()) for row in frontier)) - seen
            seen |= frontier
        return {row for row in seen if self.places[row] > 0}

    def _place(
        self, index: int, ends: list[tuple[set[int], int]], taken: dict[int, list[int]], tried: set[int]
    ) -> bool:
        for row in ends[index][0] - tried:
            tried.add(row)
            held = taken.setdefault(row, [])
            if len(held) < self.places[row]:
                held.append(index)
                return True
            for number, other in enumerate(held):
                if self._place(other, ends, taken, tried):
                    held[number] = index
                    return True
        return False
