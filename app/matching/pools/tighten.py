"""Limits brought down to what can be reached at all: no plan changes, but the bound rises."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from app.matching.pools.arrays import Pool


def tightened(pool: Pool) -> Pool:
    """The same plans under tighter limits: minutes in whole steps, no more places or minutes than could be taken.

    Where every child of a supporter takes a multiple of 60 minutes, 150 are no better than 120; with meeting windows,
    no more children than windows.
    """
    step = np.zeros(pool.supporters, np.int64)
    places, minutes, largest = np.zeros_like(step), np.zeros_like(step), np.ones_like(step)
    _sum_up(pool, step, places, minutes, largest)
    caseload = np.minimum(pool.caseload, places)
    if pool.timed:
        windows = np.bitwise_count(pool.supporter_windows).astype(np.int64)
        caseload = np.minimum(caseload, windows * largest)
    whole = np.where(step > 0, pool.minutes_limit // np.maximum(1, step) * step, pool.minutes_limit)
    return pool._replace(caseload=caseload, minutes_limit=np.minimum(whole, minutes))


def minutes_bind(pool: Pool) -> bool:
    """Whether the minutes of some supporter could be exceeded by children who keep to the caseload."""
    longest, together = np.zeros(pool.supporters, np.int64), np.zeros(pool.supporters, np.int64)
    _longest(pool, longest, together)
    return bool((np.minimum(longest * pool.caseload, together) > pool.minutes_limit).any())


@njit(cache=True, nogil=True)
def _sum_up(pool: Pool, step: Any, places: Any, minutes: Any, largest: Any) -> None:
    for child in range(len(pool.open_cost)):
        for arc in range(pool.first[child], pool.first[child + 1]):
            s = pool.supporter[arc]
            a, b = step[s], np.int64(pool.minutes[arc])
            while b:
                a, b = b, a % b
            step[s] = a
            places[s] += pool.size[child]
            minutes[s] += pool.minutes[arc]
            largest[s] = max(largest[s], pool.size[child])


@njit(cache=True, nogil=True)
def _longest(pool: Pool, longest: Any, together: Any) -> None:
    """The most minutes a place takes, per supporter, rounded up, and the minutes of all its arcs."""
    for child in range(len(pool.open_cost)):
        for arc in range(pool.first[child], pool.first[child + 1]):
            s = pool.supporter[arc]
            longest[s] = max(longest[s], -(-pool.minutes[arc] // pool.size[child]))
            together[s] += pool.minutes[arc]
