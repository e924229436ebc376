"""Prices of supporters' places and minutes, and the bound that any prices prove.

Every child chooses its best circle at given prices, every supporter the number of children that pays best. The sum is
more than any plan can reach, whatever the prices; descent looks for the prices at which it is least.
The bound leaves out meeting slots and that nobody fills two seats of one circle in two roles: it only gets weaker by that.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from app.matching.engine.arrays import Float, Graph, Worth

STEPS = 10
MOMENTUM = 0.95


@njit(cache=True, nogil=True)
def balance_gain(graph: Graph, supporter: int, count: int) -> int:
    """rules.wish_balance.gain for the next child of a supporter who has `count` of this round."""
    base = graph.balance_base[supporter]
    already = graph.balance_from[supporter] + count
    if base <= 0 or already >= base:
        return 0
    return STEPS * (base - already) // base


@njit(cache=True, nogil=True)
def _best_arc(graph: Graph, worth: Worth, lam: Any, mu: Any, seat: int, taken: Any, ranks: int, speaking: bool) -> int:
    """The arc worth most after prices, leaving out supporters already taken for seats of the same role; -1 if none."""
    best = -1
    best_worth = -np.inf
    for arc in range(graph.seat_arcs[seat], graph.seat_arcs[seat + 1]):
        if speaking and not graph.arc_speaks[arc]:
            continue
        supporter = graph.arc_supporter[arc]
        net = worth.arc[arc] - lam[supporter] - mu[supporter] * graph.arc_minutes[arc]
        if net > best_worth:
            doubled = False
            for rank in range(ranks):
                if taken[rank] == supporter:
                    doubled = True
            if not doubled:
                best_worth = net
                best = arc
    return best


@njit(cache=True, nogil=True)
def _net(graph: Graph, worth: Worth, lam: Any, mu: Any, arc: int) -> float:
    supporter = graph.arc_supporter[arc]
    return worth.arc[arc] - lam[supporter] - mu[supporter] * graph.arc_minutes[arc]


@njit(cache=True, nogil=True)
def price_child(graph: Graph, worth: Worth, lam: Any, mu: Any, child: int, chosen: Any, taken: Any) -> float:
    """The most one child's circle can be worth at these prices; `chosen` receives an arc per seat or -1."""
    begin, end = graph.child_seats[child], graph.child_seats[child + 1]
    whole, parts = worth.circle[child], 0.0
    possible = end > begin
    spoken = not graph.child_speaker[child]
    for seat in range(begin, end):
        rank = graph.seat_rank[seat]
        arc = _best_arc(graph, worth, lam, mu, seat, taken, rank, False)
        chosen[seat - begin] = arc
        if arc < 0:
            possible = False
            taken[rank] = -1
            continue
        taken[rank] = graph.arc_supporter[arc]
        net = _net(graph, worth, lam, mu, arc)
        whole += net
        parts += net if graph.seat_fixed[seat] else max(0.0, net)
        spoken = spoken or graph.arc_speaks[arc]
    if possible and not spoken:
        switch, at = -1, -1
        loss = np.inf
        for seat in range(begin, end):
            arc = _best_arc(graph, worth, lam, mu, seat, taken, 0, True)
            if arc >= 0:
                less = _net(graph, worth, lam, mu, chosen[seat - begin]) - _net(graph, worth, lam, mu, arc)
                if less < loss:
                    loss, switch, at = less, arc, seat - begin
        if switch < 0:
            possible = False
        elif whole - loss >= parts:
            whole -= loss
            chosen[at] = switch
        else:
            possible = False
    if possible and whole >= parts:
        return whole
    for seat in range(begin, end):
        arc = chosen[seat - begin]
        if arc >= 0 and not graph.seat_fixed[seat] and _net(graph, worth, lam, mu, arc) <= 0:
            chosen[seat - begin] = -1
    return parts


@njit(cache=True, nogil=True)
def price_all(graph: Graph, worth: Worth, lam: Any, mu: Any, places: Any, minutes: Any, best: Any) -> float:
    """The bound at these prices; `places` and `minutes` receive what the children chose, `best` what supporters chose."""
    places[:] = 0
    minutes[:] = 0
    chosen = np.empty(64, dtype=np.int64)
    taken = np.empty(64, dtype=np.int32)
    bound = 0.0
    for child in range(len(graph.child_household)):
        bound += price_child(graph, worth, lam, mu, child, chosen, taken)
        for seat in range(graph.child_seats[child], graph.child_seats[child + 1]):
            arc = chosen[seat - graph.child_seats[child]]
            if arc >= 0:
                places[graph.arc_supporter[arc]] += 1
                minutes[graph.arc_supporter[arc]] += graph.arc_minutes[arc]
    for supporter in range(len(graph.caseload)):
        pays, count = 0.0, 0
        total = 0.0
        for number in range(graph.sibling_caseload[supporter]):
            total += worth.balance * balance_gain(graph, supporter, number) + lam[supporter]
            if total > pays:
                pays, count = total, number + 1
        best[supporter] = count
        bound += pays + mu[supporter] * graph.minutes[supporter]
    return bound


class Descent(NamedTuple):
    """Where a descent stands between two slices: the prices it tries, and its momentum."""

    places: Float
    minutes: Float
    push_places: Float
    push_minutes: Float


@njit(cache=True, nogil=True)
def descend(
    graph: Graph, worth: Worth, lam: Any, mu: Any, at: Descent,
    lowest: float, step: float, shrink: float, steps: int, seats_minutes: float,
) -> float:  # fmt: skip
    """Move the prices down the bound with momentum and shrinking steps; leaves prices below `lowest` in `lam`, `mu`."""
    supporters = len(graph.caseload)
    places = np.zeros(supporters, dtype=np.int64)
    minutes = np.zeros(supporters, dtype=np.int64)
    best = np.zeros(supporters, dtype=np.int64)
    floor = -worth.balance * STEPS
    price_all(graph, worth, at.places, at.minutes, places, minutes, best)
    for _ in range(steps):
        for s in range(supporters):
            room = max(1, graph.sibling_caseload[s])
            at.push_places[s] = MOMENTUM * at.push_places[s] + (1 - MOMENTUM) * (places[s] - best[s]) / room
            at.places[s] = max(floor, at.places[s] + step * at.push_places[s])
            if graph.minutes[s] > 0:
                pull = (minutes[s] - graph.minutes[s]) / graph.minutes[s]
                at.push_minutes[s] = MOMENTUM * at.push_minutes[s] + (1 - MOMENTUM) * pull
                at.minutes[s] = max(0.0, at.minutes[s] + 0.4 * step / seats_minutes * at.push_minutes[s])
        bound = price_all(graph, worth, at.places, at.minutes, places, minutes, best)
        if bound < lowest:
            lowest = bound
            lam[:] = at.places
            mu[:] = at.minutes
        step *= shrink
    return lowest
