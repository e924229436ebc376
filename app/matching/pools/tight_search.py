"""The search by chains: a cold start of each of several kinds, then more of the two that did best, then from the best plan.

Where one start ends is much a matter of luck and, beyond some tries for each child, little of time: a small pool gets
many starts, a large one few. Where exact searches take over afterwards (`tight_cores`), few starts do.

Cold: from every child's cheapest arc at the prices, minutes too many almost free at first and dearer and dearer. Hot
starts destroy what the prices know.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from app.matching.pools import tight_chains as chains
from app.matching.pools.tight_common import Common
from app.planning.chance import word_of

_ARCS_A_CHILD = 30
_REACH = 8.0
_FLATTEST = 1.0
"""Temperatures and penalties are measured in the mean price of a minute, but in no less than one unit of cost."""
_SOFTEST, _STIFFEST = 0.05, 10_000.0
"""The span of the pressure."""
_EASY, _PRESSED, _FIRM = 0.5, 0.9, 30.0
"""Without a plan by this share of a cooling the pressure is driven, by that share up to so much, however few the tries."""
_FEW = 400
"""Up to so many children two may be asked to move on at once."""


class Kind(NamedTuple):
    """A way to search: temperatures in mean prices, the pressure it begins with, how long chains may be."""

    hot: float
    cold: float
    pressure: float
    depth: int
    pairs: bool
    chain_nodes: int


_SINGLE = Kind(0.3, 0.03, 0.1, 6, False, 3000)
_COLDER = Kind(0.08, 0.008, 0.2, 6, False, 3000)
_WARMER = Kind(1.5, 0.1, 1.0, 6, False, 3000)
_PAIRED = Kind(0.3, 0.03, 0.2, 8, True, 10_000)
_PROBE = 0.06
_FRESH = 0.7
"""The share of the run at which cold starts end; the rest starts from the best plan."""
_ENOUGH = 1_500_000
"""Tries for each child after which a start gains more from beginning anew."""
_BRIEF, _BRIEFLY = 500_000, 0.4
"""Tries for each child of a start that others go on from, and the share of the run at which these end."""


class Chains:
    """One lane of chains with a seed of its own."""

    def __init__(self, common: Common, seed: int, lane: int) -> None:
        self._common = common
        self._rng = word_of(seed, lane)
        self._begin, self._spent = 0.0, 0
        self._ranked, self._order = rank(common)
        self._scale = max(_FLATTEST, float(common.prices.mean()))
        few = common.children <= _FEW
        second = _PAIRED if few and lane == 0 else _WARMER
        self._kinds = [_SINGLE, _COLDER, second] if lane == 0 else [_COLDER, second, _SINGLE]

    def run(self, briefly: bool = False) -> Iterator[int]:
        """Search until the run's share is used up, handing over after every slice with the tries it took.

        `briefly`: only until there is a plan and starts of every kind, and not for longer than they need.
        """
        self._begin = self._common.share()
        ranks: list[tuple[float, float, int]] = []
        for number, kind in enumerate(self._kinds):
            state = self._fresh(kind)
            most = _BRIEF * self._common.children if briefly else None
            yield from self._anneal(state, kind, kind.hot, self._at(_PROBE * (number + 1)), most)
            ranks.append((float(state.best[0]), float(chains.beyond(self._ranked, state)[1]), number))
        better = [self._kinds[number] for _, _, number in sorted(ranks)]
        for part in (_BRIEFLY, _FRESH) if briefly else (_FRESH,):
            if briefly and self._served(part):
                return
            for number, end in enumerate(self._parts(part)):
                kind = better[number % 2]
                yield from self._anneal(self._fresh(kind), kind, kind.hot, end)
        if briefly and self._common.plan is not None:
            return
        for end in self._parts(1.0):
            kind = better[0]
            yield from self._anneal(self._again(kind), kind, 0.35 * kind.hot, end)

    def _served(self, part: float) -> bool:
        """Whether others may go on from the best plan: it has seen starts of every kind, or took its time."""
        full = self._spent >= len(self._kinds) * _BRIEF * self._common.children
        return self._common.plan is not None and (full or part > _BRIEFLY)

    def _at(self, part: float) -> float:
        """The share of the run at which this part of what is left to this lane is over."""
        return self._begin + (1 - self._begin) * part

    def _parts(self, part: float) -> list[float]:
        """Where to begin anew from now until this part of the lane is over, by its tries so far."""
        now, end = self._common.share(), self._at(part)
        tries = self._spent * (end - now) / max(1e-9, now - self._begin)
        parts = max(1, round(tries / (_ENOUGH * self._common.children)))
        return [now + (end - now) * (number + 1) / parts for number in range(parts)]

    def _anneal(
        self, state: chains.Standing, kind: Kind, hot: float, end: float, most: int | None = None
    ) -> Iterator[int]:
        """Cool down from now until the run's share is `end`, or for so many tries if that is sooner."""
        begin, spent_before = self._common.share(), self._spent
        known = float(state.best[0])
        while (now := self._common.share()) < end:
            gone = (now - begin) / (end - begin)
            if most is not None and (gone := max(gone, (self._spent - spent_before) / most)) >= 1:
                return
            heat = hot * (kind.cold / hot) ** gone
            if gone > _EASY and np.isinf(state.best[0]):
                state.pressure[0] = max(state.pressure[0], _driven(gone))
            spent = chains.search(
                self._ranked, state, heat * self._scale, _REACH * self._scale, kind.depth, kind.pairs,
                kind.chain_nodes, self._common.slice, _SOFTEST, _STIFFEST, self._rng,
            )  # fmt: skip
            self._common.spent += spent
            self._spent += spent
            if state.best[0] < known:
                known = float(state.best[0])
                self._common.offer(self._order[state.best_arc])
            yield spent

    def _fresh(self, kind: Kind) -> chains.Standing:
        """Everybody on the cheapest arc."""
        loose = self._common.prices.mean() < 0.3 * self._scale
        return self._stand(self._ranked.first[:-1].copy(), 4.0 if loose else kind.pressure)

    def _again(self, kind: Kind) -> chains.Standing:
        """The best plan known, as far as the arcs of this search go."""
        arcs = self._ranked.first[:-1].copy()
        plan = self._common.plan
        if plan is not None:
            place = np.full(len(self._common.pool.supporter), -1)
            place[self._order] = np.arange(len(self._order))
            arcs = np.where(place[plan] >= 0, place[plan], arcs)
        return self._stand(arcs, max(1.0, kind.pressure))

    def _stand(self, arcs: Any, pressure: float) -> chains.Standing:
        children, supporters = self._common.children, self._common.pool.supporters
        state = chains.Standing(
            arc=arcs, used=np.zeros(supporters, np.int64), head=np.full(supporters, -1), after=np.full(children, -1),
            before=np.full(children, -1), pressure=np.array([pressure]), looks=np.zeros(2, np.int64),
            best_arc=np.full(children, -1), best=np.array([np.inf]),
        )  # fmt: skip
        chains.settle(self._ranked, state)
        return state


