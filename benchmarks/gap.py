"""Reads a generalised assignment instance as a pool: jobs as children, agents as supporters with minutes to give."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.matching.pools import Pool, make_pool
from benchmarks.shifts import BadInstance

Whole = NDArray[np.int64]


class Assignment(NamedTuple):
    """An instance as it is written: agents × jobs costs and uses, and how much each agent can give."""

    cost: Whole
    use: Whole
    capacity: Whole

    @property
    def agents(self) -> int:
        """How many agents there are."""
        return int(self.cost.shape[0])

    @property
    def jobs(self) -> int:
        """How many jobs there are."""
        return int(self.cost.shape[1])


def read_gap(text: str) -> Assignment:
    """Read `agents jobs`, costs, uses and capacities; raises BadInstance naming what does not fit."""
    words = text.split()
    try:
        numbers = np.array([int(word) for word in words], dtype=np.int64)
    except ValueError as fault:
        raise BadInstance(f"only whole numbers may stand in it: {fault}.") from fault
    if len(numbers) < 2 or numbers[0] < 1 or numbers[1] < 1:
        raise BadInstance("it must begin with the numbers of agents and jobs, both at least 1.")
    agents, jobs = int(numbers[0]), int(numbers[1])
    wanted = 2 + 2 * agents * jobs + agents
    if len(numbers) != wanted:
        raise BadInstance(f"{agents} agents and {jobs} jobs need {wanted} numbers, but {len(numbers)} are there.")
    if (negative := np.flatnonzero(numbers < 0)).size:
        raise BadInstance(f"number {int(negative[0]) + 1} is below 0: costs, uses and capacities may not be.")
    costs, uses = numbers[2 : 2 + 2 * agents * jobs].reshape(2, agents, jobs)
    return Assignment(costs, uses, numbers[-agents:])


def as_pool(instance: Assignment) -> Pool:
    """The same as a pool: caseloads never bind, and leaving a job open costs more than all else together."""
    agents, jobs = instance.agents, instance.jobs
    open_cost = int(np.ptp(instance.cost, axis=0).sum()) + int(instance.cost.max()) + 1
    return make_pool(
        first=np.arange(jobs + 1) * agents,
        supporter=np.tile(np.arange(agents), jobs),
        cost=instance.cost.T.ravel(),
        minutes=instance.use.T.ravel(),
        open_cost=np.full(jobs, open_cost),
        caseload=np.full(agents, jobs),
        minutes_limit=instance.capacity,
    )


def as_agents(instance: Assignment, arcs: Any) -> list[int]:
    """The agent of every job, -1 where it has none: arc k of a job is agent k."""
    return [int(arc) % instance.agents if arc >= 0 else -1 for arc in arcs]
