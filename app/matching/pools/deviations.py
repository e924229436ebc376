"""From prices to the arcs worth looking at, sorted; and the start: the cheapest arcs first, as long as they fit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.matching.pools.arrays import Pool
from app.matching.pools.prices import A_SLICE, Deviations

KEPT, SMALL = 0.4, 1_000
"""The part of all arcs that is kept, those that deviate least; so few children keep all of theirs."""
_SAMPLE = 20_000
"""Children asked for the deviation below which `KEPT` of the arcs lie."""


def deviations(
    pool: Pool, at: NDArray[np.float64], workers: int = 1, kept: float = KEPT, all_of_them: bool = False
) -> tuple[Deviations, float]:
    """The arcs that deviate least, or all of them, and how much those do: the unit of the search's heat."""
    unit = _reach(pool, at, kept)
    reach = unit if pool.children > SMALL and not all_of_them else np.inf
    counts, open_more = np.zeros(pool.children, np.int64), np.zeros(pool.children, np.float32)
    begins = range(0, pool.children, A_SLICE)

    def count(begin: int) -> None:
        _count(pool, at, reach, begin, min(pool.children, begin + A_SLICE), counts, open_more)

    with ThreadPoolExecutor(max_workers=workers) as threads:
        list(threads.map(count, begins))
        first = np.zeros(pool.children + 1, dtype=np.int64)
        np.cumsum(counts, out=first[1:])
        total = int(first[-1])
        found = Deviations(
            first, np.empty(total, np.int64), np.empty(total, np.int32), np.empty(total, np.int32),
            np.empty(total, np.float32), open_more,
        )  # fmt: skip

        def fill(begin: int) -> None:
            _fill(pool, at, reach, begin, min(pool.children, begin + A_SLICE), found)

        list(threads.map(fill, begins))
    return found, unit


def _reach(pool: Pool, at: NDArray[np.float64], kept: float) -> float:
    """The deviation below which that part of the arcs lies, asked of children spread evenly over all."""
    every = max(1, pool.children // _SAMPLE)
    length = np.diff(pool.first)[::every]
    asked = np.empty(int(length.sum()), dtype=np.float64)
    _ask(pool, at, every, asked)
    return max(1.0, float(np.quantile(asked, kept))) if len(asked) else 1.0


@njit(cache=True, nogil=True)
def _priced(pool: Pool, at: Any, child: int, arc: int) -> float:
    s = pool.supporter[arc]
    price = at[s, 0] * pool.size[child] + at[s, 1] * pool.minutes[arc]
    if at.shape[1] > 2:
        price += at[s, 2]
    return pool.cost[arc] + price


@njit(cache=True, nogil=True)
def _least(pool: Pool, at: Any, child: int) -> float:
    least = float(pool.open_cost[child])
    for arc in range(pool.first[child], pool.first[child + 1]):
        least = min(least, _priced(pool, at, child, arc))
    return least


@njit(cache=True, nogil=True)
def _ask(pool: Pool, at: Any, every: int, asked: Any) -> None:
    number = 0
    for child in range(0, len(pool.open_cost), every):
        least = _least(pool, at, child)
        for arc in range(pool.first[child], pool.first[child + 1]):
            asked[number] = _priced(pool, at, child, arc) - least
            number += 1


@njit(cache=True, nogil=True)
def _count(pool: Pool, at: Any, reach: float, begin: int, end: int, counts: Any, open_more: Any) -> None:
    for child in range(begin, end):
        least = _least(pool, at, child)
        open_more[child] = pool.open_cost[child] - least
        for arc in range(pool.first[child], pool.first[child + 1]):
            if _priced(pool, at, child, arc) - least <= reach:
                counts[child] += 1


@njit(cache=True, nogil=True)
def _fill(pool: Pool, at: Any, reach: float, begin: int, end: int, found: Deviations) -> None:
    """Insertion sort per child: a dozen arcs."""
    for child in range(begin, end):
        least = _least(pool, at, child)
        start = found.first[child]
        free = start
        for arc in range(pool.first[child], pool.first[child + 1]):
            more = _priced(pool, at, child, arc) - least
            if more > reach:
                continue
            spot = free
            while spot > start and found.more[spot - 1] > more:
                found.more[spot], found.arc[spot] = found.more[spot - 1], found.arc[spot - 1]
                spot -= 1
            found.more[spot], found.arc[spot] = more, arc
            free += 1
        for spot in range(start, free):
            found.supporter[spot] = pool.supporter[found.arc[spot]]
            found.minutes[spot] = pool.minutes[found.arc[spot]]
