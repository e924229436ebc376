"""The search by chains: short cold starts of several kinds, then longer ones of the kind that did best.

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
_LONG = (0.45, 0.75)
"""When the two long starts of the best kind end, as shares of the run; the rest starts from the best plan."""


class Chains:
    """One lane of chains with a seed of its own."""

    def __init__(self, common: Common, seed: int, lane: int) -> None:
        self._common = common
        self._rng = word_of(seed, lane)
        self._ranked, self._order = rank(common)
        self._scale = max(_FLATTEST, float(common.prices.mean()))
        few = common.children <= _FEW
        second = _PAIRED if few and lane == 0 else _WARMER
        self._kinds = [_SINGLE, _COLDER, second] if lane == 0 else [_COLDER, second, _SINGLE]

    def run(self) -> Iterator[int]:
        """Search until the run's share is used up, handing over after every slice with the tries it took."""
        best_kind, best_rank = self._kinds[0], (float("inf"), float("inf"))
        begin = self._common.share()
        probe = _PROBE * (1 - begin)
        for number, kind in enumerate(self._kinds):
            state = self._fresh(kind)
            yield from self._anneal(state, kind, kind.hot, begin + probe * (number + 1))
            extra = float(chains.beyond(self._ranked, state)[1])
            rank_now = (float(state.best[0]), extra)
            if rank_now < best_rank:
                best_kind, best_rank = kind, rank_now
        for end in _LONG:
            yield from self._anneal(self._fresh(best_kind), best_kind, best_kind.hot, begin + (1 - begin) * end)
        state = self._again(best_kind)
        yield from self._anneal(state, best_kind, 0.35 * best_kind.hot, 1.0)

    def _anneal(self, state: chains.Standing, kind: Kind, hot: float, end: float) -> Iterator[int]:
        """Cool down from now until the run's share is `end`."""
        begin = self._common.share()
        known = float(state.best[0])
        while (now := self._common.share()) < end:
            gone = (now - begin) / (end - begin)
            heat = hot * (kind.cold / hot) ** gone
            if gone > _EASY and np.isinf(state.best[0]):
                state.pressure[0] = max(state.pressure[0], _driven(gone))
            spent = chains.search(
                self._ranked, state, heat * self._scale, _REACH * self._scale, kind.depth, kind.pairs,
                kind.chain_nodes, self._common.slice, _SOFTEST, _STIFFEST, self._rng,
            )  # fmt: skip
            self._common.spent += spent
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
