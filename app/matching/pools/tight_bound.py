"""A stronger bound where minutes bind everywhere, and which arcs no better plan can use.

A price for every child's place instead of every supporter's minute: each supporter then fills its own minutes as well as
it can, a knapsack, and the prices less what the supporters save are a bound (Fisher 1986). What a knapsack loses when an
arc is forced into it or left out tells the arcs a better plan cannot use or cannot do without (Posta et al. 2012).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

_PATIENCE = 15
_SLOWER = 0.7
_SLOWEST = 1e-3
_FADE = 0.9
"""How much of the average of the fillings is kept at each step."""


class Sides(NamedTuple):
    """The arcs of a tight pool, by supporter: `first[s]` up to `first[s + 1]`. Costs are whole numbers."""

    first: Any
    child: Any
    supporter: Any
    cost: Any
    minutes: Any


class Left(NamedTuple):
    """What is still to be decided: arcs by supporter, minutes left, and children nobody was chosen for."""

    first: Any
    arcs: Any
    room: Any
    waiting: Any
    """Per child, whether its supporter is still to be chosen."""


class Desk(NamedTuple):
    """Room to count in, made once."""

    table: Any
    tail: Any
    profit: Any
    weight: Any
    arc: Any
    taken: Any
    times: Any
    share: Any
    """Per arc, how often the last fillings took it, between 0 and 1."""
    into: Any
    """Per arc, what the bound rises by when it is forced in."""
    out: Any
    """Per arc, what the bound rises by when it is left out."""


@njit(cache=True, nogil=True)
def fill(desk: Desk, items: int, room: int) -> float:
    """The most profit of the items on the desk within the room; marks those in `taken`.

    Row k of the table is the most that the first k items give within each room.
    """
    table = desk.table
    table[0, : room + 1] = 0.0
    for item in range(items):
        need, gain = desk.weight[item], desk.profit[item]
        table[item + 1, :need] = table[item, :need]
        for space in range(need, room + 1):
            table[item + 1, space] = max(table[item, space], table[item, space - need] + gain)
    space = room
    for item in range(items - 1, -1, -1):
        desk.taken[item] = table[item + 1, space] > table[item, space]
        if desk.taken[item]:
            space -= desk.weight[item]
    return table[items, room]


@njit(cache=True, nogil=True)
def lay_out(sides: Sides, left: Left, desk: Desk, prices: Any, who: int) -> int:
    """Put the arcs of a supporter that pay at these prices on the desk; how many they are."""
    items = 0
    for place in range(left.first[who], left.first[who + 1]):
        arc = left.arcs[place]
        gain = prices[sides.child[arc]] - sides.cost[arc]
        if gain > 0 and sides.minutes[arc] <= left.room[who]:
            desk.profit[items], desk.weight[items], desk.arc[items] = gain, sides.minutes[arc], arc
            items += 1
    return items


@njit(cache=True, nogil=True)
def ascend(sides: Sides, left: Left, desk: Desk, prices: Any, target: float, pace: float, steps: int) -> Any:
    """Raise the bound of `prices` by subgradient steps towards `target`, leaving the best prices met in them.

    Returns the best bound of what is left, and whether the last fillings chose every child's supporter exactly once,
    which makes them a best plan.
    """
    now = prices.copy()
    best = -np.inf
    waited = 0
    for _ in range(steps):
        bound = 0.0
        for child in range(len(now)):
            if left.waiting[child]:
                bound += now[child]
        desk.times[:] = 0
        for place in range(len(left.arcs)):
            desk.share[left.arcs[place]] *= _FADE
        for who in range(len(left.room)):
            items = lay_out(sides, left, desk, now, who)
            bound -= fill(desk, items, left.room[who])
            for item in range(items):
                if desk.taken[item]:
                    desk.times[sides.child[desk.arc[item]]] += 1
                    desk.share[desk.arc[item]] += 1 - _FADE
        waited += 1
        if bound > best + 1e-6:
            best = bound
            prices[:] = now
            waited = 0
        length = 0
        for child in range(len(now)):
            if left.waiting[child]:
                length += (1 - desk.times[child]) ** 2
        if length == 0:
            prices[:] = now
            return bound, True
        if best >= target or pace < _SLOWEST:
            break
        if waited >= _PATIENCE:
            waited = 0
            pace *= _SLOWER
            now[:] = prices
            continue
        step = pace * (target - bound) / length
        for child in range(len(now)):
            if left.waiting[child]:
                now[child] += step * (1 - desk.times[child])
    return best, False


@njit(cache=True, nogil=True)
def regret(sides: Sides, left: Left, desk: Desk, prices: Any) -> float:
    """Count for every arc left what forcing it in or leaving it out costs; returns the bound of the prices."""
    bound = 0.0
    for child in range(len(prices)):
        if left.waiting[child]:
            bound += prices[child]
    tail = desk.tail
    for who in range(len(left.room)):
        room = left.room[who]
        items = lay_out(sides, left, desk, prices, who)
        value = fill(desk, items, room)
        bound -= value
        for place in range(left.first[who], left.first[who + 1]):
            arc = left.arcs[place]
            gain = prices[sides.child[arc]] - sides.cost[arc]
            desk.out[arc] = 0.0
            if sides.minutes[arc] > room:
                desk.into[arc] = np.inf
            elif gain <= 0:
                desk.into[arc] = value - desk.table[items, room - sides.minutes[arc]] - gain
        # `tail`: the most that the items after this one give within each room
        tail[: room + 1] = 0.0
        for item in range(items - 1, -1, -1):
            need = desk.weight[item]
            row = desk.table[item]
            without, within = 0.0, 0.0
            for space in range(room + 1):
                without = max(without, row[space] + tail[room - space])
            for space in range(room - need + 1):
                within = max(within, row[space] + tail[room - need - space])
            desk.into[desk.arc[item]] = value - within - desk.profit[item]
            desk.out[desk.arc[item]] = value - without
            for space in range(room, need - 1, -1):
                tail[space] = max(tail[space], tail[space - need] + desk.profit[item])
    return bound


def make_desk(sides: Sides, limit: Any, children: int) -> Desk:
    """Room to count in for these arcs and limits."""
    widest = int(np.diff(sides.first).max(initial=0))
    largest = int(limit.max(initial=0))
    arcs = len(sides.child)
    return Desk(
        np.empty((widest + 1, largest + 1)), np.empty(largest + 1), np.empty(widest), np.empty(widest, np.int64),
        np.empty(widest, np.int64), np.empty(widest, np.bool_), np.empty(children, np.int64),
        np.zeros(arcs), np.zeros(arcs), np.zeros(arcs),
    )  # fmt: skip
