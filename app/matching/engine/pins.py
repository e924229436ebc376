"""Pins go in first (rules.must_pinned). One that breaks a must gives way, and the outcome names the must."""

from __future__ import annotations

import numpy as np

from app.matching.engine.arrays import State, Worth, empty_state
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
    kept, put_in = Standing(search.columns, Plan(())), _Places(search, state, fixed)
    for pin in search.columns.problem.pins:
        alone = None if put_in.arcs(pin) else broken_alone(search.columns, pin, PAIR_MUSTS)
        must = alone or broken_beside(kept, pin, PLAN_MUSTS)
        seat, arc = (-1, -1) if must else put_in(pin)
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
    worth = fewer.worth({})
    for seat, _ in held:
        _place(fewer, again, worth, seat, int(fewer.graph.seat_arcs[seat]))
    return fewer, again, tuple(overruled)


class _Places:
    """Places one pin after another in a plan; what they all need is worked out once."""

    def __init__(self, search: Search, state: State, fixed: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
        self._search, self._state, self._fixed = search, state, fixed
        self._worth = search.worth({})
        problem = search.columns.problem
        self._child_row = {child.id: row for row, child in enumerate(problem.children)}
        self._role_row = {role.code: row for row, role in enumerate(problem.programme.roles)}

    def arcs(self, pin: Pair) -> list[tuple[int, int]]:
        """Seats and arcs at which a pin could stand; where there are any, no must about the pair itself is broken."""
        graph, child, role = self._search.graph, self._child_row[pin.child], self._role_row[pin.role]
        row, found = self._search.columns.row_of[pin.supporter], []
        for seat in range(int(graph.child_seats[child]), int(graph.child_seats[child + 1])):
            if graph.seat_role[seat] == role:
                first, end = int(graph.seat_arcs[seat]), int(graph.seat_arcs[seat + 1])
                found += [(seat, first + int(at)) for at in np.flatnonzero(graph.arc_supporter[first:end] == row)]
        return found

    def __call__(self, pin: Pair) -> tuple[int, int]:
        """Seat and arc of a pin, an arc of -1 when its meetings find no time beside the other pins'."""
        graph, state = self._search.graph, self._state
        seat, arc = next((seat, arc) for seat, arc in self.arcs(pin) if not self._fixed[seat])
        fits = has_room(graph, state, seat, arc) and _place(self._search, state, self._worth, seat, arc)
        return (seat, arc) if fits else (seat, -1)


def _place(search: Search, state: State, worth: Worth, seat: int, arc: int) -> bool:
    log_seat, log_slot = np.empty(256, dtype=np.int32), np.empty(256, dtype=np.int32)
    return bool(place(search.graph, state, worth, seat, arc, log_seat, log_slot, 0) >= 0)
