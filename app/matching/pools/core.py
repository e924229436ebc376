"""The exact core of a small pool: the arcs a better plan may use, and HiGHS among these alone.

Prices of the children prove a bound in which every supporter takes its best whole load (`knapsacks`). An arc forced into
its supporter's load raises it; where that goes beyond the best plan known, no better plan uses the arc (Posta et al. 2012).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from app.matching.pools.arrays import NO_MEETINGS, Answer, Int64, Pool
from app.matching.pools.checker import check, cost_of
from app.matching.pools.loads import SCALE, Loads, best_loads, loads_of
from app.matching.pools.model import Model, as_model
from app.matching.pools.prices import limits_of

MOST_CHILDREN = 1_500
MOST_COLUMNS = 40_000
_NEVER = 2**60
_CHEAPEST = -(2**50)
_ROUNDED = 0.01
"""What HiGHS may be off by in a cost that is a whole number."""


class Core(NamedTuple):
    """What the search among the core's arcs ended with: a plan if there was a sound one, and what none costs less than."""

    answer: Answer | None
    bound: int


def arcs_of_better(pool: Pool, at: NDArray[np.float64], price: Int64, cost: int) -> Int64:
    """The arcs of which a plan that costs less than `cost` may consist; `price` is per child, in fixed point."""
    limits = limits_of(pool)
    loads, into = loads_of(pool, limits), np.full(pool.arcs, _NEVER)
    of_loads = best_loads(pool, loads, limits, at, price, 0, pool.supporters, np.zeros(pool.arcs, np.uint8))
    _force_in(pool, loads, limits, at, price.copy(), into)
    return np.flatnonzero(int(price.sum()) + of_loads + into <= (cost - 1) * SCALE)


@njit(cache=True, nogil=True)
def _force_in(pool: Pool, loads: Loads, limits: Any, at: Any, price: Any, into: Any) -> None:
    """What the bound rises by with each arc in its supporter's load."""
    chosen = np.zeros(len(pool.supporter), np.uint8)
    for s in range(len(loads.first) - 1):
        begin, end = loads.first[s], loads.first[s + 1]
        if begin == end or limits[s, 0] <= 0 or loads.meetings[s] == 0:
            continue
        _forget(loads, begin, end, chosen)
        whole = best_loads(pool, loads, limits, at, price, s, s + 1, chosen)
        full, meetings = limits[s].copy(), loads.meetings[s]
        for place in range(begin, end):
            arc, child = loads.arc[place], loads.child[place]
            limits[s, 0], limits[s, 1] = full[0] - pool.size[child], full[1] - pool.minutes[arc]
            if limits[s, 0] < 0 or limits[s, 1] < 0:
                continue
            if len(full) > 2:
                limits[s, 2] = full[2] - 1
            loads.meetings[s] = meetings - (meetings > 0)
            was, price[child] = price[child], _CHEAPEST
            # marks of a load that was larger would tell more than the smaller one can reach
            _forget(loads, begin, end, chosen)
            rest = 0 if meetings == 1 else best_loads(pool, loads, limits, at, price, s, s + 1, chosen)
            price[child] = was
            into[arc] = pool.cost[arc] * SCALE - was + rest - whole
        limits[s], loads.meetings[s] = full, meetings


@njit(cache=True, nogil=True)
def _forget(loads: Loads, begin: int, end: int, chosen: Any) -> None:
    for place in range(begin, end):
        chosen[loads.arc[place]] = 0


def solve_core(pool: Pool, model: Model, seconds: float) -> Core:
    """The best plan of these columns as far as HiGHS comes in the time."""
    if not len(model.value):
        return Core(_answer(pool, model, model.value), pool.empty_cost)
    found = milp(
        -model.value,
        constraints=LinearConstraint(model.rows, -np.inf, model.limit),
        integrality=np.ones(len(model.value)),
        bounds=Bounds(0, 1),
        options={"time_limit": max(0.1, seconds), "mip_rel_gap": 0.0},
    )
    bound = -_NEVER if found.mip_dual_bound is None else pool.empty_cost + found.mip_dual_bound
    return Core(None if found.x is None else _answer(pool, model, found.x), math.ceil(bound - _ROUNDED))


def _answer(pool: Pool, model: Model, x: NDArray[np.float64]) -> Answer | None:
    """The plan told by the columns; None where roundings of HiGHS would break a limit."""
    columns = np.flatnonzero(x > 0.5)
    arc = np.full(pool.children, -1, dtype=np.int64)
    arc[model.child[columns]] = model.arc[columns]
    window = NO_MEETINGS
    if pool.timed:
        window = np.full(pool.children, -1, dtype=np.int8)
        window[model.child[columns]] = model.window[columns]
    cost = cost_of(pool, arc)
    answer = Answer(arc, cost, cost, window)
    return None if check(pool, answer) else answer


def core_of(pool: Pool, at: NDArray[np.float64], price: Int64, cost: int) -> Model | None:
    """The core's columns; None where they are too many to be searched exactly."""
    arcs = arcs_of_better(pool, at, price, cost)
    if len(arcs) > MOST_COLUMNS:
        return None
    model = as_model(pool, arcs)
    return model if len(model.value) <= MOST_COLUMNS else None
