"""Counting a state wish by wish, in whole numbers."""

from __future__ import annotations

import numpy as np

from app.matching.candidates import SEAT_WISHES
from app.matching.engine.arrays import State
from app.matching.engine.build import Search
from app.matching.programme import Wish
from app.matching.rules import wish_balance, wish_siblings


def tally(search: Search, state: State) -> dict[Wish, int]:
    """The value of every wish, whether the programme names it or not."""
    graph = search.graph
    placed = np.flatnonzero(state.arc >= 0)
    arcs = state.arc[placed]
    values = {wish: int(search.scores[row, arcs].sum()) for row, wish in enumerate(SEAT_WISHES)}
    wanted = np.diff(graph.child_seats)
    values[Wish.COMPLETE] = int(search.circle[(state.filled == wanted) & (wanted > 0)].sum())
    values[Wish.BALANCE] = sum(
        wish_balance.gain(int(graph.balance_base[s]), int(graph.balance_from[s]) + already)
        for s in np.flatnonzero(state.load)
        for already in range(int(state.load[s]))
    )
    values[Wish.SIBLINGS] = _siblings(search, state, placed)
    return values


def ordered_values(search: Search, state: State) -> tuple[int, ...]:
    """The values of the programme's wishes, in their order: the greater tuple is the better plan."""
    counted = tally(search, state)
    return tuple(counted[wish] for wish in search.columns.problem.programme.wishes)


def _siblings(search: Search, state: State, placed: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    graph = search.graph
    together: dict[tuple[int, int, int], int] = {}
    for seat in placed:
        household = int(graph.child_household[graph.seat_child[seat]])
        if household >= 0 and graph.seat_weekly[seat]:
            key = (household, int(graph.seat_role[seat]), int(state.supporter[seat]))
            together[key] = together.get(key, 0) + 1
    return sum(wish_siblings.value(count) for count in together.values())
