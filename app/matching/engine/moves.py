"""Putting seats into a plan and taking them out again, with all counters, and what that is worth."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from app.matching.engine.arrays import Graph, State, Worth
from app.matching.engine.prices import balance_gain
from app.matching.engine.slots import book, free_at, mark, unmark


@njit(cache=True, nogil=True)
def shares_household(graph: Graph, state: State, seat: int, supporter: int) -> bool:
    """Whether the supporter stands beside a sibling in the same role."""
    household = graph.child_household[graph.seat_child[seat]]
    if household < 0 or not graph.seat_weekly[seat]:
        return False
    first = state.first[supporter]
    for index in range(state.load[supporter]):
        other = state.members[first + index]
        same_role = other != seat and graph.seat_role[other] == graph.seat_role[seat]
        if same_role and graph.child_household[graph.seat_child[other]] == household:
            return True
    return False


@njit(cache=True, nogil=True)
def has_room(graph: Graph, state: State, seat: int, arc: int) -> bool:
    """Whether the supporter of the arc can take the seat: places, minutes, not yet in this circle."""
    supporter = graph.arc_supporter[arc]
    if state.used[supporter] + graph.arc_minutes[arc] > graph.minutes[supporter]:
        return False
    child = graph.seat_child[seat]
    count = state.load[supporter]
    if count >= graph.caseload[supporter]:
        household = graph.child_household[child]
        if count >= graph.sibling_caseload[supporter] or household < 0:
            return False
        for index in range(count):
            other = state.members[state.first[supporter] + index]
            if graph.child_household[graph.seat_child[other]] != household:
                return False
    for other in range(graph.child_seats[child], graph.child_seats[child + 1]):
        if state.supporter[other] == supporter:
            return False
    return True


@njit(cache=True, nogil=True)
def fills_circle(graph: Graph, state: State, child: int) -> bool:
    """Whether one more seat makes the circle complete."""
    return state.filled[child] + 1 == graph.child_seats[child + 1] - graph.child_seats[child]


@njit(cache=True, nogil=True)
def understood(graph: Graph, state: State, child: int, arc: int) -> bool:
    """Whether the guardian's language is spoken in a circle this arc completes."""
    return not graph.child_speaker[child] or state.speakers[child] > 0 or graph.arc_speaks[arc]


@njit(cache=True, nogil=True)
def insert(graph: Graph, state: State, worth: Worth, seat: int, arc: int) -> float:
    """Place the seat, without a meeting time; returns what is gained."""
    supporter, child = graph.arc_supporter[arc], graph.seat_child[seat]
    gained = worth.arc[arc] + worth.balance * balance_gain(graph, supporter, state.load[supporter])
    if worth.sibling > 0 and shares_household(graph, state, seat, supporter):
        gained += worth.sibling
    if fills_circle(graph, state, child):
        gained += worth.circle[child]
    state.members[state.first[supporter] + state.load[supporter]] = seat
    state.place[seat] = state.load[supporter]
    state.load[supporter] += 1
    state.used[supporter] += graph.arc_minutes[arc]
    state.filled[child] += 1
    state.speakers[child] += 1 if graph.arc_speaks[arc] else 0
    state.supporter[seat] = supporter
    state.arc[seat] = arc
    return gained


@njit(cache=True, nogil=True)
def remove(graph: Graph, state: State, worth: Worth, seat: int) -> float:
    """Take the seat's supporter away, not its meeting time; returns what is gained (mostly negative)."""
    supporter, child, arc = state.supporter[seat], graph.seat_child[seat], state.arc[seat]
    last = state.members[state.first[supporter] + state.load[supporter] - 1]
    state.members[state.first[supporter] + state.place[seat]] = last
    state.place[last] = state.place[seat]
    state.place[seat] = -1
    state.load[supporter] -= 1
    state.used[supporter] -= graph.arc_minutes[arc]
    state.filled[child] -= 1
    state.speakers[child] -= 1 if graph.arc_speaks[arc] else 0
    state.supporter[seat] = -1
    state.arc[seat] = -1
    gained = -worth.arc[arc] - worth.balance * balance_gain(graph, supporter, state.load[supporter])
    if worth.sibling > 0 and shares_household(graph, state, seat, supporter):
        gained -= worth.sibling
    if fills_circle(graph, state, child):
        gained -= worth.circle[child]
    return gained


