"""The exact rung: where only places bind, the best plan is a flow of least cost, found and proven by OR-Tools."""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow

from app.matching.pools.arrays import Int64, Pool
from app.matching.pools.tighten import minutes_bind

_MOST = 2**62


def is_flow(pool: Pool) -> bool:
    """Whether a flow says all of the pool: everybody takes one place, neither minutes nor meeting times can bind."""
    return not pool.timed and bool((pool.size == 1).all()) and not minutes_bind(pool)


def fits_flow(pool: Pool) -> bool:
    """Whether costs are small enough for whole numbers of 64 bits, which the flow multiplies by its nodes."""
    top = max(abs(int(v)) for v in (*_ends(pool.cost), *_ends(pool.open_cost)))
    return top * (pool.children + pool.supporters + 2) < _MOST


def _ends(values: Int64) -> tuple[int, int]:
    return int(values.min(initial=0)), int(values.max(initial=0))


def cheapest(pool: Pool) -> Int64:
    """The plan of least cost, an arc per child or -1.

    Raises OverflowError where `fits_flow` does not hold, and RuntimeError should the flow not be solved to its end.
    """
    if not fits_flow(pool):
        raise OverflowError("costs too large for a flow in 64 bits")
    flow = min_cost_flow.SimpleMinCostFlow()
    sink = pool.children + pool.supporters
    children = np.arange(pool.children, dtype=np.int32)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.repeat(children, np.diff(pool.first)), pool.supporter + np.int32(pool.children),
        np.ones(pool.arcs, np.int64), pool.cost.astype(np.int64),
    )  # fmt: skip
    flow.add_arcs_with_capacity_and_unit_cost(
        children, np.full(pool.children, sink, np.int32), np.ones(pool.children, np.int64), pool.open_cost
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(pool.children, sink, dtype=np.int32), np.full(pool.supporters, sink, np.int32), pool.caseload,
        np.zeros(pool.supporters, np.int64),
    )  # fmt: skip
    flow.set_nodes_supplies(children, np.ones(pool.children, np.int64))
    flow.set_nodes_supplies(np.array([sink], np.int32), np.array([-pool.children], np.int64))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow ended as {status}")
    return _arcs(pool, flow)


def _arcs(pool: Pool, flow: min_cost_flow.SimpleMinCostFlow) -> Int64:
    """Each child's arc that carries flow."""
    chosen = np.full(pool.children, -1, dtype=np.int64)
    step = 1_000_000
    for begin in range(0, pool.arcs, step):
        some = np.arange(begin, min(pool.arcs, begin + step), dtype=np.int32)
        used = some[flow.flows(some) > 0].astype(np.int64)
        chosen[np.searchsorted(pool.first, used, side="right") - 1] = used
    return chosen
