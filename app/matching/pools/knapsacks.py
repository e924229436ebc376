"""A sharper bound: children get prices instead, and every supporter the best whole load at them (`loads`).

Prices of places and minutes prove what a plan of halves and thirds of children would cost. Here each supporter takes
whole children, so what is proven lies higher; at the children's cheapest choices it is never lower. Subgradient steps
towards the best known cost raise it further. Every figure is a whole number in fixed point: nothing is rounded in favour.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.matching.pools.arrays import Int64, Pool
from app.matching.pools.loads import SCALE, best_loads, loads_of
from app.matching.pools.prices import limits_of

_PATIENCE, _SHORTEN = 8, 0.7
_SLICES = 16


class Sharpened(NamedTuple):
    """A bound, and the children's prices that came closest to it, in fixed point; None where numbers are too large."""

    bound: int
    price: Int64 | None


def steps_for(children: int) -> int:
    """Steps worth their time at this size: 150 for a county, 40 for a nation."""
    return max(40, round(150 * min(1.0, (20_000 / max(1, children)) ** 0.35)))


def sharpen(
    pool: Pool, at: NDArray[np.float64], bound: int, target: int, steps: int, workers: int,
    over: Callable[[], bool],
) -> Sharpened:  # fmt: skip
    """The best bound of so many steps, at least `bound`; the same for any number of workers."""
    largest = max(int(np.abs(pool.cost).max(initial=0)), int(np.abs(pool.open_cost).max(initial=0)), 1)
    if largest * SCALE * (pool.children + pool.arcs) > 2**61:
        return Sharpened(bound, None)
    limits = limits_of(pool)
    loads = loads_of(pool, limits)
    top = pool.open_cost * SCALE
    price, wanted = np.empty(pool.children, np.int64), np.empty(pool.children, np.int64)
    _cheapest(pool, at, price)
    chosen = np.zeros(pool.arcs, np.uint8)
    cuts = np.linspace(0, pool.supporters, _SLICES + 1).astype(np.int64)
    parts = np.linspace(0, pool.children, _SLICES + 1).astype(np.int64)
    part, since, best = 1.0, 0, bound * SCALE
    most, kept = -(2**62), price.copy()

    def load(number: int) -> int:
        return int(best_loads(pool, loads, limits, at, price, cuts[number], cuts[number + 1], chosen))

    def ask(number: int) -> int:
        return int(_wanted(pool, chosen, price, top, parts[number], parts[number + 1], wanted))

    with ThreadPoolExecutor(max_workers=workers) as threads:
        for _ in range(steps):
            if over():
                break
            proven = int(price.sum()) + sum(threads.map(load, range(_SLICES)))
            since = 0 if proven > best else since + 1
            best = max(best, proven)
            if proven > most:
                most, kept = proven, price.copy()
            if since >= _PATIENCE:
                part, since = part * _SHORTEN, 0
            norm, reach = sum(threads.map(ask, range(_SLICES))), part * (target * SCALE - proven)
            if norm == 0 or reach <= 0:
                break
            _shift(wanted, price, top, reach / norm)
    return Sharpened(-(-best // SCALE), kept)


@njit(cache=True, nogil=True)
def _cheapest(pool: Pool, at: Any, price: Any) -> None:
    timed = at.shape[1] > 2
    for child in range(len(price)):
        least = float(pool.open_cost[child])
        for arc in range(pool.first[child], pool.first[child + 1]):
            s = pool.supporter[arc]
            priced = pool.cost[arc] + at[s, 0] * pool.size[child] + at[s, 1] * pool.minutes[arc]
            least = min(least, priced + at[s, 2] if timed else priced)
        price[child] = int(np.floor(least * SCALE))


@njit(cache=True, nogil=True)
def _wanted(pool: Pool, chosen: Any, price: Any, top: Any, begin: int, end: int, wanted: Any) -> int:
    """Dearer for whom nobody took, cheaper for whom several did; 0 in sum when every child is taken once or open."""
    norm = 0
    for child in range(begin, end):
        missing = 1
        for arc in range(pool.first[child], pool.first[child + 1]):
            missing -= chosen[arc]
        if missing > 0 and price[child] >= top[child]:
            missing = 0
        wanted[child] = missing
        norm += missing * missing
    return norm


@njit(cache=True, nogil=True)
def _shift(wanted: Any, price: Any, top: Any, length: float) -> None:
    for child in range(len(price)):
        if wanted[child]:
            price[child] = min(top[child], price[child] + int(np.round(length * wanted[child])))
