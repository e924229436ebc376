"""Plain HiGHS on sparse circles: the same model as for CP-SAT, as a mixed-integer programme.

``python -m benchmarks.peers.sparse_highs --children N --seconds S [--hours --siblings --windows]``. HiGHS comes inside SciPy.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from app.matching.pools import Pool
from app.matching.pools.model import Model
from benchmarks.peers.sparse_command import Found, peer


def solve(pool: Pool, model: Model, seconds: float, workers: int) -> Found:
    """Solve and read the columns. HiGHS uses one thread here whatever `workers` says."""
    del pool, workers
    found = milp(
        -model.value,
        constraints=LinearConstraint(model.rows, -np.inf, model.limit),
        integrality=np.ones(len(model.arc)),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    bound = math.inf if found.mip_dual_bound is None else -float(found.mip_dual_bound)
    return Found(None if found.x is None else np.flatnonzero(found.x > 0.5), bound)


if __name__ == "__main__":
    peer(solve)
