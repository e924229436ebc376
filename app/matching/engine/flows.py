"""The exact rung of a round: where only flow-like rules bind, every wish in turn is a flow of least cost, proven.

After each wish the arcs' prices tell what all best plans have in common: an arc that costs more than its prices is used
by none of them, one that costs less by all. Breaking that is dearer in the next flow than everything the next wish
could gain, so a lower wish never costs a higher one, and figures stay small however many wishes there are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from ortools.graph.python import min_cost_flow

from app.matching.candidates import SEAT_WISHES
from app.matching.engine.arrays import Int64, State, empty_state
from app.matching.engine.build import Search
from app.matching.engine.moves import place_exactly
from app.matching.programme import Wish
from app.matching.rules import wish_balance

_MOST = 2**62


class Net(NamedTuple):
    """Seats, supporters and one sink. First the search's own arcs, then a seat's way to stay open, then single places."""

    tail: Int64
    head: Int64
    seats: int
    supporters: int
    taken: Int64  # per place: how many of its supporter's places come before it


def is_flow(search: Search) -> bool:
    """Whether flows say all of this round: no weekly hours, language or pins, places alone limit what people take.

    Complete circles count by the seat only where every circle has one; nobody may stand twice beside a child.
    """
    graph = search.graph
    if search.thinned or search.columns.problem.pins or graph.child_speaker.any() or graph.seat_weekly.any():
        return False
    if (graph.sibling_caseload > graph.caseload).any() or _minutes_bind(search):
        return False
    if Wish.COMPLETE in search.columns.problem.programme.wishes and (np.diff(graph.child_seats) > 1).any():
        return False
    child = graph.seat_child[_seat_of(search)].astype(np.int64)
    faces = child * len(graph.caseload) + graph.arc_supporter
    return len(np.unique(faces)) == len(faces)


def best_plan(search: Search, over: Callable[[], bool]) -> tuple[State, int]:
    """The best plan and how many wishes are proven; `over` is asked between wishes, and the first is always looked at.

    Raises RuntimeError should a flow not be solved to its end.
    """
    net = _net(search)
    settled = np.zeros(len(net.tail), np.int64)
    used, proven = np.zeros(len(net.tail), np.int64), 0
    for wish in search.columns.problem.programme.wishes:
        if proven and over():
            break
        cost = -_gains(search, net, wish)
        cost += settled * (1 + int(np.abs(cost).max(initial=0)) * 2 * net.seats)
        used = _cheapest(net, cost)
        settled = _settled(net, cost, used)
        proven += 1
    return _state(search, used), proven


def _seat_of(search: Search) -> Int64:
    return np.repeat(np.arange(len(search.graph.seat_child)), np.diff(search.graph.seat_arcs))


def _minutes_bind(search: Search) -> bool:
    """Whether somebody's longest pairs, as many as there are places, exceed the minutes of a week."""
    graph = search.graph
    order = np.lexsort((-graph.arc_minutes, graph.arc_supporter))
    supporter = graph.arc_supporter[order]
    rank = np.arange(len(order)) - np.searchsorted(supporter, supporter)
    longest = rank < graph.caseload[supporter]
    most = np.bincount(supporter[longest], graph.arc_minutes[order][longest], minlength=len(graph.caseload))
    return bool((most > graph.minutes).any())


def _net(search: Search) -> Net:
    graph = search.graph
    seats, supporters = len(graph.seat_child), len(graph.caseload)
    places = np.minimum(graph.caseload, np.bincount(graph.arc_supporter, minlength=supporters))
    holder = np.repeat(np.arange(supporters), places)
    sink = seats + supporters
    return Net(
        np.concatenate([_seat_of(search), np.arange(seats), holder + seats]),
        np.concatenate([graph.arc_supporter.astype(np.int64) + seats, np.full(seats + len(holder), sink)]),
        seats,
        supporters,
        np.arange(len(holder)) - np.searchsorted(holder, holder),
    )


def _gains(search: Search, net: Net, wish: Wish) -> Int64:
    """What each arc adds to the wish."""
    graph = search.graph
    gains = np.zeros(len(net.tail), np.int64)
    arcs = len(graph.arc_supporter)
    if wish in SEAT_WISHES:
        gains[:arcs] = search.scores[SEAT_WISHES.index(wish)]
    elif wish is Wish.COMPLETE:
        gains[:arcs] = search.circle[graph.seat_child[_seat_of(search)]]
    elif wish is Wish.BALANCE:
        holder = net.tail[arcs + net.seats :] - net.seats
        already = graph.balance_from[holder] + net.taken
        gains[arcs + net.seats :] = [
            wish_balance.gain(int(base), int(count))
            for base, count in zip(graph.balance_base[holder], already, strict=True)
        ]
    return gains  # siblings count in weekly meetings alone, and there are none


def _cheapest(net: Net, cost: Int64) -> Int64:
    """Which arcs the flow of least cost uses, 0 or 1 each."""
    if int(np.abs(cost).max(initial=0)) * (net.seats + net.supporters + 2) >= _MOST:
        raise RuntimeError("costs too large for a flow in 64 bits")
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        net.tail.astype(np.int32), net.head.astype(np.int32), np.ones(len(cost), np.int64), cost
    )
    flow.set_nodes_supplies(np.arange(net.seats, dtype=np.int32), np.ones(net.seats, np.int64))
    sink = np.array([net.seats + net.supporters], np.int32)
    flow.set_nodes_supplies(sink, np.array([-net.seats], np.int64))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow ended as {status}")
    used: Int64 = flow.flows(arcs)
    return used


def _settled(net: Net, cost: Int64, used: Int64) -> Int64:
    """1 for arcs no best flow uses, -1 for those every best flow uses, 0 for the others.

    Prices of nodes are shortest ways in what the flow leaves: there is no cycle of negative length in it.
    """
    begin, end = np.where(used > 0, net.head, net.tail), np.where(used > 0, net.tail, net.head)
    length = np.where(used > 0, -cost, cost)
    price = np.zeros(net.seats + net.supporters + 1, np.int64)
    while True:
        nearer = price.copy()
        np.minimum.at(nearer, end, price[begin] + length)
        if np.array_equal(nearer, price):
            break
        price = nearer
    settled: Int64 = np.sign(cost + price[net.tail] - price[net.head])
    return settled


def _state(search: Search, used: Int64) -> State:
    state = empty_state(search.graph)
    arcs = np.flatnonzero(used[: len(search.graph.arc_supporter)])
    seats = _seat_of(search)[arcs]
    place_exactly(search.graph, state, search.worth({}), seats, arcs, np.full(len(arcs), -1))
    return state
