"""Ejection chains: a child leaves its supporter for another, whose child makes room and goes on; kept while it pays.

What a chain costs is counted in deviations and in what unused places, minutes and meetings would have earned, so that it
lessens the distance to the bound itself. Some chains that cost a little are taken as well: with the heat of annealing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from app.matching.pools.arrays import Pool
from app.matching.pools.plans import Plan, meet, place, remove
from app.matching.pools.prices import Deviations
from app.planning.chance import draw

DEPTH = 6
"""Children a chain moves at most."""
LEAST = 1e-4


@njit(cache=True, nogil=True)
def search(
    pool: Pool, found: Deviations, at: Any, plan: Plan, child_region: Any, supporter_region: Any, region: int,
    mine: Any, heat: float, nodes: int, chain_nodes: int, rng: Any,
) -> float:  # fmt: skip
    """Chains from random children of `mine` until so many nodes were looked at; the change of the plan's distance.

    Only children of the region who stand at supporters of the region, or are open, are moved, and only to those; nothing
    of another region is written.
    """
    child = np.empty(DEPTH + 1, np.int64)  # of the chain; each but the first makes room for the one before
    so_far = np.empty(DEPTH + 1)
    pointer = np.empty(DEPTH + 1, np.int64)
    member = np.empty(DEPTH + 1, np.int64)
    turn = np.zeros(DEPTH + 1, np.int64)  # where the look at a supporter's children begins
    timed = len(plan.window) > 0
    spent, change = 0, 0.0
    while spent < nodes:
        spent += 1
        first = mine[int(draw(rng) * len(mine))]
        home = -1
        hole = 0.0
        freed = np.uint64(0)
        if plan.at[first] >= 0:
            home = found.supporter[plan.at[first]]
            if supporter_region[home] != region:
                continue
            hole = _worth(at, home, pool.size[first], plan.minutes[first])
            plan.places[home] -= pool.size[first]
            plan.used[home] -= plan.minutes[first]
            if timed:
                freed = np.uint64(1) << np.uint64(plan.window[first])
        most = -heat * np.log(1.0 - draw(rng)) - LEAST
        child[0], so_far[0], pointer[0], member[0] = first, -plan.more[first], found.first[first], -1
        depth, closed, worth = 0, False, 0.0
        budget = chain_nodes
        while depth >= 0:
            j = child[depth]
            end = found.first[j + 1]
            if pointer[depth] == found.first[j] and member[depth] == -1 and (depth > 0 or home >= 0):
                worth = so_far[depth] + found.open_more[j] + hole
                if worth <= most:
                    closed, pointer[depth] = True, -1
                    break
            deeper = False
            while pointer[depth] < end and budget > 0:
                arc = pointer[depth]
                placed = so_far[depth] + found.more[arc]
                if placed > most:
                    pointer[depth] = end
                    break
                k = found.supporter[arc]
                size, minutes = pool.size[j], found.minutes[arc]
                if member[depth] == -1:
                    budget -= 1
                    member[depth] = 0
                    turn[depth] = int(draw(rng) * plan.held[k])
                    if supporter_region[k] != region or arc == plan.at[j] or (timed and _met(found, pointer, depth, k)):
                        pointer[depth] += 1
                        member[depth] = -1
                        continue
                    if plan.places[k] + size <= pool.caseload[k] and plan.used[k] + minutes <= pool.minutes_limit[k]:
                        worth = placed + hole - _worth(at, k, size, minutes)
                        if worth <= most and (
                            not timed or meet(pool, plan, j, k, freed if k == home else np.uint64(0), False)
                        ):
                            closed = True
                            break
                if depth + 1 < DEPTH:
                    room = pool.caseload[k] - plan.places[k] - size
                    time = pool.minutes_limit[k] - plan.used[k] - minutes
                    base = placed - at[k, 0] * size - at[k, 1] * minutes  # one meeting for another
                    start = plan.first[k]
                    while member[depth] < plan.held[k]:
                        spot = member[depth] + turn[depth]
                        g = plan.members[start + (spot if spot < plan.held[k] else spot - plan.held[k])]
                        member[depth] += 1
                        budget -= 1
                        if room + pool.size[g] < 0 or time + plan.minutes[g] < 0:
                            continue
                        onward = base - plan.more[g] + at[k, 0] * pool.size[g] + at[k, 1] * plan.minutes[g]
                        if onward > most or child_region[g] != region or _in_chain(child, depth, g):
                            continue
                        if timed:
                            gone = np.uint64(1) << np.uint64(plan.window[g])
                            if k == home:
                                gone |= freed
                            if not meet(pool, plan, j, k, gone, False):
                                continue
                        plan.places[k] += size - pool.size[g]
                        plan.used[k] += minutes - plan.minutes[g]
                        depth += 1
                        child[depth], so_far[depth], pointer[depth], member[depth] = g, onward, found.first[g], -1
                        deeper = True
                        break
                    if deeper:
                        break
                pointer[depth] += 1
                member[depth] = -1
            if closed:
                break
            if not deeper:
                depth -= 1
                if depth >= 0:
                    _take_back(pool, found, plan, child, pointer, depth)
        spent += chain_nodes - budget
        for d in range(depth - 1, -1, -1):
            _take_back(pool, found, plan, child, pointer, d)
        if home >= 0:
            plan.places[home] += pool.size[first]
            plan.used[home] += plan.minutes[first]
        if closed:
            for d in range(depth + 1):
                if plan.at[child[d]] >= 0:
                    remove(pool, found, plan, child[d])
            for d in range(depth + 1):
                if pointer[d] >= 0:
                    place(pool, found, plan, child[d], pointer[d])
            change += worth
    return change


@njit(cache=True, nogil=True)
def _worth(at: Any, s: int, size: int, minutes: int) -> float:
    """What these places and minutes of the supporter, and a meeting where it has a price, would earn."""
    worth = at[s, 0] * size + at[s, 1] * minutes
    if at.shape[1] > 2:
        worth += at[s, 2]
    return float(worth)


@njit(cache=True, nogil=True)
def _in_chain(child: Any, depth: int, g: int) -> bool:
    for d in range(depth + 1):  # noqa: SIM110 - numba compiles no generators
        if child[d] == g:
            return True
    return False


@njit(cache=True, nogil=True)
def _met(found: Deviations, pointer: Any, depth: int, k: int) -> bool:
    """Whether this chain places somebody else with supporter k already: windows are asked for one at a time."""
    for d in range(depth):  # noqa: SIM110
        if found.supporter[pointer[d]] == k:
            return True
    return False


@njit(cache=True, nogil=True)
def _take_back(pool: Pool, found: Deviations, plan: Plan, child: Any, pointer: Any, depth: int) -> None:
    """Undo the loads of the step by which child[depth] replaced child[depth + 1]."""
    arc, g = pointer[depth], child[depth + 1]
    k = found.supporter[arc]
    plan.places[k] -= pool.size[child[depth]] - pool.size[g]
    plan.used[k] -= found.minutes[arc] - plan.minutes[g]
