"""Prices of an hour of each supporter where everybody must be placed, and what every arc costs beyond them.

At any prices the sum of every child's cheapest arc, less what the limits are worth, is a bound: no plan is cheaper.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.matching.pools.arrays import Pool

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

_MOMENTUM = 0.9
_STEPS = 2000


@njit(cache=True, nogil=True)
def descend(first: Any, supporter: Any, cost: Any, minutes: Any, limit: Any, step: float, last: float) -> Any:
    """Prices per minute by subgradient ascent with momentum, from zero, in steps falling from `step` to `last`.

    Returns the best bound met and its prices.
    """
    supporters = len(limit)
    prices = np.zeros(supporters)
    best_prices = np.zeros(supporters)
    drift = np.zeros(supporters)
    best = -np.inf
    shrink = (last / step) ** (1.0 / _STEPS)
    for _ in range(_STEPS):
        used = np.zeros(supporters)
        bound = -np.sum(prices * limit)
        for child in range(len(first) - 1):
            cheapest, taken = np.inf, -1
            for arc in range(first[child], first[child + 1]):
                priced = cost[arc] + prices[supporter[arc]] * minutes[arc]
                if priced < cheapest:
                    cheapest, taken = priced, arc
            bound += cheapest
            used[supporter[taken]] += minutes[taken]
        if bound > best:
            best = bound
            best_prices[:] = prices
        for who in range(supporters):
            drift[who] = _MOMENTUM * drift[who] + (1 - _MOMENTUM) * (used[who] - limit[who]) / max(1.0, limit[who])
            prices[who] = max(0.0, prices[who] + step * drift[who])
        step *= shrink
    return best, best_prices


@njit(cache=True)
def price_bound(first: Any, supporter: Any, cost: Any, minutes: Any, limit: Any, prices: Any) -> float:
    """The bound these prices prove, counted by itself."""
    bound = 0.0
    for who in range(len(limit)):
        bound -= prices[who] * limit[who]
    for child in range(len(first) - 1):
        cheapest = np.inf
        for arc in range(first[child], first[child + 1]):
            cheapest = min(cheapest, cost[arc] + prices[supporter[arc]] * minutes[arc])
        bound += cheapest
    return bound


def capacity_prices(pool: Pool) -> tuple[float, Real]:
    """A bound and the prices that prove it, when every child is placed."""
    cost, minutes = pool.cost.astype(np.float64), pool.minutes.astype(np.int64)
    supporter = pool.supporter.astype(np.int64)
    step = max(1e-9, 0.3 * float(np.ptp(cost)) / max(1e-9, float(minutes.mean())))
    prices = descend(pool.first, supporter, cost, minutes, pool.minutes_limit, step, step * 1e-5)[1]
    none = np.zeros_like(prices)
    bounds = [
        (price_bound(pool.first, supporter, cost, minutes, pool.minutes_limit, some), some) for some in (prices, none)
    ]
    return max(bounds, key=lambda pair: pair[0])
