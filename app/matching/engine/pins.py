"""Pins go in first (rules.must_pinned). One that breaks a must gives way, and the outcome names the must."""

from __future__ import annotations

import numpy as np

from app.matching.engine.arrays import State, empty_state
from app.matching.engine.build import Search, only_arcs
from app.matching.engine.moves import has_room, place
from app.matching.plan import OverruledPin, Plan
from app.matching.problem import Pair
from app.matching.rules import PAIR_MUSTS, PLAN_MUSTS
from app.matching.rules.must_pinned import broken_alone, broken_beside
from app.matching.standing import Standing


def apply_pins(search: Search) -> tuple[Search, State, tuple[OverruledPin, ...]]:
    """A search whose pinned seats have one arc, a plan that holds the pins, and the pins that could not be kept."""
    state = empty_state(search.graph)
    fixed = np.zeros(len(search.graph.seat_child), dtype=bool)
    keep = np.ones(len(search.graph.arc_supporter), dtype=bool)
    overruled: list[OverruledPin] = []
    held: list[tuple[int, int]] = []
    kept = Standing(search.columns, Plan(()))
    for pin in search.columns.problem.pins:
        must = broken_alone(search.columns, pin, PAIR_MUSTS) or broken_beside(kept, pin, PLAN_MUSTS)
        seat, arc = (-1, -1) if must else _put_in(search, state, fixed, pin)
        if arc < 0:
            overruled.append(OverruledPin(pin, must or "slot"))
            continue
        kept.add(Pair(pin.child, pin.role, pin.supporter))
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


def _put_in(
    search: Search, state: State, fixed: np.ndarray[tuple[int], np.dtype[np.bool_]], pin: Pair
) -> tuple[int, int]:
    """Place one pin; returns its seat and arc, an arc of -1 when its meetings find no time beside the other pins'."""
    graph, problem = search.graph, search.columns.problem
    child = next(row for row, c in enumerate(problem.children) if c.id == pin.child)
    role = next(row for row, r in enumerate(problem.programme.roles) if r.code == pin.role)
    row = search.columns.row_of[pin.supporter]
    seats = range(int(graph.child_seats[child]), int(graph.child_seats[child + 1]))
    seat = next(seat for seat in seats if graph.seat_role[seat] == role and not fixed[seat])
    first, end = int(graph.seat_arcs[seat]), int(graph.seat_arcs[seat + 1])
    arc = first + int(np.flatnonzero(graph.arc_supporter[first:end] == row)[0])
    fits = has_room(graph, state, seat, arc) and _place(search, state, seat, arc)
    return (seat, arc) if fits else (seat, -1)


def _place(search: Search, state: State, seat: int, arc: int) -> bool:
    log_seat, log_slot = np.empty(256, dtype=np.int32), np.empty(256, dtype=np.int32)
    return bool(place(search.graph, state, search.worth({}), seat, arc, log_seat, log_slot, 0) >= 0)
