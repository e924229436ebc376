"""The best whole load of one supporter at the children's prices, exactly: dynamic programming over what may matter.

What surely is in a best load, or surely is not, is told by prices of the supporter's places, minutes and meetings: an arc
that deviates by more than the distance between a load known and what the prices prove is decided. The table is for the rest.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from app.matching.pools.arrays import Int32, Int64, Pool

SCALE = 64
"""Fixed point of children's prices."""
MOST_STATES = 60_000
"""Places x steps of minutes x meetings of one supporter; a larger load is bounded by its prices alone."""
_SMALL = 2**30
_SURE = 1.0
"""What roundings of prices never amount to."""


class Loads(NamedTuple):
    """The pool seen from its supporters."""

    first: Int64  # supporter -> its first position
    arc: Int64  # per position
    child: Int32  # per position
    step: Int64  # per supporter: all minutes are multiples of it
    meetings: Int64  # per supporter: how many children it meets at most; -1 where places alone say that


def loads_of(pool: Pool, limits: Int64) -> Loads:
    """Arcs by supporter."""
    first = np.zeros(pool.supporters + 1, np.int64)
    np.cumsum(np.bincount(pool.supporter, minlength=pool.supporters), out=first[1:])
    meetings = np.full(pool.supporters, -1, np.int64)
    if pool.timed:
        meetings = np.where(limits[:, 2] < limits[:, 0], limits[:, 2], -1)
    loads = Loads(
        first, np.empty(pool.arcs, np.int64), np.empty(pool.arcs, np.int32), np.zeros(pool.supporters, np.int64),
        meetings,
    )  # fmt: skip
    _turn(pool, loads, first[:-1].copy())
    return loads


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
def best_loads(
    pool: Pool, loads: Loads, limits: Any, at: Any, price: Any, begin: int, end: int, chosen: Any
) -> int:  # fmt: skip
    """What the best loads of these supporters cost at the children's prices, at most 0.

    `chosen`, by arc, tells them; it must hold the loads of an earlier call, or nothing.
    """
    total = 0
    for s in range(begin, end):
        if loads.first[s] < loads.first[s + 1] and limits[s, 0] > 0:
            total += _best_load(pool, loads, limits, at, price, s, chosen)
    return total


@njit(cache=True, nogil=True)
def _best_load(pool: Pool, loads: Loads, limits: Any, at: Any, price: Any, s: int, chosen: Any) -> int:
    low, count = loads.first[s], loads.first[s + 1] - loads.first[s]
    places, step = limits[s, 0], max(1, loads.step[s])
    times, meetings = limits[s, 1] // step, loads.meetings[s]
    more = np.empty(count)
    surely, reached = 0.0, 0.0
    for what in range(limits.shape[1]):
        surely -= at[s, what] * limits[s, what]
    for item in range(count):
        arc, child = loads.arc[low + item], loads.child[low + item]
        gain = pool.cost[arc] - price[child] / SCALE
        more[item] = gain + at[s, 0] * pool.size[child] + at[s, 1] * pool.minutes[arc]
        if limits.shape[1] > 2:
            more[item] += at[s, 2]
        surely += min(0.0, more[item])
        if chosen[arc]:
            reached += min(0.0, gain)
    if (places + 1) * (times + 1) * (max(0, meetings) + 1) > MOST_STATES:
        for item in range(count):
            chosen[loads.arc[low + item]] = more[item] < 0
        return int(np.floor(surely * SCALE)) - 1
    if reached == 0.0:
        reached = _greedy(pool, loads, price, low, more, places, limits[s, 1], meetings)
    slack = reached - surely + _SURE
    total, open_items = 0, 0
    items = np.empty(count, np.int64)
    for item in range(count):
        arc, child = loads.arc[low + item], loads.child[low + item]
        chosen[arc] = 0
        cost = pool.cost[arc] * SCALE - price[child]
        if cost >= 0 or more[item] > slack:
            continue
        if more[item] < -slack:
            chosen[arc] = 1
            total += cost
            places -= pool.size[child]
            times -= pool.minutes[arc] // step
            meetings -= meetings >= 0
        else:
            items[open_items] = item
            open_items += 1
    return total + _decide(pool, loads, price, low, items[:open_items], places, times, step, meetings, chosen)


@njit(cache=True, nogil=True)
def _greedy(pool: Pool, loads: Loads, price: Any, low: int, more: Any, room: int, time: int, seats: int) -> float:
    """What the least deviating arcs that fit gain together."""
    reached = 0.0
    for item in np.argsort(more):
        arc, child = loads.arc[low + item], loads.child[low + item]
        gain = pool.cost[arc] - price[child] / SCALE
        if gain < 0 and pool.size[child] <= room and pool.minutes[arc] <= time and seats != 0:
            room -= pool.size[child]
            time -= pool.minutes[arc]
            seats -= seats > 0
            reached += gain
    return reached


@njit(cache=True, nogil=True)
def _decide(
    pool: Pool, loads: Loads, price: Any, low: int, items: Any, places: int, times: int, step: int, meetings: int,
    chosen: Any,
) -> int:  # fmt: skip
    """The exact best choice among the items within places, steps of minutes and meetings."""
    count = len(items)
    cost, size, time = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
    spread = 0
    for number in range(count):
        arc, child = loads.arc[low + items[number]], loads.child[low + items[number]]
        cost[number] = pool.cost[arc] * SCALE - price[child]
        size[number], time[number] = pool.size[child], pool.minutes[arc] // step
        spread -= cost[number]
    apiece = 1 if meetings >= 0 else 0
    rows = (places + 1) * (max(0, meetings) + 1)
    taken = np.empty((count, rows, times + 1), np.uint8)
    if spread < _SMALL:
        narrow = np.zeros((rows, times + 1), np.int32)
        _fill(cost, size, time, places, times, meetings, apiece, narrow, taken)
        total = np.int64(narrow[rows - 1, times])
    else:
        wide = np.zeros((rows, times + 1), np.int64)
        _fill(cost, size, time, places, times, meetings, apiece, wide, taken)
        total = wide[rows - 1, times]
    p, t, m = places, times, max(0, meetings)
    for number in range(count - 1, -1, -1):
        if p >= size[number] and t >= time[number] and m >= apiece and taken[number, m * (places + 1) + p, t]:
            chosen[loads.arc[low + items[number]]] = 1
            p -= size[number]
            t -= time[number]
            m -= apiece
    return int(total)


@njit(cache=True, nogil=True)
def _fill(
    costs: Any, size: Any, time: Any, places: int, times: int, meetings: int, apiece: int, least: Any, taken: Any
) -> None:  # fmt: skip
    """Tables of least cost, item by item; only states from which the later items can still fill the load."""
    coming_size, coming_time = size.sum(), time.sum()
    for number in range(len(costs)):
        coming_size -= size[number]
        coming_time -= time[number]
        cost, before = least.dtype.type(costs[number]), time[number]
        since = max(before, times - coming_time)
        lowest = max(size[number], places - coming_size)
        length = times + 1 - since
        for m in range(max(0, meetings), apiece - 1, -1):
            for p in range(places, lowest - 1, -1):
                row = m * (places + 1) + p
                to = least[row, since:]
                frm = least[row - apiece * (places + 1) - size[number], since - before :]
                mark = taken[number, row, since:]
                for t in range(length):
                    with_it = frm[t] + cost
                    better = with_it < to[t]
                    to[t] = with_it if better else to[t]
                    mark[t] = better
