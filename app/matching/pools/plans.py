"""A plan under construction, and the moves every search shares: place, remove, find a meeting window."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.matching.pools.arrays import NO_MEETINGS, Float32, Int32, Int64, Pool
from app.matching.pools.prices import Deviations


class Plan(NamedTuple):
    """Who stands where; arcs are those of the deviations. `more` and `minutes` repeat the arc's figures per child."""

    at: Int64  # per child, an arc or -1
    more: Float32  # per child, deviation of what it has
    minutes: Int32  # per child
    window: NDArray[np.int8]  # per child, -1 without; empty where meeting times do not matter
    places: Int64  # per supporter, used
    used: Int64  # per supporter, minutes
    held: Int32  # per supporter, children
    first: Int64  # supporter -> its first spot in `members`
    members: Int32
    spot: Int32  # per child, within the supporter's stretch
    meets: Int32  # S x 64: who has the window, -1 free; 0 x 64 where meeting times do not matter


def empty_plan(pool: Pool, found: Deviations) -> Plan:
    """Everybody open."""
    room = np.minimum(np.bincount(found.supporter, minlength=pool.supporters), pool.caseload)
    first = np.zeros(pool.supporters + 1, dtype=np.int64)
    np.cumsum(room, out=first[1:])
    return Plan(
        at=np.full(pool.children, -1, np.int64),
        more=found.open_more.copy(),
        minutes=np.zeros(pool.children, np.int32),
        window=np.full(pool.children, -1, np.int8) if pool.timed else NO_MEETINGS.copy(),
        places=np.zeros(pool.supporters, np.int64),
        used=np.zeros(pool.supporters, np.int64),
        held=np.zeros(pool.supporters, np.int32),
        first=first,
        members=np.full(int(first[-1]), -1, np.int32),
        spot=np.full(pool.children, -1, np.int32),
        meets=np.full((pool.supporters if pool.timed else 0, 64), -1, np.int32),
    )


@njit(cache=True, nogil=True)
def place(pool: Pool, found: Deviations, plan: Plan, child: int, arc: int) -> None:
    """Give an open child the supporter of the arc; a meeting that is needed must be possible."""
    s = found.supporter[arc]
    plan.at[child] = arc
    plan.more[child] = found.more[arc]
    plan.minutes[child] = found.minutes[arc]
    plan.places[s] += pool.size[child]
    plan.used[s] += found.minutes[arc]
    plan.spot[child] = plan.held[s]
    plan.members[plan.first[s] + plan.held[s]] = child
    plan.held[s] += 1
    if len(plan.window):
        meet(pool, plan, child, s, np.uint64(0), True)


@njit(cache=True, nogil=True)
def remove(pool: Pool, found: Deviations, plan: Plan, child: int) -> None:
    """Take a placed child's supporter away."""
    s = found.supporter[plan.at[child]]
    plan.places[s] -= pool.size[child]
    plan.used[s] -= plan.minutes[child]
    plan.held[s] -= 1
    last = plan.members[plan.first[s] + plan.held[s]]
    plan.members[plan.first[s] + plan.spot[child]] = last
    plan.spot[last] = plan.spot[child]
    plan.spot[child] = -1
    plan.at[child] = -1
    plan.more[child] = found.open_more[child]
    plan.minutes[child] = 0
    if len(plan.window):
        plan.meets[s, plan.window[child]] = -1
        plan.window[child] = -1


@njit(cache=True, nogil=True)
def meet(pool: Pool, plan: Plan, child: int, s: int, freed: Any, carry_out: bool) -> bool:
    """Whether supporter s can meet the child too once the `freed` windows are, others moving to other windows.

    Breadth-first over windows as bits. `carry_out` also does it; nothing must then stand in freed windows.
    """
    one = np.uint64(1)
    theirs = pool.supporter_windows[s]
    taken = np.uint64(0)
    for window in range(64):
        if plan.meets[s, window] >= 0:
            taken |= one << np.uint64(window)
    free = theirs & ~(taken & ~freed)
    seen = pool.child_windows[child] & theirs
    if seen & free and not carry_out:
        return True
    before = np.full(64, -1, np.int8)  # the window whose holder could move to this one
    queue = np.empty(64, np.int8)
    head, tail = 0, 0
    for window in range(64):
        if seen >> np.uint64(window) & one:
            queue[tail] = window
            tail += 1
    while head < tail:
        window = queue[head]
        head += 1
        if free >> np.uint64(window) & one:
            if carry_out:
                _shift(plan, s, window, before, child)
            return True
        more = pool.child_windows[plan.meets[s, window]] & theirs & ~seen
        seen |= more
        for other in range(64):
            if more >> np.uint64(other) & one:
                before[other] = window
                queue[tail] = other
                tail += 1
    return False


@njit(cache=True, nogil=True)
def _shift(plan: Plan, s: int, window: int, before: Any, child: int) -> None:
    """Move each holder along the path to the free window; the child takes the first."""
    while before[window] >= 0:
        holder = plan.meets[s, before[window]]
        plan.meets[s, window] = holder
        plan.window[holder] = window
        window = before[window]
    plan.meets[s, window] = child
    plan.window[child] = window


@njit(cache=True, nogil=True)
def fill(pool: Pool, found: Deviations, plan: Plan, order: Any, child_of: Any) -> None:
    """Along arcs in this order, place each open child where it fits."""
    for arc in order:
        child = child_of[arc]
        s = found.supporter[arc]
        if (
            plan.at[child] < 0
            and plan.places[s] + pool.size[child] <= pool.caseload[s]
            and plan.used[s] + found.minutes[arc] <= pool.minutes_limit[s]
            and (len(plan.window) == 0 or meet(pool, plan, child, s, np.uint64(0), False))
        ):
            place(pool, found, plan, child, arc)


def start_plan(pool: Pool, found: Deviations) -> Plan:
    """Greedy: first the arcs that gain most against staying open, at these prices."""
    plan = empty_plan(pool, found)
    child_of = np.repeat(np.arange(pool.children, dtype=np.int32), np.diff(found.first))
    order = np.argsort(found.more - found.open_more[child_of], kind="stable")
    fill(pool, found, plan, order, child_of)
    return plan
