"""Pins go in first. One that breaks a must gives way, and the outcome names the must."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Columns
from app.matching.engine.arrays import Graph, State, empty_state
from app.matching.engine.build import Search, only_arcs
from app.matching.engine.moves import fills_circle, has_room, place, understood
from app.matching.plan import OverruledPin
from app.matching.problem import Pair
from app.matching.rules import PAIR_MUSTS


def apply_pins(search: Search) -> tuple[Search, State, tuple[OverruledPin, ...]]:
    """A search whose pinned seats have one arc, a plan that holds the pins, and the pins that could not be kept."""
    state = empty_state(search.graph)
    fixed = np.zeros(len(search.graph.seat_child), dtype=bool)
    keep = np.ones(len(search.graph.arc_supporter), dtype=bool)
    overruled: list[OverruledPin] = []
    held: list[tuple[int, int]] = []
    for pin in search.columns.problem.pins:
        must = broken_pair_must(search.columns, pin)
        if must is None:
            must, seat, arc = _put_in(search, state, fixed, pin)
        if must is not None:
            overruled.append(OverruledPin(pin, must))
            continue
        held.append((seat, arc))
        fixed[seat] = True
        keep[search.graph.seat_arcs[seat] : search.graph.seat_arcs[seat + 1]] = False
        keep[arc] = True
    if not held:
        return search, state, tuple(overruled)
    fewer = only_arcs(search, keep, fixed)
    again = empty_state(fewer.graph)
    for seat, _ in held:
        _place(fewer, again, seat, int(fewer.graph.seat_arcs[seat]))
    return fewer, again, tuple(overruled)


def broken_pair_must(columns: Columns, pin: Pair) -> str | None:
    """The first pair must this pair breaks by itself, `role` when the role is not for this child or supporter."""
    problem = columns.problem
    child, role = problem.child_by_id[pin.child], problem.programme.role(pin.role)
    if not child.needs(role) or problem.supporter_by_id[pin.supporter].kind not in role.kinds:
        return "role"
    asked = Asked(columns, child, role, np.array([columns.row_of[pin.supporter]]))
    for must in PAIR_MUSTS:
        if not must.allowed(asked)[0]:
            return must.code
    return None


def _put_in(
    search: Search, state: State, fixed: np.ndarray[tuple[int], np.dtype[np.bool_]], pin: Pair
) -> tuple[str | None, int, int]:
    """Place one pin; returns the plan must it breaks, or None with its seat and arc."""
    graph, problem = search.graph, search.columns.problem
    child = next(row for row, c in enumerate(problem.children) if c.id == pin.child)
    role = next(row for row, r in enumerate(problem.programme.roles) if r.code == pin.role)
    row = search.columns.row_of[pin.supporter]
    for seat in range(int(graph.child_seats[child]), int(graph.child_seats[child + 1])):
        if graph.seat_role[seat] != role or fixed[seat]:
            continue
        first, end = int(graph.seat_arcs[seat]), int(graph.seat_arcs[seat + 1])
        arcs = first + np.flatnonzero(graph.arc_supporter[first:end] == row)
        if not len(arcs):
            return "caseload", -1, -1
        arc = int(arcs[0])
        if not has_room(graph, state, seat, arc):
            return _what_is_full(graph, state, seat, arc), -1, -1
        if fills_circle(graph, state, child) and not understood(graph, state, child, arc):
            return "language", -1, -1
        return (None, seat, arc) if _place(search, state, seat, arc) else ("slot", -1, -1)
    return "seats", -1, -1


def _what_is_full(graph: Graph, state: State, seat: int, arc: int) -> str:
    supporter, child = graph.arc_supporter[arc], graph.seat_child[seat]
    circle = state.supporter[graph.child_seats[child] : graph.child_seats[child + 1]]
    if supporter in circle:
        return "other_role"
    if state.used[supporter] + graph.arc_minutes[arc] > graph.minutes[supporter]:
        return "minutes"
    return "caseload"


def _place(search: Search, state: State, seat: int, arc: int) -> bool:
    log_seat, log_slot = np.empty(256, dtype=np.int32), np.empty(256, dtype=np.int32)
    return bool(place(search.graph, state, search.worth({}), seat, arc, log_seat, log_slot, 0) >= 0)
