"""A plan's seats as pairs."""

from __future__ import annotations

import numpy as np

from app.matching.engine.arrays import State
from app.matching.engine.build import Search
from app.matching.problem import Pair


def pair_at(search: Search, state: State, seat: int) -> Pair:
    """The pair at a seat somebody has."""
    problem, graph = search.columns.problem, search.graph
    slot = int(state.slot[seat])
    return Pair(
        problem.children[graph.seat_child[seat]].id,
        problem.programme.roles[graph.seat_role[seat]].code,
        problem.supporters[state.supporter[seat]].id,
        slot if slot >= 0 else None,
    )


def pairs_of(search: Search, state: State) -> list[Pair]:
    """All pairs, in order of seats."""
    return [pair_at(search, state, int(seat)) for seat in np.flatnonzero(state.supporter >= 0)]
