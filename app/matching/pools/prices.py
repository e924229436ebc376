"""Prices of supporters' places, minutes and meetings: any prices prove a bound, descent finds those that prove most.

At given prices every child takes what is cheapest for it, staying open included. The sum, less what all places, minutes
and meetings would earn, is at most the cost of any plan: Lagrangian relaxation of what supporters have to give. Meetings
have a price where windows matter: two siblings take two places and one meeting.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import log10
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.matching.pools.arrays import Float32, Int32, Int64, Pool

MOMENTUM = 0.95
A_SLICE = 5_000
FEW_SLICES, MOST_SLICES = 4, 32
_FIRST_STEP, _LAST_STEP = 0.19, 1 / 800
"""The first step as a part of the largest open cost, the last one as a part of the first."""
_SURE_BITS = 62


class Prices(NamedTuple):
    """What a place, a minute and, where windows matter, a meeting of each supporter costs; the bound this proves."""

    of: NDArray[np.float64]
    bound: int


class Deviations(NamedTuple):
    """Arcs a good plan may use, per child by rising deviation: how much dearer than the child's cheapest choice.

    `cost - bound` of a plan is the sum of its deviations and of all that is not used at its price, so the search that
    lessens these lessens the proven gap itself.
    """

    first: Int64
    arc: Int64  # the arc of the pool
    supporter: Int32
    minutes: Int32
    more: Float32  # deviation
    open_more: Float32  # deviation of staying open, per child


def steps_for(children: int) -> int:
    """Steps of descent that suffice at this size: 3000 for a county, 1200 for a nation."""
    return round(3000 - 1500 * _grown(children)) if children < 100_000 else round(1500 - 300 * (_grown(children) - 1))


def _grown(children: int) -> float:
    """0 up to 20,000 children, 1 at 100,000, about 2.4 at a million."""
    return max(0.0, log10(max(1, children) / 20_000)) / log10(5)


def _cuts(count: int) -> Int64:
    """Parts of one step of descent, few: handing one to a thread takes as long as looking at some hundred children."""
    parts = max(1, min(FEW_SLICES, count // A_SLICE), min(MOST_SLICES, count // (8 * A_SLICE)))
    return np.linspace(0, count, parts + 1).astype(np.int64)


def _each(spread: Callable[..., Any], work: Callable[[int], Any], count: int) -> list[Any]:
    """What the work gives for each part; a single part stays in this thread."""
    return [work(0)] if count == 1 else list(spread(work, range(count)))


def limits_of(pool: Pool) -> Int64:
    """What each supporter has to give: places, minutes and, where windows matter, meetings."""
    columns = [pool.caseload, pool.minutes_limit]
    if pool.timed:
        columns.append(np.bitwise_count(pool.supporter_windows).astype(np.int64))
    return np.stack(columns, axis=1)


def descend(
    pool: Pool, steps: int, workers: int = 1, seconds: float = float("inf"), stop: Callable[[], bool] = lambda: False,
    begin: Prices | None = None, first: float | None = None, last: float = _LAST_STEP,
) -> Prices:  # fmt: skip
    """The best prices of so many steps with momentum; the same for any number of workers.

    Where `seconds` will not do, fewer steps are made over the same range of step lengths; a stop ends at once. `begin`
    are prices to go on from. The first step is this part of the largest open cost, the last one that part of the first.
    """
    started, done = perf_counter(), 0
    top = float(max(1, pool.open_cost.max(initial=0)))
    step = top * (_FIRST_STEP + 0.08 * _grown(pool.children) if first is None else first)
    typical = float(pool.minutes.mean() / max(1.0, pool.size.mean())) if pool.arcs else 1.0
    shrink = last ** (1 / max(1, steps - 1))
    cuts, parts = _cuts(pool.children), _cuts(pool.supporters)
    limits = limits_of(pool)
    taken = np.zeros((len(cuts) - 1, *limits.shape), dtype=np.int64)
    at, push = np.zeros(limits.shape) if begin is None else begin.of.copy(), np.zeros(limits.shape)
    best, highest = at.copy(), -np.inf
    lengths = np.array([step, step / max(1.0, typical), step])[: limits.shape[1]]

    def slice_at(number: int) -> float:
        taken[number] = 0
        return float(_choose(pool, at, cuts[number], cuts[number + 1], taken[number]))

    def move_part(number: int) -> None:
        _move(limits, taken, at, push, lengths, parts[number], parts[number + 1])

    with ThreadPoolExecutor(max_workers=workers) as threads:
        spread: Callable[..., Any] = threads.map if workers > 1 else map
        while done < steps and not stop():
            if done == 20 and seconds < float("inf"):
                affordable = int((seconds - (perf_counter() - started)) * done / (perf_counter() - started + 1e-9))
                if affordable < steps - done:
                    steps = done + max(100, affordable)
                    shrink = last ** (1 / (steps - 1))
            bound = sum(_each(spread, slice_at, len(cuts) - 1)) - float((at * limits).sum())
            if bound > highest:
                highest, best = bound, at.copy()
            _each(spread, move_part, len(parts) - 1)
            lengths *= shrink
            done += 1
    return Prices(best, prove(pool, best))


@njit(cache=True, nogil=True, fastmath=True)
def _choose(pool: Pool, at: Any, begin: int, end: int, taken: Any) -> float:
    """Every child of the slice takes what is cheapest for it; what it takes is counted."""
    total, timed = 0.0, at.shape[1] > 2
    for child in range(begin, end):
        least, chosen = float(pool.open_cost[child]), -1
        size = float(pool.size[child])
        for arc in range(pool.first[child], pool.first[child + 1]):
            s = pool.supporter[arc]
            priced = pool.cost[arc] + at[s, 0] * size + at[s, 1] * pool.minutes[arc]
            if timed:
                priced += at[s, 2]
            if priced < least:
                least, chosen = priced, arc
        total += least
        if chosen >= 0:
            s = pool.supporter[chosen]
            taken[s, 0] += pool.size[child]
            taken[s, 1] += pool.minutes[chosen]
            if timed:
                taken[s, 2] += 1
    return total


@njit(cache=True, nogil=True)
def _move(limits: Any, taken: Any, at: Any, push: Any, lengths: Any, begin: int, end: int) -> None:
    """Dearer where more is taken than there is, cheaper where less; never below nothing."""
    for s in range(begin, end):
        for what in range(len(lengths)):
            asked, given = 0, limits[s, what]
            for number in range(len(taken)):
                asked += taken[number, s, what]
            push[s, what] = MOMENTUM * push[s, what] + (1 - MOMENTUM) * (asked - given) / max(1, given)
            at[s, what] = max(0.0, at[s, what] + lengths[what] * push[s, what])


def prove(pool: Pool, at: NDArray[np.float64]) -> int:
    """The bound these prices prove, counted in whole numbers: prices are rounded to fractions of a power of two.

    Costs are whole, so what is proven is rounded up. Raises OverflowError where 64 bits do not hold it.
    """
    top = float(np.abs(pool.cost).max(initial=0)) + float(np.abs(pool.open_cost).max(initial=0)) + 1.0
    most_minutes = float(pool.minutes.max(initial=0))
    most = np.array([pool.size.max(initial=1), most_minutes, 1.0])[: at.shape[1]]
    dearest = float(at.max(axis=0, initial=0.0) @ most)
    limits = limits_of(pool)
    earned = float((at * limits).sum())
    largest = (top + dearest) * max(1, pool.children) + earned
    shift = int(min(20, _SURE_BITS - 1 - np.ceil(np.log2(largest))))
    if shift < 0:
        raise OverflowError("costs too large to be counted in 64 bits")
    whole = np.floor(at * 2.0**shift).astype(np.int64)
    return -(-int(_proven(pool, limits, whole, 1 << shift)) >> shift)


@njit(cache=True, nogil=True)
def _proven(pool: Pool, limits: Any, whole: Any, scale: int) -> int:
    total, timed = 0, whole.shape[1] > 2
    for child in range(len(pool.open_cost)):
        least = pool.open_cost[child] * scale
        for arc in range(pool.first[child], pool.first[child + 1]):
            s = pool.supporter[arc]
            priced = pool.cost[arc] * scale + whole[s, 0] * pool.size[child] + whole[s, 1] * pool.minutes[arc]
            if timed:
                priced += whole[s, 2]
            least = min(least, priced)
        total += least
    for s in range(len(whole)):
        for what in range(whole.shape[1]):
            total -= whole[s, what] * limits[s, what]
    return total