@njit(cache=True, nogil=True)
def place(
    graph: Graph, state: State, worth: Worth, seat: int, arc: int, log_seat: Any, log_slot: Any, logged: int
) -> int:
    """Place the seat with a meeting time where its role meets weekly; returns the log's length or -1 (nothing done)."""
    if graph.seat_weekly[seat]:
        logged = book(graph, state, seat, arc, log_seat, log_slot, logged)
        if logged < 0:
            return -1
    insert(graph, state, worth, seat, arc)
    return logged


@njit(cache=True, nogil=True)
def displace(graph: Graph, state: State, worth: Worth, seat: int) -> None:
    """Take the seat's supporter and meeting time away."""
    unmark(graph, state, seat, state.supporter[seat])
    remove(graph, state, worth, seat)


@njit(cache=True, nogil=True)
def fill_open(graph: Graph, state: State, worth: Worth, seats: Any, ranked: Any) -> None:
    """Give each open seat of the list, in turn, the first supporter of its ranked arcs who can take it."""
    log_seat = np.empty(256, dtype=np.int32)
    log_slot = np.empty(256, dtype=np.int32)
    for seat in seats:
        if state.supporter[seat] >= 0:
            continue
        child = graph.seat_child[seat]
        for index in range(graph.seat_arcs[seat], graph.seat_arcs[seat + 1]):
            arc = ranked[index]
            if fills_circle(graph, state, child) and not understood(graph, state, child, arc):
                continue
            if has_room(graph, state, seat, arc) and place(graph, state, worth, seat, arc, log_seat, log_slot, 0) >= 0:
                break


@njit(cache=True, nogil=True)
def restore_slots(graph: Graph, state: State, log_seat: Any, log_slot: Any, logged: int) -> None:
    """Undo logged moves of meetings: the oldest entry of a seat tells where its meeting was."""
    for index in range(logged):
        unmark(graph, state, log_seat[index], state.supporter[log_seat[index]])
    for index in range(logged):
        seat = log_seat[index]
        if state.slot[seat] < 0:
            mark(graph, state, seat, state.supporter[seat], log_slot[index])


@njit(cache=True, nogil=True)
def fill_from(graph: Graph, state: State, worth: Worth, seats: Any, arcs: Any) -> None:
    """Place these arcs in turn, each where its seat is still open and every must allows."""
    log_seat = np.empty(256, dtype=np.int32)
    log_slot = np.empty(256, dtype=np.int32)
    for index in range(len(seats)):
        seat, arc = seats[index], arcs[index]
        child = graph.seat_child[seat]
        if state.supporter[seat] >= 0 or not has_room(graph, state, seat, arc):
            continue
        if fills_circle(graph, state, child) and not understood(graph, state, child, arc):
            continue
        place(graph, state, worth, seat, arc, log_seat, log_slot, 0)


@njit(cache=True, nogil=True)
def place_exactly(graph: Graph, state: State, worth: Worth, seats: Any, arcs: Any, slots: Any) -> None:
    """Place these arcs in turn at these hours, each where every must allows; the other seats stay as they are."""
    for index in range(len(seats)):
        seat, arc, slot = seats[index], arcs[index], slots[index]
        child = graph.seat_child[seat]
        if state.supporter[seat] >= 0 or not has_room(graph, state, seat, arc):
            continue
        if fills_circle(graph, state, child) and not understood(graph, state, child, arc):
            continue
        if graph.seat_weekly[seat]:
            if slot < 0 or not free_at(graph, state, seat, arc, slot):
                continue
            mark(graph, state, seat, graph.arc_supporter[arc], slot)
        insert(graph, state, worth, seat, arc)
