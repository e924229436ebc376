"""Plain CP-SAT on sparse circles: one variable for each pair and window, and nothing clever.

``python -m benchmarks.peers.sparse_cp_sat --children N --seconds S [--hours --siblings --windows --workers W]``
"""

from __future__ import annotations

import math

import numpy as np
from ortools.sat.python import cp_model

from app.matching.pools import Pool
from app.matching.pools.model import Model
from benchmarks.peers.sparse_command import Found, peer


def solve(pool: Pool, model: Model, seconds: float, workers: int) -> Found:
    """Write every row down, solve, and read the columns."""
    del pool
    programme = cp_model.CpModel()
    on = [programme.new_bool_var("") for _ in range(len(model.arc))]
    rows = model.rows
    for row, (begin, end) in enumerate(zip(rows.indptr[:-1], rows.indptr[1:], strict=True)):
        variables = [on[column] for column in rows.indices[begin:end]]
        weights = [int(weight) for weight in rows.data[begin:end]]
        if sum(weights) > model.limit[row]:
            programme.add(cp_model.LinearExpr.weighted_sum(variables, weights) <= int(model.limit[row]))
    programme.maximize(cp_model.LinearExpr.weighted_sum(on, [int(value) for value in model.value]))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(programme)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(None, math.inf)
    chosen = np.array([solver.boolean_value(variable) for variable in on], dtype=bool)
    return Found(np.flatnonzero(chosen), solver.best_objective_bound)


if __name__ == "__main__":
    peer(solve)
