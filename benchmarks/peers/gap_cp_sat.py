"""Plain CP-SAT on a generalised assignment instance: one variable per job and agent, and nothing clever.

``python -m benchmarks.peers.gap_cp_sat FILE --seconds S [--workers W] --out ANSWER.json``
"""

from __future__ import annotations

from ortools.sat.python import cp_model

from benchmarks.family import GAP
from benchmarks.gap import Assignment
from benchmarks.peers.command import Found, peer


def solve(instance: Assignment, seconds: float, workers: int) -> Found[list[int]]:
    """Build the model, solve it, and read the agents."""
    model = cp_model.CpModel()
    agents, jobs = range(instance.agents), range(instance.jobs)
    on = [[model.new_bool_var("") for _ in jobs] for _ in agents]
    for job in jobs:
        model.add_exactly_one(on[agent][job] for agent in agents)
    for agent in agents:
        model.add(sum(int(instance.use[agent, job]) * on[agent][job] for job in jobs) <= int(instance.capacity[agent]))
    model.minimize(sum(int(instance.cost[agent, job]) * on[agent][job] for agent in agents for job in jobs))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(None, solver.best_objective_bound)
    chosen = [next(agent for agent in agents if solver.value(on[agent][job])) for job in jobs]
    return Found(chosen, solver.best_objective_bound)


if __name__ == "__main__":
    peer(GAP, solve)