def _driven(gone: float) -> float:
    """The least pressure on a search that has met no plan by this share of its cooling."""
    part = min(1.0, (gone - _EASY) / (_PRESSED - _EASY))
    return float(_SOFTEST * (_FIRM / _SOFTEST) ** part)


def rank(common: Common) -> tuple[chains.Ranked, Any]:
    """Each child's cheapest arcs beyond the prices, and which arcs of the pool they are."""
    pool, prices = common.pool, common.prices
    cost = pool.cost + prices[pool.supporter] * pool.minutes
    child = np.repeat(np.arange(common.children), np.diff(pool.first))
    order = np.lexsort((cost, child))
    nth = np.arange(len(order)) - pool.first[child]
    order = order[nth < _ARCS_A_CHILD]
    deviation = cost[order] - np.minimum.reduceat(cost, pool.first[:-1])[child[order]]
    first = np.concatenate([[0], np.cumsum(np.minimum(np.diff(pool.first), _ARCS_A_CHILD))])
    floor = 0.3 * max(_FLATTEST, float(prices.mean()))
    ranked = chains.Ranked(
        first=first.astype(np.int64), supporter=pool.supporter[order].astype(np.int64), deviation=deviation,
        minutes=pool.minutes[order].astype(np.int64), limit=pool.minutes_limit, prices=prices,
        stiffness=np.maximum(prices, floor),
    )  # fmt: skip
    return ranked, order
