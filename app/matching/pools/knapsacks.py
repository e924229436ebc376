"""A sharper bound: children get prices instead, and every supporter the best whole load at them, by dynamic programming.

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

from app.matching.pools.arrays import Int32, Int64, Pool

SCALE = 64
"""Fixed point of children's prices."""
MOST_STATES = 20_000
"""Places x steps of minutes of one supporter; a larger load is bounded by its prices alone."""
_PATIENCE, _SHORTEN = 8, 0.7
_SLICES = 16


class Loads(NamedTuple):
    """The pool seen from its supporters."""

    first: Int64  # supporter -> its first position
    arc: Int64  # per position
    child: Int32  # per position
    step: Int64  # per supporter: all minutes are multiples of it


def steps_for(children: int) -> int:
    """Steps worth their time at this size: 100 for a county, 12 for a nation."""
    return max(12, round(100 * min(1.0, (20_000 / max(1, children)) ** 0.55)))


def loads_of(pool: Pool) -> Loads:
    """Arcs by supporter."""
    first = np.zeros(pool.supporters + 1, np.int64)
    np.cumsum(np.bincount(pool.supporter, minlength=pool.supporters), out=first[1:])
    loads = Loads(
        first, np.empty(pool.arcs, np.int64), np.empty(pool.arcs, np.int32), np.zeros(pool.supporters, np.int64)
    )
    _turn(pool, loads, first[:-1].copy())
    return loads


