"""From districts' answers to one plan of the whole: put together, then improved across the cuts by the same chains.

The whole is searched over the pairs that look best at the prices the districts found, and those of the plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.matching.candidates import SEAT_WISHES, Candidates
from app.matching.columns import Columns
from app.matching.engine import moves
from app.matching.engine.arrays import State, Worth
from app.matching.engine.build import Search, only_arcs
from app.matching.engine.relaxation import Prices, rank_arcs
from app.matching.problem import Pair, Problem
from app.matching.programme import Wish

MOST_PROMISING = 48
"""Candidates of a seat that the whole is searched over."""


class FairPrices:
    """The prices of all districts beside each other, on the scale on which the first wish counts 1."""

    def __init__(
        self, columns: Columns, prices: Mapping[str, tuple[float, float]], factors: Mapping[str, float]
    ) -> None:
        asked = [prices.get(supporter.id, (0.0, 0.0)) for supporter in columns.problem.supporters]
        self.places = np.array([places for places, _ in asked], dtype=np.float64)
        self.minutes = np.array([minutes for _, minutes in asked], dtype=np.float64)
        self.factors = np.array([factors.get(wish.value, 0.0) for wish in SEAT_WISHES])


class Promising:
    """Chooses of each seat's candidates those worth most at the prices, and everybody named in one of the pairs."""

    def __init__(self, columns: Columns, prices: FairPrices, pairs: Sequence[Pair]) -> None:
        self._columns, self._prices = columns, prices
        self._named: dict[tuple[str, str], list[int]] = {}
        for pair in (*pairs, *columns.problem.existing, *columns.problem.pins):
            self._named.setdefault((pair.child, pair.role), []).append(columns.row_of[pair.supporter])

    def __call__(self, candidates: Candidates) -> Candidates:
        """At most MOST_PROMISING of them, in the order they have."""
        who = candidates.who
        if len(who) <= MOST_PROMISING:
            return candidates
        problem, at = self._columns.problem, self._prices
        net = at.factors @ candidates.scores - at.places[who] - at.minutes[who] * candidates.minutes
        seat = (problem.children[candidates.child].id, problem.programme.roles[candidates.role].code)
        net[np.isin(who, self._named.get(seat, []))] = np.inf
        keep = np.sort(np.argsort(-net, kind="stable")[:MOST_PROMISING])
        return Candidates(
            candidates.child,
            candidates.role,
            who[keep],
            candidates.minutes[keep],
            candidates.speaks[keep],
            candidates.scores[:, keep],
        )


def narrowed(search: Search, worth: Worth, prices: Prices) -> Search:
    """The same search over the pairs of each seat worth most at these prices, standing and pinned ones besides."""
    graph, problem = search.graph, search.columns.problem
    ranked, _, _ = rank_arcs(graph, worth, prices)
    place = np.arange(len(ranked)) - np.repeat(graph.seat_arcs[:-1], np.diff(graph.seat_arcs))
    keep = np.zeros(len(ranked), dtype=bool)
    keep[ranked[place < MOST_PROMISING]] = True
    keep |= search.scores[SEAT_WISHES.index(Wish.KEEP)] > 0
    child_row = {child.id: row for row, child in enumerate(problem.children)}
    for pin in problem.pins:
        row = child_row[pin.child]
        first, end = (int(graph.seat_arcs[graph.child_seats[at]]) for at in (row, row + 1))
        keep[first:end] |= graph.arc_supporter[first:end] == search.columns.row_of[pin.supporter]
    return replace(only_arcs(search, keep, graph.seat_fixed), thinned=True)


def put_together(search: Search, state: State, worth: Worth, pairs: Sequence[Pair]) -> None:
    """Place the districts' pairs at their hours in a plan that holds the pins; what does not fit stays open."""
    graph, problem = search.graph, search.columns.problem
    child_row = {child.id: row for row, child in enumerate(problem.children)}
    role_row = {role.code: row for row, role in enumerate(problem.programme.roles)}
    taken = state.supporter >= 0
    placed: list[tuple[int, int, int]] = []
    for pair in pairs:
        child, role = child_row[pair.child], role_row[pair.role]
        supporter = search.columns.row_of[pair.supporter]
        for seat in range(int(graph.child_seats[child]), int(graph.child_seats[child + 1])):
            first, end = int(graph.seat_arcs[seat]), int(graph.seat_arcs[seat + 1])
            if graph.seat_role[seat] != role or taken[seat]:
                continue
            arc = np.flatnonzero(graph.arc_supporter[first:end] == supporter)
            if len(arc):
                taken[seat] = True
                placed.append((seat, first + int(arc[0]), -1 if pair.slot is None else pair.slot))
                break
    table = np.array(placed, dtype=np.int64).reshape(-1, 3)
    moves.place_exactly(graph, state, worth, table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())


def seats_across(search: Search, state: State, districts: Sequence[Problem]) -> NDArray[np.int64]:
    """Seats that somebody of another district could take, and those that are open; no pinned ones."""
    graph, columns = search.graph, search.columns
    child_row = {child.id: row for row, child in enumerate(columns.problem.children)}
    home, lives = np.zeros(len(columns.row_of), dtype=np.int32), np.zeros(len(child_row), dtype=np.int32)
    for number, district in enumerate(districts):
        home[[columns.row_of[supporter.id] for supporter in district.supporters]] = number
        lives[[child_row[child.id] for child in district.children]] = number
    seat_of = np.repeat(np.arange(len(graph.seat_child)), np.diff(graph.seat_arcs))
    crossing = home[graph.arc_supporter] != lives[graph.seat_child[seat_of]]
    near = np.zeros(len(graph.seat_child), dtype=bool)
    near[seat_of[crossing]] = True
    near |= state.supporter < 0
    return np.flatnonzero(near & ~graph.seat_fixed)
