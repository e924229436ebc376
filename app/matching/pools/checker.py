"""Recounts an answer from the pool alone, without anything the solver uses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.matching.pools.arrays import Answer, Int64, Pool


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold: a code, the child or supporter it is about (-1: the whole answer), found and allowed."""

    code: str
    who: int
    found: int
    allowed: int


def cost_of(pool: Pool, arc: Int64) -> int:
    """What a plan costs, in whole numbers."""
    placed = arc >= 0
    return int(pool.cost[arc[placed]].sum(dtype=np.int64)) + int(pool.open_cost[~placed].sum())


def check(pool: Pool, answer: Answer) -> list[Fault]:
    """Every violation of the answer: foreign arcs, caseloads, minutes, meetings, the cost told, a bound above it."""
    arc = answer.arc
    if len(arc) != pool.children:
        return [Fault("length", -1, len(arc), pool.children)]
    placed = np.flatnonzero(arc >= 0)
    foreign = placed[(arc[placed] < pool.first[placed]) | (arc[placed] >= pool.first[placed + 1])]
    if len(foreign):
        return [Fault("foreign_arc", int(child), int(arc[child]), int(pool.first[child])) for child in foreign]
    faults = _over_limits(pool, arc, placed)
    if pool.timed:
        faults += _meetings(pool, answer, placed)
    true_cost = cost_of(pool, arc)
    if answer.cost != true_cost:
        faults.append(Fault("cost", -1, answer.cost, true_cost))
    if answer.bound > true_cost:
        faults.append(Fault("bound", -1, answer.bound, true_cost))
    return faults


def _over_limits(pool: Pool, arc: Int64, placed: Int64) -> list[Fault]:
    who = pool.supporter[arc[placed]]
    faults = []
    for code, taken, limit in (
        ("caseload", pool.size[placed], pool.caseload),
        ("minutes", pool.minutes[arc[placed]], pool.minutes_limit),
    ):
        # sums of whole numbers below 2^53 are exact in the floats bincount adds
        used = np.bincount(who, weights=taken, minlength=pool.supporters).astype(np.int64)
        for supporter in np.flatnonzero(used > limit):
            faults.append(Fault(code, int(supporter), int(used[supporter]), int(limit[supporter])))
    return faults


def _meetings(pool: Pool, answer: Answer, placed: Int64) -> list[Fault]:
    if len(answer.window) != pool.children:
        return [Fault("windows", -1, len(answer.window), pool.children)]
    faults, taken = [], set()
    for child in placed.tolist():
        supporter, window = int(pool.supporter[answer.arc[child]]), int(answer.window[child])
        both = int(pool.child_windows[child]) & int(pool.supporter_windows[supporter])
        if not (0 <= window < 64 and both >> window & 1):
            faults.append(Fault("not_free", child, window, 63))
        elif (supporter, window) in taken:
            faults.append(Fault("window_twice", supporter, window, 1))
        taken.add((supporter, window))
    return faults
