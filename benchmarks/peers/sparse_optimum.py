"""What nobody can exceed: the flow of least cost where caseloads alone bind, else the bound of the linear relaxation.

``python -m benchmarks.peers.sparse_optimum --children N --seconds S [--hours --siblings --windows]``. The flow is OR-Tools'
own, the relaxation is solved by PDLP (Applegate et al. 2021) and its prices are turned into a bound that holds exactly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow
from ortools.pdlp import solvers_pb2
from ortools.pdlp.python import pdlp

from app.matching.pools import Pool
from app.matching.pools.model import Model
from benchmarks.peers.sparse_command import Found, peer


def solve(pool: Pool, model: Model, seconds: float, workers: int) -> Found:
    """A plan with its proof where it is a flow, else a bound alone."""
    per_supporter = np.bincount(pool.supporter, weights=pool.minutes, minlength=pool.supporters)
    if not pool.timed and int(pool.size.max()) == 1 and bool((per_supporter <= pool.minutes_limit).all()):
        return _flow(pool)
    return Found(None, model.most(_prices(model, seconds, workers)))


def _flow(pool: Pool) -> Found:
    """Children to supporters to a sink; a child that stays open goes to the sink by itself."""
    flow = min_cost_flow.SimpleMinCostFlow()
    children, sink = np.arange(pool.children), pool.children + pool.supporters
    supporters = pool.children + np.arange(pool.supporters)
    child = np.repeat(children, np.diff(pool.first))
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        child, pool.children + pool.supporter.astype(np.int64), np.ones(pool.arcs, np.int64), pool.cost.astype(np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        children, np.full(pool.children, sink), np.ones(pool.children, np.int64), pool.open_cost
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        supporters, np.full(pool.supporters, sink), pool.caseload, np.zeros(pool.supporters, np.int64)
    )
    flow.set_nodes_supplies(np.append(children, sink), np.append(np.ones(pool.children, np.int64), -pool.children))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the flow was not solved, though every child may stay open")
    return Found(np.flatnonzero(flow.flows(arcs)), pool.empty_cost - flow.optimal_cost())


def _prices(model: Model, seconds: float, workers: int) -> NDArray[np.float64]:
    programme = pdlp.QuadraticProgram()
    count = len(model.value)
    programme.objective_vector = -model.value
    programme.constraint_matrix = model.rows.tocsc()
    programme.constraint_lower_bounds = np.full(len(model.limit), -np.inf)
    programme.constraint_upper_bounds = model.limit
    programme.variable_lower_bounds, programme.variable_upper_bounds = np.zeros(count), np.ones(count)
    parameters = solvers_pb2.PrimalDualHybridGradientParams()
    parameters.num_threads = workers
    parameters.termination_criteria.time_sec_limit = seconds
    parameters.termination_criteria.simple_optimality_criteria.eps_optimal_relative = 1e-6
    found = pdlp.primal_dual_hybrid_gradient(programme, parameters)
    return -np.asarray(found.dual_solution)


if __name__ == "__main__":
    peer(solve)
