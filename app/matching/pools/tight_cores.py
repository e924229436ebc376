"""The best plan improved by exact searches of small parts of it: some children are placed anew, all others stay.

A part is what several supporters hold, or the children of whom the prices are least sure (relaxation induced
neighbourhoods: Danna, Rothberg and Le Pape 2005). Its search is the one of `tight_branch`, among the arcs that lose least
at the prices of the whole pool and those of the plan. Parts grow while they are searched to the end with ease and shrink
when they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from app.matching.pools import tight_branch as tree_search
from app.matching.pools.tight_bound import Sides, make_desk
from app.matching.pools.tight_prices import Real, Whole
from app.matching.pools.tight_root import Root

_KINDS = ((False, 7), (True, 7), (False, 5), (False, 10))
"""Whether whole supporters move, and the arcs for each child of the pool among which a part is searched."""
_FIRST = {True: 4.0, False: 30.0}
"""How large parts are at first: supporters whose children all move, or children nobody is sure of."""
_NODE_ARCS = 300_000
"""Arcs at all nodes of one part's search: about half a second."""
_PIECES = 6
"""A search that ended within the first of so many pieces was an easy one."""
_EASY, _ENDED, _CUT = 1.15, 1.05, 0.95
"""How the next part's size depends on how the search of this one ended. Most searches that help are cut."""
_HAZE = 0.3
"""Random numbers up to this are added to the shares by which uncertain children are chosen."""
_MOVES = 0.05
"""Work on prices as a part of all work: they move on, and so do shares and losses."""


class Part(NamedTuple):
    """A small pool cut out of a large one, and where its children and arcs come from."""

    sides: Sides
    limit: Any
    children: Any
    arcs: Any


class Cores:
    """One lane of such searches with random choices of its own."""

    def __init__(self, root: Root, seed: int, lane: int) -> None:
        self._root, self._rng = root, np.random.default_rng((seed, lane))
        self._sizes = {kind: _FIRST[kind[0]] for kind in _KINDS}

    def run(self, over: Callable[[], bool]) -> Iterator[int]:
        """Improve the best plan until `over`, handing over after every piece of work with the tries it is worth."""
        root, spent, moved = self._root, 0, 0
        while True:
            for kind in _KINDS:
                if over():
                    return
                again = True
                while again and not over():
                    cost, size = root.common.cost, self._sizes[kind]
                    for worked in self._search(kind):
                        spent += worked
                        yield worked
                    # what helped may help again, and what was too small grows at once
                    again = root.common.cost < cost or self._sizes[kind] >= _EASY * size
                if moved < _MOVES * spent:
                    worked = root.move()
                    moved += worked
                    yield worked

    def _search(self, kind: tuple[bool, int]) -> Iterator[int]:
        """Search one part; keeps a better plan and learns how large parts of this kind may be."""
        root, common = self._root, self._root.common
        plan = root.plan
        part = self._cut(plan, kind)
        if len(part.children) == 0:
            self._resize(kind, _EASY)
            yield 1
            return
        tree = tree_search.make_tree(part.sides, root.prices[part.children], -np.inf)
        desk = make_desk(part.sides, part.limit, len(part.children))
        known = begun = float(root.sides.cost[plan[part.children]].sum())
        best, nodes = np.array([known]), max(1, _NODE_ARCS // (_PIECES * len(part.arcs)))
        for piece in range(_PIECES):
            going = tree_search.branch(part.sides, part.limit, tree, desk, best, nodes)
            if best[0] < known:
                known, plan = float(best[0]), plan.copy()
                plan[part.children] = part.arcs[tree.plan]
                root.offer(plan)
            yield root.work(nodes * tree_search.STEPS, len(part.arcs))
            if going != tree_search.GOING:
                return self._resize(kind, _ENDED if piece else _EASY)
            if common.share() >= 1:
                return
        if known == begun:
            self._resize(kind, _CUT)

    def _resize(self, kind: tuple[bool, int], factor: float) -> None:
        most = self._root.common.pool.supporters if kind[0] else self._root.common.children
        self._sizes[kind] = min(float(most), max(2.0, self._sizes[kind] * factor))

    def _cut(self, plan: Whole, kind: tuple[bool, int]) -> Part:
        """Draw a part of this kind and cut it out."""
        root, (whole, width), size = self._root, kind, round(self._sizes[kind])
        children, supporters = root.common.children, root.common.pool.supporters
        moving, asked = np.ones(children, np.bool_), np.ones(supporters, np.bool_)
        if whole:
            asked[self._rng.permutation(supporters)[size:]] = False
            moving = asked[root.sides.supporter[plan]]
        else:
            moving[np.argsort(root.share[plan] + _HAZE * self._rng.random(children))[size:]] = False
        return cut_out(root.sides, root.limit, plan, moving, asked, root.least, self._reach(width))

    def _reach(self, width: int) -> float:
        """The most an arc's bound may be for it to be searched: none that no better plan can use, and so many at most."""
        root = self._root
        least, most = root.least, float(root.common.cost - 1) + 1e-6
        number = width * root.common.children
        return most if number >= len(least) else min(most, float(np.partition(least, number)[number]))


def cut_out(
    sides: Sides, limit: Whole, plan: Whole, moving: Any, asked: Any, least: Real, reach: float
) -> Part:  # fmt: skip
    """The pool of the children who move and the supporters asked, less the minutes of those who stay."""
    children = np.flatnonzero(moving)
    who = np.flatnonzero(asked)
    arcs, first, room = _choose(sides, limit, plan, moving, asked, least, reach)
    nth_child, nth = np.cumsum(moving) - 1, np.cumsum(asked) - 1
    part = Sides(
        first, nth_child[sides.child[arcs]], nth[sides.supporter[arcs]], sides.cost[arcs], sides.minutes[arcs]
    )  # fmt: skip
    return Part(part, room[who], children, arcs)


@njit(cache=True, nogil=True)
def _choose(sides: Sides, limit: Any, plan: Any, moving: Any, asked: Any, least: Any, reach: float) -> Any:
    """Arcs of a part by supporter, where each supporter's begin, and the room left to everybody."""
    room = limit.copy()
    taken = np.zeros(len(sides.child), np.bool_)
    for child in range(len(plan)):
        taken[plan[child]] = True
        if not moving[child]:
            room[sides.supporter[plan[child]]] -= sides.minutes[plan[child]]
    arcs = np.empty(len(sides.child), np.int64)
    first = np.zeros(np.sum(asked) + 1, np.int64)
    count, place = 0, 0
    for who in range(len(limit)):
        if not asked[who]:
            continue
        for arc in range(sides.first[who], sides.first[who + 1]):
            wanted = moving[sides.child[arc]] and (least[arc] <= reach or taken[arc])
            if wanted and sides.minutes[arc] <= room[who]:
                arcs[count] = arc
                count += 1
        place += 1
        first[place] = count
    return arcs[:count], first, room
