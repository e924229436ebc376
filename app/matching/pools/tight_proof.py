"""The lane that proves: the bound of filled supporters, the arcs it leaves, and the exact search over these."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator

import numpy as np

from app.matching.pools import tight_branch as tree_search
from app.matching.pools.tight_bound import Sides, make_desk
from app.matching.pools.tight_common import Common
from app.matching.pools.tight_cores import Cores
from app.matching.pools.tight_prices import Whole
from app.matching.pools.tight_root import Root

_ENOUGH = 0.7
"""With more than this part of the arcs left the exact search has nothing to hold on to."""
_SURE = 1000
"""Up to so many arcs the exact search goes on to the end; with more it has half the run."""
_HALF = 0.5
_GUESS = 0.0005
"""How far above the bound plans are looked for first, as a part of the bound: a lower cost to beat is a smaller search."""
_NODE_ARCS = 20_000
_WAIT = 0.1


class Proof:
    """The proof of one pool, and better plans where it cannot be had. `run` ends early where it is of no use."""

    def __init__(self, common: Common, seed: int = 0) -> None:
        self._common = common
        self._root = Root(common)
        self._cores = Cores(self._root, seed, 1)
        self._beaten = math.inf

    def run(self) -> Iterator[int]:
        """Prove until done, hopeless or out of time, handing over after every piece of work.

        Hands over an estimate of the work in tries of the chains, so that one thread can be fair to both.
        """
        if not self._root.possible:
            return
        while self._common.plan is None and self._common.share() < _WAIT:
            yield self._common.slice
        yield from self.prove()

    def prove(self) -> Iterator[int]:
        """Prices, the arcs they leave, the exact search, and better plans until a cheaper one leaves few arcs."""
        yield from self._root.price()
        while self._common.share() < 1:
            yield from self._search()
            if self._common.plan is None:
                return
            self._beaten = self._common.cost
            yield from self._cores.run(self._enough)

    def _enough(self) -> bool:
        """Whether time is up, or a cheaper plan leaves so few arcs that the exact search may have them all."""
        cost = self._common.cost
        return self._common.share() >= 1 or (cost < self._beaten and len(self._kept(cost)) <= _SURE)

    def _kept(self, beat: float) -> Whole:
        """The arcs a plan cheaper than this may use."""
        return np.flatnonzero(self._root.least <= beat - 1 + 1e-6)

    def _search(self) -> Iterator[int]:
        """The exact search over the arcs a better plan may use.

        It looks for a plan below a guessed cost, and guesses higher when there is none: then the guess is a bound.
        """
        common, bound = self._common, self._root.base
        margin = _GUESS * max(1.0, abs(bound))
        most = 1.0 + float(np.maximum.reduceat(common.pool.cost, common.pool.first[:-1]).sum())
        while common.share() < 1:
            beat = min(common.cost, most, max(bound, common.bound) + math.ceil(margin))
            kept = self._kept(beat)
            if len(kept) > _ENOUGH * len(self._root.order) and len(kept) > _SURE:
                return
            ended = yield from self._below(beat, kept)
            if not ended or beat >= most:
                return
            margin *= 3

    def _below(self, beat: float, kept: Whole) -> Generator[int, None, bool]:
        """Search these arcs for plans that cost less than `beat`; whether all of them are searched."""
        common, root, core = self._common, self._root, self._core(kept)
        desk = make_desk(core, root.limit, common.children)
        tree = tree_search.make_tree(core, root.prices, root.base)
        best = np.array([beat])
        going = tree_search.GOING
        nodes = max(1, _NODE_ARCS // max(1, len(kept)))
        until = 1.0 if len(kept) <= _SURE else _HALF
        while going == tree_search.GOING and common.share() < until:
            best[0] = min(best[0], common.cost)
            known = best[0]
            going = tree_search.branch(core, root.limit, tree, desk, best, nodes)
            if best[0] < known:
                root.offer(kept[tree.plan])
            common.prove(best[0] if going == tree_search.DONE else min(best[0], tree_search.open_bound(tree)))
            yield root.work(nodes * tree_search.STEPS, len(kept)) if going == tree_search.GOING else 1
        return going == tree_search.DONE

    def _core(self, kept: Whole) -> Sides:
        """These arcs alone."""
        sides, supporter = self._root.sides, self._root.sides.supporter[kept]
        return Sides(
            np.searchsorted(supporter, np.arange(self._common.pool.supporters + 1)), sides.child[kept], supporter,
            sides.cost[kept], sides.minutes[kept],
        )  # fmt: skip
