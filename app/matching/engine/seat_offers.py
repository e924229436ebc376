"""Arcs of a search as the offers an exact model chooses from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from app.matching.additions.offers import Offer, offers_of, open_seats
from app.matching.candidates import Candidates
from app.matching.engine.arrays import Int64
from app.matching.engine.build import Search
from app.matching.standing import Standing


def seat_offers(
    search: Search, standing: Standing, children: Iterable[int], arcs_of: Callable[[int], Int64]
) -> list[Offer]:
    """Of the open seats of these children (rows): the arcs `arcs_of` names that each must allows beside what stands."""
    graph = search.graph
    found: list[Offer] = []
    for child in children:
        seats = range(int(graph.child_seats[child]), int(graph.child_seats[child + 1]))
        for role, _count in open_seats(standing, search.columns.problem.children[child]):
            arcs = np.concatenate([arcs_of(seat) for seat in seats if graph.seat_role[seat] == role])
            found += offers_of(standing, _candidates(search, child, role, arcs))
    return found


def _candidates(search: Search, child: int, role: int, arcs: Int64) -> Candidates:
    """Seats of one role share their people: each is named once."""
    graph = search.graph
    who, which = np.unique(graph.arc_supporter[arcs], return_index=True)
    arcs = arcs[which]
    return Candidates(
        child, role, who.astype(np.int64), graph.arc_minutes[arcs], graph.arc_speaks[arcs], search.scores[:, arcs]
    )
