"""The lane that proves: the bound of filled supporters, the arcs it leaves, and the exact search over these."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator

import numpy as np

from app.matching.pools import tight_branch as tree_search
from app.matching.pools.tight_bound import Desk, Left, Sides, ascend, make_desk, regret
from app.matching.pools.tight_common import Common
from app.matching.pools.tight_prices import Real, Whole

_PIECE = 100
_PIECES = 15
_ENOUGH = 0.7
"""With more than this part of the arcs left the exact search has nothing to hold on to."""
_SURE = 1000
"""Up to so many arcs the exact search goes on to the end; with more it has half the run."""
_HALF = 0.5
_AHEAD = 0.01
"""How far above the bound the prices aim while no plan is known, as a part of the bound."""
_GUESS = 0.0005
"""How far above the bound plans are looked for first, as a part of the bound: a lower cost to beat is a smaller search."""
_NODE_ARCS = 20_000
_DIVE_ARCS = 1_000_000
"""Arcs at all nodes of one dive: some seconds."""
_DIVED = 400
"""With more children a dive is cut before it has gone down to a plan."""
_WIDTHS = (3, 4, 5, 7)
"""Arcs for each child that a dive may use."""
_DIVES_END = 0.5
"""The share of the run at which no further dive begins."""
_DIVE_PACE = 0.1
"""How fast prices move between two dives; other prices branch on other arcs."""
_LARGEST_TABLE = 20_000_000
_WAIT = 0.1


class Proof:
    """The proof of one pool. `run` ends early where it is of no use."""

    def __init__(self, common: Common) -> None:
        self._common = common
        pool = common.pool
        self._order = np.argsort(pool.supporter, kind="stable")
        child = np.repeat(np.arange(common.children), np.diff(pool.first))
        supporter = pool.supporter[self._order].astype(np.int64)
        self._sides = Sides(
            np.searchsorted(supporter, np.arange(pool.supporters + 1)), child[self._order], supporter,
            pool.cost[self._order].astype(np.float64), pool.minutes[self._order].astype(np.int64),
        )  # fmt: skip
        # nobody needs more room than all its arcs together take
        most = np.bincount(supporter, self._sides.minutes, minlength=pool.supporters).astype(np.int64)
        self._limit = np.minimum(pool.minutes_limit, most)
        self._step = int(np.gcd.reduce(self._sides.minutes[self._sides.minutes > 0], initial=0)) or 1
        if self._step > 1:
            self._limit = self._limit // self._step
            self._sides = self._sides._replace(minutes=self._sides.minutes // self._step)

    @property
    def possible(self) -> bool:
        """Whether the tables it needs are of a size to be filled thousands of times."""
        widest = int(np.diff(self._sides.first).max(initial=0))
        return widest * int(self._limit.max(initial=0)) <= _LARGEST_TABLE

    def run(self) -> Iterator[int]:
        """Prove until done, hopeless or out of time, handing over after every piece of work.

        Hands over an estimate of the work in tries of the chains, so that one thread can be fair to both.
        """
        if not self.possible:
            return
        while self._common.plan is None and self._common.share() < _WAIT:
            yield self._common.slice
        yield from self.prove()

    def prove(self) -> Iterator[int]:
        """Prices, the arcs they leave, and the exact search."""
        common = self._common
        prices = np.minimum.reduceat(
            common.pool.cost + common.prices[common.pool.supporter] * common.pool.minutes, common.pool.first[:-1]
        )
        desk = make_desk(self._sides, self._limit, common.children)
        left = Left(self._sides.first, np.arange(len(self._order)), self._limit, np.ones(common.children, np.bool_))
        pace, bound, exact = 1.0, -np.inf, False
        for _ in range(_PIECES):
            goal = common.cost if common.plan is not None else common.bound + _AHEAD * max(1, abs(common.bound))
            told, exact = ascend(self._sides, left, desk, prices, float(goal), pace, _PIECE)
            rise, bound = told - bound, max(bound, told)
            common.prove(bound)
            yield self._work(_PIECE, len(self._order))
            if exact or common.share() >= 1 or rise < 1e-3:
                break
            pace *= 0.7
        base = regret(self._sides, left, desk, prices)
        common.prove(base)
        if common.children <= _DIVED:
            yield from self._dives(left, desk, prices, base)
            base = regret(self._sides, left, desk, prices)
        yield from self._search(desk.into + base, prices, base)

    def _work(self, steps: int, arcs: int) -> int:
        """Steps of pricing so many arcs, as tries: about every sixth arc pays, and ten cells of a table are one try."""
        return steps * (1 + arcs * int(self._limit.mean()) // 60)

    def _search(self, least: Real, prices: Real, bound: float) -> Iterator[int]:
        """The exact search over the arcs a better plan may use; `least` is the bound with each arc forced in.

        It looks for a plan below a guessed cost, and guesses higher when there is none: then the guess is a bound.
        """
        common = self._common
        margin = _GUESS * max(1.0, abs(bound))
        most = 1.0 + float(np.maximum.reduceat(common.pool.cost, common.pool.first[:-1]).sum())
        while common.share() < 1:
            beat = min(common.cost, most, max(bound, common.bound) + math.ceil(margin))
            kept = np.flatnonzero(least <= beat - 1 + 1e-6)
            if len(kept) > _ENOUGH * len(self._order) and len(kept) > _SURE:
                return
            ended = yield from self._below(beat, kept, prices, bound)
            if not ended or beat >= most:
                return
            margin *= 3

    def _dives(self, left: Left, desk: Desk, prices: Real, bound: float) -> Iterator[int]:
        """Look for cheaper plans among the arcs that lose least and those of the best plan, wider and wider.

        Such a search is cut after some nodes, so it proves nothing; it meets plans no chain finds. Ends when no width
        gave a better one, or so few arcs are left that the exact search may have them all.
        """
        common, place = self._common, np.empty(len(self._order), np.int64)
        place[self._order] = np.arange(len(self._order))
        failed, width = 0, 0
        while failed < len(_WIDTHS) and common.plan is not None and common.share() < _DIVES_END:
            known = float(common.cost)
            told = ascend(self._sides, left, desk, prices, known, _DIVE_PACE, _PIECE)[0]
            base = regret(self._sides, left, desk, prices)
            common.prove(max(told, base))
            if np.sum(desk.into + base <= known - 1) <= _WIDTHS[-1] * common.children:
                return
            kept = np.argsort(desk.into, kind="stable")[: _WIDTHS[width % len(_WIDTHS)] * common.children]
            kept = np.union1d(kept, place[common.plan])
            yield self._work(_PIECE, len(self._order))
            yield from self._dive(kept, prices, bound)
            failed, width = (0, width) if common.cost < known else (failed + 1, width + 1)

    def _dive(self, kept: Whole, prices: Real, bound: float) -> Iterator[int]:
        """The exact search among these arcs for so many nodes, offering every better plan."""
        common, core = self._common, self._core(kept)
        tree, best = tree_search.make_tree(core, prices, bound), np.array([float(common.cost)])
        nodes, desk = max(1, _NODE_ARCS // len(kept)), make_desk(core, self._limit, common.children)
        for _ in range(max(1, _DIVE_ARCS // (nodes * len(kept)))):
            if common.share() >= 1:
                return
            best[0] = beat = min(best[0], common.cost)
            going = tree_search.branch(core, self._limit, tree, desk, best, nodes)
            if best[0] < beat:
                common.offer(self._order[kept[tree.plan]])
            yield self._work(nodes * tree_search.STEPS, len(kept))
            if going != tree_search.GOING:
                return

    def _core(self, kept: Whole) -> Sides:
        """These arcs alone."""
        sides, supporter = self._sides, self._sides.supporter[kept]
        return Sides(
            np.searchsorted(supporter, np.arange(self._common.pool.supporters + 1)), sides.child[kept], supporter,
            sides.cost[kept], sides.minutes[kept],
        )  # fmt: skip

    def _below(self, beat: float, kept: Whole, prices: Real, bound: float) -> Generator[int, None, bool]:
        """Search these arcs for plans that cost less than `beat`; whether all of them are searched."""
        common, core = self._common, self._core(kept)
        desk = make_desk(core, self._limit, common.children)
        tree = tree_search.make_tree(core, prices, bound)
        best = np.array([beat])
        going = tree_search.GOING
        nodes = max(1, _NODE_ARCS // max(1, len(kept)))
        until = 1.0 if len(kept) <= _SURE else _HALF
        while going == tree_search.GOING and common.share() < until:
            best[0] = min(best[0], common.cost)
            known = best[0]
            going = tree_search.branch(core, self._limit, tree, desk, best, nodes)
            if best[0] < known:
                common.offer(self._order[kept[tree.plan]])
            common.prove(best[0] if going == tree_search.DONE else min(best[0], tree_search.open_bound(tree)))
            yield self._work(nodes * tree_search.STEPS, len(kept)) if going == tree_search.GOING else 1
        return going == tree_search.DONE
