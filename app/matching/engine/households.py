"""Arcs of brothers and sisters that lead to one supporter: what they gain together, and the place they share.

A supporter with one place takes a whole household where the sibling caseload allows it: the household then fills that
one place. And each child beyond the first with one supporter counts for the wish to keep siblings together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.matching.engine.arrays import Bool, Float, Graph, Int32, Int64


class Groups(NamedTuple):
    """Groups of arcs of one household to one supporter: entry by entry the arc and the number of its group."""

    arcs: Int64
    group: Int64
    supporter: Int64  # of each group

    def shares(self, need: Float, whole: Float) -> Float:
        """Each entry's part of its group's whole: what it needs, in proportion where the whole is not enough."""
        wanted = np.maximum(need, 0.0)
        asked = np.bincount(self.group, wanted, minlength=len(self.supporter))
        part = np.divide(whole, asked, out=np.ones(len(self.supporter)), where=asked > whole)
        return np.asarray(wanted * part[self.group])


def together(graph: Graph) -> Groups:
    """Per household, role with a weekly slot and supporter: the arcs of which each beyond the first counts as siblings."""
    return _grouped(graph, graph.seat_weekly, np.ones(len(graph.caseload), dtype=bool), by_role=True)


def sharing(graph: Graph) -> Groups:
    """Per household and supporter with a single place: the arcs that may fill this place together."""
    one = (graph.caseload == 1) & (graph.sibling_caseload > 1)
    return _grouped(graph, np.ones(len(graph.seat_child), dtype=bool), one, by_role=False)


def rooms(graph: Graph) -> Int32:
    """Places of each supporter when children who share a single place count once.

    Beyond one place, further ones for siblings count only where a household is large enough to need them.
    """
    largest = int(np.bincount(graph.child_household[graph.child_household >= 0]).max(initial=0))
    enough = (graph.caseload == 1) | ((graph.caseload > 1) & (graph.caseload >= largest))
    return np.where(enough & (graph.caseload < graph.sibling_caseload), graph.caseload, graph.sibling_caseload).astype(
        np.int32
    )


def _grouped(graph: Graph, seats: Bool, supporters: Bool, by_role: bool) -> Groups:
    """Arcs by household and supporter, and by role if asked; only groups of two children or more."""
    seat_of = np.repeat(np.arange(len(graph.seat_child)), np.diff(graph.seat_arcs))
    household = graph.child_household[graph.seat_child[seat_of]].astype(np.int64)
    arcs = np.flatnonzero((household >= 0) & seats[seat_of] & supporters[graph.arc_supporter])
    key = household[arcs]
    if by_role:
        key = key * (int(graph.seat_role.max(initial=0)) + 1) + graph.seat_role[seat_of[arcs]]
    key = key * len(graph.caseload) + graph.arc_supporter[arcs]
    names, group = np.unique(key, return_inverse=True)
    children = len(graph.child_household)
    pairs = np.unique(group * children + graph.seat_child[seat_of[arcs]])
    several = np.bincount(pairs // max(1, children), minlength=len(names)) > 1
    kept = several[group]
    number = np.cumsum(several) - 1
    return Groups(arcs[kept], number[group[kept]].astype(np.int64), names[several] % max(1, len(graph.caseload)))
