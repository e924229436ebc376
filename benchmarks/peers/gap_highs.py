"""Plain HiGHS on a generalised assignment instance: the same model as for CP-SAT, as a mixed-integer programme.

``python -m benchmarks.peers.gap_highs FILE --seconds S --out ANSWER.json``. HiGHS comes inside SciPy.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from benchmarks.family import GAP
from benchmarks.gap import Assignment
from benchmarks.peers.command import Found, peer


def solve(instance: Assignment, seconds: float, workers: int) -> Found[list[int]]:
    """Build the programme, solve it, and read the agents. HiGHS uses one thread here whatever `workers` says."""
    del workers
    agents, jobs = instance.agents, instance.jobs
    which = np.arange(agents * jobs)
    once = csr_array((np.ones(len(which)), (which % jobs, which)), shape=(jobs, len(which)))
    used = csr_array((instance.use.ravel().astype(float), (which // jobs, which)), shape=(agents, len(which)))
    found = milp(
        instance.cost.ravel().astype(float),
        constraints=[LinearConstraint(once, 1, 1), LinearConstraint(used, -np.inf, instance.capacity)],
        integrality=np.ones(len(which)),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    bound = -math.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
    if found.x is None:
        return Found(None, bound)
    return Found([int(agent) for agent in found.x.reshape(agents, jobs).argmax(axis=0)], bound)


if __name__ == "__main__":
    peer(GAP, solve)
