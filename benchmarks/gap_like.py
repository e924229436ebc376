"""Makes generalised assignment instances of the families a to e of the literature, of any size.

Families a to d as Chu and Beasley (1997) describe them, e as Laguna et al. (1995): a and b are loose, c is tight, in d and e
what is cheap takes much of an agent.
"""

from __future__ import annotations

import numpy as np

from benchmarks.gap import Assignment

FAMILIES = "abcde"


def make_gap(family: str, agents: int, jobs: int, seed: int) -> Assignment:
    """An instance of the family; the same seed gives the same one."""
    chance = np.random.default_rng(seed)
    size = (agents, jobs)
    if family in "abc":
        use, cost = chance.integers(5, 26, size), chance.integers(10, 51, size)
    elif family == "d":
        use = chance.integers(1, 101, size)
        cost = 111 - use + chance.integers(-10, 11, size)
    else:
        use = np.floor(1 - 10 * np.log(1 - chance.random(size))).astype(np.int64)
        cost = np.floor(1000 / use - 10 * chance.random(size)).astype(np.int64)
    cost, use = np.maximum(1, cost), np.maximum(1, use)
    capacity = np.maximum(use.max(axis=1), np.floor(0.8 * use.sum(axis=1) / agents).astype(np.int64))
    if family in "ab":
        chosen = cost.argmin(axis=0)
        largest = np.bincount(chosen, use[chosen, np.arange(jobs)], minlength=agents).max()
        room = int(9 * jobs / agents + 0.4 * largest)
        capacity = np.full(agents, room if family == "a" else int(0.7 * room))
    return Assignment(cost.astype(np.int64), use.astype(np.int64), capacity.astype(np.int64))


def write_gap(instance: Assignment) -> str:
    """The instance as the format writes it."""
    rows = [[instance.agents, instance.jobs], *instance.cost, *instance.use, instance.capacity]
    return "\n".join(" ".join(str(number) for number in row) for row in rows) + "\n"
