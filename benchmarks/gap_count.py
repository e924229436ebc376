"""Counts an answer to a generalised assignment instance from the instance alone: its cost, and every rule it breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benchmarks.gap import Assignment


def cost_of(instance: Assignment, agent_of_job: Sequence[int]) -> int:
    """The sum of the costs of all jobs that have an agent."""
    return sum(int(instance.cost[agent, job]) for job, agent in enumerate(agent_of_job) if 0 <= agent < instance.agents)


def violations(instance: Assignment, agent_of_job: Sequence[int]) -> list[str]:
    """Every broken rule, in words; empty for a feasible answer."""
    if len(agent_of_job) != instance.jobs:
        return [f"{len(agent_of_job)} jobs are answered, {instance.jobs} were asked"]
    faults = [f"job {job} has no agent" for job, agent in enumerate(agent_of_job) if not 0 <= agent < instance.agents]
    used: Counter[int] = Counter()
    for job, agent in enumerate(agent_of_job):
        if 0 <= agent < instance.agents:
            used[agent] += int(instance.use[agent, job])
    for agent, amount in sorted(used.items()):
        if amount > instance.capacity[agent]:
            faults.append(f"agent {agent} gives {amount} of {instance.capacity[agent]}")
    return faults