def sharpen(
    pool: Pool, at: NDArray[np.float64], bound: int, target: int, steps: int, workers: int,
    over: Callable[[], bool],
) -> int:  # fmt: skip
    """The best bound of so many steps, at least `bound`; the same for any number of workers."""
    largest = max(int(np.abs(pool.cost).max(initial=0)), int(np.abs(pool.open_cost).max(initial=0)), 1)
    if largest * SCALE * (pool.children + pool.arcs) > 2**61:
        return bound
    loads = loads_of(pool)
    top = pool.open_cost * SCALE
    price = np.empty(pool.children, np.int64)
    _cheapest(pool, at, price)
    chosen = np.zeros(pool.arcs, np.uint8)
    cuts = np.linspace(0, pool.supporters, _SLICES + 1).astype(np.int64)
    part, since, best = 1.0, 0, bound * SCALE
    with ThreadPoolExecutor(max_workers=workers) as threads:
        for _ in range(steps):
            if over():
                break

            def slice_at(number: int) -> int:
                return int(_load(pool, loads, at, price, cuts[number], cuts[number + 1], chosen))

            proven = int(price.sum()) + sum(threads.map(slice_at, range(_SLICES)))
            since = 0 if proven > best else since + 1
            best = max(best, proven)
            if since >= _PATIENCE:
                part, since = part * _SHORTEN, 0
            if not _step(loads, chosen, price, top, part * (target * SCALE - proven)):
                break
    return -(-best // SCALE)


@njit(cache=True, nogil=True)
def _turn(pool: Pool, loads: Loads, free: Any) -> None:
    for child in range(len(pool.open_cost)):
        for arc in range(pool.first[child], pool.first[child + 1]):
            s = pool.supporter[arc]
            loads.arc[free[s]], loads.child[free[s]] = arc, child
            free[s] += 1
            a, b = loads.step[s], np.int64(pool.minutes[arc])
            while b:
                a, b = b, a % b
            loads.step[s] = a


@njit(cache=True, nogil=True)
def _cheapest(pool: Pool, at: Any, price: Any) -> None:
    for child in range(len(price)):
        least = float(pool.open_cost[child])
        for arc in range(pool.first[child], pool.first[child + 1]):
            s = pool.supporter[arc]
            least = min(least, pool.cost[arc] + at[s, 0] * pool.size[child] + at[s, 1] * pool.minutes[arc])
        price[child] = int(np.floor(least * SCALE))


@njit(cache=True, nogil=True)
def _load(pool: Pool, loads: Loads, at: Any, price: Any, begin: int, end: int, chosen: Any) -> int:
    """What the best loads of these supporters cost at the children's prices, at most 0; `chosen` tells them."""
    total = 0
    for s in range(begin, end):
        low, high = loads.first[s], loads.first[s + 1]
        chosen[low:high] = 0
        places, step = pool.caseload[s], max(1, loads.step[s])
        times = min(pool.minutes_limit[s] // step, np.int64(MOST_STATES))
        if places == 0 or high == low:
            continue
        more = np.empty(high - low)
        surely = 0.0
        for position in range(low, high):
            arc, child = loads.arc[position], loads.child[position]
            more[position - low] = (
                pool.cost[arc] - price[child] / SCALE + at[s, 0] * pool.size[child] + at[s, 1] * pool.minutes[arc]
            )
            surely += min(0.0, more[position - low])
        order = np.argsort(more)
        room, time, reached = places, pool.minutes_limit[s], 0.0
        for item in order:
            arc, child = loads.arc[low + item], loads.child[low + item]
            gain = more[item] - at[s, 0] * pool.size[child] - at[s, 1] * pool.minutes[arc]
            if gain < 0 and pool.size[child] <= room and pool.minutes[arc] <= time:
                room -= pool.size[child]
                time -= pool.minutes[arc]
                reached += more[item]
        reached += at[s, 0] * room + at[s, 1] * time
        items = 0
        while items < len(order) and more[order[items]] <= reached - surely + 1.0:
            items += 1
        if (places + 1) * (times + 1) > MOST_STATES:
            total += int(np.floor((surely - at[s, 0] * places - at[s, 1] * pool.minutes_limit[s]) * SCALE)) - 1
            for item in order[:items]:
                chosen[low + item] = 1 if more[item] < 0 else 0
            continue
        total += _best_load(pool, loads, price, low, order[:items], places, times, step, chosen)
    return total


@njit(cache=True, nogil=True)
def _best_load(
    pool: Pool, loads: Loads, price: Any, low: int, items: Any, places: int, times: int, step: int, chosen: Any
) -> int:  # fmt: skip
    """The exact best choice among the items within places and steps of minutes."""
    least = np.zeros((places + 1, times + 1), np.int64)
    taken = np.zeros((len(items), places + 1, times + 1), np.bool_)
    for number in range(len(items)):
        arc, child = loads.arc[low + items[number]], loads.child[low + items[number]]
        cost = pool.cost[arc] * SCALE - price[child]
        size, time = pool.size[child], pool.minutes[arc] // step
        if cost >= 0:
            continue
        for p in range(places, size - 1, -1):
            for t in range(times, time - 1, -1):
                with_it = least[p - size, t - time] + cost
                if with_it < least[p, t]:
                    least[p, t] = with_it
                    taken[number, p, t] = True
    p, t = places, times
    for number in range(len(items) - 1, -1, -1):
        if taken[number, p, t]:
            chosen[low + items[number]] = 1
            arc, child = loads.arc[low + items[number]], loads.child[low + items[number]]
            p -= pool.size[child]
            t -= pool.minutes[arc] // step
    return least[places, times]


@njit(cache=True, nogil=True)
def _step(loads: Loads, chosen: Any, price: Any, top: Any, reach: float) -> bool:
    """Dearer for whom nobody took, cheaper for whom several did; False when every child is taken once or open."""
    wanted = np.ones(len(price), np.int64)
    for position in range(len(chosen)):
        if chosen[position]:
            wanted[loads.child[position]] -= 1
    norm = 0
    for child in range(len(price)):
        if wanted[child] > 0 and price[child] >= top[child]:
            wanted[child] = 0
        norm += wanted[child] * wanted[child]
    if norm == 0 or reach <= 0:
        return False
    length = reach / norm
    for child in range(len(price)):
        if wanted[child]:
            price[child] = min(top[child], price[child] + int(np.round(length * wanted[child])))
    return True
