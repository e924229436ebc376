"""A greedy pass over a generalised assignment instance: the job with most to lose first (Martello and Toth 1981).

``python -m benchmarks.peers.gap_greedy FILE --seconds S --out ANSWER.json``
"""

from __future__ import annotations

import math

import numpy as np

from benchmarks.family import GAP
from benchmarks.gap import Assignment
from benchmarks.peers.command import Found, peer


def solve(instance: Assignment, seconds: float, workers: int) -> Found[list[int]]:
    """Give jobs away by regret, the difference between the best and the second agent that still fits."""
    del seconds, workers
    left = instance.capacity.copy()
    agents = np.full(instance.jobs, -1)
    for _ in range(instance.jobs):
        open_jobs = np.flatnonzero(agents < 0)
        fits = instance.use[:, open_jobs] <= left[:, None]
        if not fits.any(axis=0).all():
            return Found(None, -math.inf)
        cost = np.where(fits, instance.cost[:, open_jobs].astype(float), np.inf)
        ranked = np.sort(cost, axis=0)
        regret = ranked[1] - ranked[0] if instance.agents > 1 else np.zeros(len(open_jobs))
        regret[np.isnan(regret)] = np.inf
        place = int(regret.argmax())
        agent = int(cost[:, place].argmin())
        agents[open_jobs[place]] = agent
        left[agent] -= instance.use[agent, open_jobs[place]]
    return Found([int(agent) for agent in agents], -math.inf)


if __name__ == "__main__":
    peer(GAP, solve)
