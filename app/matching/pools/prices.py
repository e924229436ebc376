"""Prices of supporters' places and minutes: any prices prove a bound, descent finds those that prove most.

At given prices every child takes what is cheapest for it, staying open included. The sum, less what all places and
minutes would earn, is at most the cost of any plan: Lagrangian relaxation of caseloads and minutes.
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
A_SLICE = 12_500
MOST_SLICES = 32
_FIRST_STEP, _LAST_STEP = 0.19, 1 / 800
"""The first step as a part of the largest open cost, the last one as a part of the first."""
_SURE_BITS = 62


class Prices(NamedTuple):
    """What a place (column 0) and a minute (column 1) of each supporter costs, and the bound this proves."""

    of: NDArray[np.float64]
    bound: int


class Deviations(NamedTuple):
    """Arcs a good plan may use, per child by rising deviation: how much dearer than the child's cheapest choice.

    `cost - bound` of a plan is the sum of its deviations and of all unused places and minutes at their prices, so the
    search that lessens these lessens the proven gap itself.
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


def descend(
    pool: Pool, steps: int, workers: int = 1, seconds: float = float("inf"), stop: Callable[[], bool] = lambda: False
) -> Prices:
    """The best prices of so many steps with momentum; the same for any number of workers.

    Where `seconds` will not do, fewer steps are made over the same range of step lengths; a stop ends at once.
    """
    started, done = perf_counter(), 0
    top = float(max(1, pool.open_cost.max(initial=0)))
    step = top * (_FIRST_STEP + 0.08 * _grown(pool.children))
    typical = float(pool.minutes.mean() / max(1.0, pool.size.mean())) if pool.arcs else 1.0
    shrink = _LAST_STEP ** (1 / max(1, steps - 1))
    cuts = np.linspace(0, pool.children, min(MOST_SLICES, max(1, -(-pool.children // A_SLICE))) + 1).astype(np.int64)
    taken = np.zeros((len(cuts) - 1, pool.supporters, 2), dtype=np.int64)
    at, push = np.zeros((pool.supporters, 2)), np.zeros((pool.supporters, 2))
    best, highest = at.copy(), -np.inf
    lengths = np.array([step, step / max(1.0, typical)])

    def slice_at(number: int) -> float:
        taken[number] = 0
        return float(_choose(pool, at, cuts[number], cuts[number + 1], taken[number]))

    with ThreadPoolExecutor(max_workers=workers) as threads:
        spread: Callable[..., Any] = threads.map if workers > 1 and len(cuts) > 2 else map
        while done < steps and not stop():
            if done == 20 and seconds < float("inf"):
                affordable = int((seconds - (perf_counter() - started)) * done / (perf_counter() - started + 1e-9))
                if affordable < steps - done:
                    steps = done + max(100, affordable)
                    shrink = _LAST_STEP ** (1 / (steps - 1))
            bound = sum(spread(slice_at, range(len(cuts) - 1))) - float(_earned(pool, at))
            if bound > highest:
                highest, best = bound, at.copy()
            _move(pool, taken, at, push, lengths)
            lengths *= shrink
            done += 1
    return Prices(best, prove(pool, best))


@njit(cache=True, nogil=True, fastmath=True)
def _choose(pool: Pool, at: Any, begin: int, end: int, taken: Any) -> float:
    """Every child of the slice takes what is cheapest for it; places and minutes taken are counted."""
    total = 0.0
    for child in range(begin, end):
        least, chosen = float(pool.open_cost[child]), -1
        size = float(pool.size[child])
        for arc in range(pool.first[child], pool.first[child + 1]):
            s = pool.supporter[arc]
            priced = pool.cost[arc] + at[s, 0] * size + at[s, 1] * pool.minutes[arc]
            if priced < least:
                least, chosen = priced, arc
        total += least
        if chosen >= 0:
            s = pool.supporter[chosen]
            taken[s, 0] += pool.size[child]
            taken[s, 1] += pool.minutes[chosen]
    return total


@njit(cache=True, nogil=True)
def _earned(pool: Pool, at: Any) -> float:
    total = 0.0
    for s in range(len(at)):
        total += at[s, 0] * pool.caseload[s] + at[s, 1] * pool.minutes_limit[s]
    return total


@njit(cache=True, nogil=True)
def _move(pool: Pool, taken: Any, at: Any, push: Any, lengths: Any) -> None:
    """Dearer where more is taken than there is, cheaper where less; never below nothing."""
    for s in range(len(at)):
        places, minutes = 0, 0
        for number in range(len(taken)):
            places += taken[number, s, 0]
            minutes += taken[number, s, 1]
        room, time = pool.caseload[s], pool.minutes_limit[s]
        push[s, 0] = MOMENTUM * push[s, 0] + (1 - MOMENTUM) * (places - room) / max(1, room)
        push[s, 1] = MOMENTUM * push[s, 1] + (1 - MOMENTUM) * (minutes - time) / max(1, time)
        at[s, 0] = max(0.0, at[s, 0] + lengths[0] * push[s, 0])
        at[s, 1] = max(0.0, at[s, 1] + lengths[1] * push[s, 1])


def prove(pool: Pool, at: NDArray[np.float64]) -> int:
    """The bound these prices prove, counted in whole numbers: prices are rounded to fractions of a power of two.

    Costs are whole, so what is proven is rounded up. Raises OverflowError where 64 bits do not hold it.
    """
    top = float(np.abs(pool.cost).max(initial=0)) + float(np.abs(pool.open_cost).max(initial=0)) + 1.0
    most_minutes = float(pool.minutes.max(initial=0))
    dearest = float((at[:, 0].max(initial=0.0) * pool.size.max(initial=1)) + at[:, 1].max(initial=0.0) * most_minutes)
    earned = float(at[:, 0] @ pool.caseload + at[:, 1] @ pool.minutes_limit)
    largest = (top + dearest) * max(1, pool.children) + earned
    shift = int(min(20, _SURE_BITS - 1 - np.ceil(np.log2(largest))))
    if shift < 0:
        raise OverflowError("costs too large to be counted in 64 bits")
    whole = np.floor(at * 2.0**shift).astype(np.int64)
    return -(-int(_proven(pool, whole, 1 << shift)) >> shift)


@njit(cache=True, nogil=True)
def _proven(pool: Pool, whole: Any, scale: int) -> int:
    total = 0
    for child in range(len(pool.open_cost)):
        least = pool.open_cost[child] * scale
        for arc in range(pool.first[child], pool.first[child + 1]):
            s = pool.supporter[arc]
            priced = pool.cost[arc] * scale + whole[s, 0] * pool.size[child] + whole[s, 1] * pool.minutes[arc]
            least = min(least, priced)
        total += least
    for s in range(len(whole)):
        total -= whole[s, 0] * pool.caseload[s] + whole[s, 1] * pool.minutes_limit[s]
    return total
