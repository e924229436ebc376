"""The linear programme of one wish: as much of it as there can be while every wish before it keeps its value.

Seats are filled in fractions; circles, places, minutes and the guardian's language hold on average. Solved by the interior
points of HiGHS, for the rows of the wishes before make the simplex method stall.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.optimize import linprog

from app.matching.candidates import SEAT_WISHES
from app.matching.engine.arrays import Float, Graph, Int64
from app.matching.engine.build import Search
from app.matching.engine.households import Groups, rooms, sharing, together
from app.matching.engine.prices import balance_gain
from app.matching.programme import Wish


@dataclass(frozen=True)
class Duals:
    """What a linear programme says each limit is worth, in units of the wish it maximises."""

    wish: Wish
    value: float
    factors: dict[Wish, float]  # of the wishes before it, and 1 for itself
    places: Float
    minutes: Float
    seats: Float  # what an arc must be worth beyond place and minutes to be used in this seat
    speaking: Float  # per child: what it is worth less where the supporter speaks the guardian's language


class Households:
    """What siblings share, over all arcs of a search, and the places that are left to count."""

    def __init__(self, graph: Graph) -> None:
        self.together, self.sharing = together(graph), sharing(graph)
        self.rooms = rooms(graph)
        self.owner = np.repeat(np.arange(len(self.rooms)), self.rooms)
        nth = np.arange(len(self.owner)) - np.repeat(np.cumsum(self.rooms) - self.rooms, self.rooms)
        gains = [balance_gain(graph, int(s), int(n)) for s, n in zip(self.owner, nth, strict=True)]
        self.gain = np.array(gains, dtype=np.float64)


class LevelRows:
    """The programme over a choice of arcs. Columns: arcs, a child's complete circle, places, groups of siblings."""

    def __init__(self, search: Search, households: Households, arcs: Int64) -> None:
        graph = search.graph
        self._search, self._households, self._arcs = search, households, arcs
        self._seat = np.searchsorted(graph.seat_arcs, arcs, side="right") - 1
        self._children, self._supporters = len(graph.child_household), len(graph.caseload)
        self._together, self._sharing = _within(households.together, arcs), _within(households.sharing, arcs)
        self._at_circles = len(arcs)
        self._at_places = self._at_circles + self._children
        self._at_together = self._at_places + len(households.owner)
        self._at_sharing = self._at_together + len(self._together.supporter)
        self._width = self._at_sharing + len(self._sharing.supporter)
        self._asking = np.flatnonzero(graph.child_speaker)
        self._limits, self._places = self._limit_rows(), self._place_rows()

    def best(self, wish: Wish, values: dict[Wish, int], seconds: float) -> Duals | None:
        """The most of a wish under the values reached before it; None when HiGHS ends without an answer."""
        graph, order = self._search.graph, self._search.columns.problem.programme.wishes
        before = order[: order.index(wish)]
        kept = [sparse.csr_matrix(-self._counted(one)) for one in before]
        seats, asking = len(graph.seat_child), len(self._asking)
        known = [
            np.ones(seats),
            np.zeros(seats),
            graph.minutes,
            np.zeros(self._limits.shape[0] - 2 * seats - self._supporters),
        ]
        lows = np.zeros(self._width)
        lows[: len(self._arcs)] = graph.seat_fixed[self._seat]
        answer = linprog(
            -self._counted(wish),
            A_ub=sparse.vstack([self._limits, *kept]).tocsr(),
            b_ub=np.concatenate([*known, [-float(values[one]) for one in before]]),
            A_eq=self._places,
            b_eq=np.zeros(self._supporters),
            bounds=np.column_stack([lows, np.ones(self._width)]),
            method="highs-ipm",
            options={"time_limit": max(0.0, seconds)} if seconds < np.inf else {},
        )
        if answer.status != 0 or answer.x is None:
            return None
        worth = np.maximum(-answer.ineqlin.marginals, 0.0)
        speaking = np.zeros(self._children)
        speaking[self._asking] = worth[2 * seats + self._supporters :][:asking]
        factors = dict(zip(before, worth[len(worth) - len(before) :].tolist(), strict=True))
        return Duals(
            wish,
            float(-answer.fun),
            {**factors, wish: 1.0},
            -answer.eqlin.marginals,
            worth[2 * seats :][: self._supporters],
            worth[:seats] - worth[seats : 2 * seats],
            speaking,
        )

    def _counted(self, wish: Wish) -> Float:
        """What each column counts for a wish."""
        row = np.zeros(self._width)
        if wish is Wish.COMPLETE:
            row[self._at_circles : self._at_places] = self._search.circle
        elif wish is Wish.BALANCE:
            row[self._at_places : self._at_together] = self._households.gain
        elif wish is Wish.SIBLINGS:
            row[self._together.arcs] = 1.0
            row[self._at_together : self._at_sharing] = -1.0
        else:
            row[: self._at_circles] = self._search.scores[SEAT_WISHES.index(wish), self._arcs]
        return row

    def _limit_rows(self) -> Any:
        """Rows that may not exceed their limit: seats, circles by seat, minutes, language, siblings."""
        graph, many = self._search.graph, np.arange(len(self._arcs))
        seats, asking = np.arange(len(graph.seat_child)), np.arange(len(self._asking))
        child = graph.seat_child[self._seat]
        spoken = np.flatnonzero(graph.arc_speaks[self._arcs] & graph.child_speaker[child])
        asker = np.searchsorted(self._asking, child[spoken])
        one_a_seat = self._rows(len(seats), (self._seat, many, 1.0))
        circles = self._rows(len(seats), (self._seat, many, -1.0), (seats, self._at_circles + graph.seat_child, 1.0))
        minutes = self._rows(self._supporters, (graph.arc_supporter[self._arcs], many, graph.arc_minutes[self._arcs]))
        language = self._rows(len(asking), (asker, spoken, -1.0), (asking, self._at_circles + self._asking, 1.0))
        siblings = [
            self._rows(
                len(groups.arcs),
                (np.arange(len(groups.arcs)), groups.arcs, 1.0),
                (np.arange(len(groups.arcs)), at + groups.group, -1.0),
            )
            for groups, at in ((self._together, self._at_together), (self._sharing, self._at_sharing))
        ]
        return sparse.vstack([one_a_seat, circles, minutes, language, *siblings]).tocsr()

    def _place_rows(self) -> Any:
        """As many places taken as filled: an equation, for an empty place must not earn what a child would."""
        owner, shared = self._households.owner, self._sharing
        alone = np.setdiff1d(np.arange(len(self._arcs)), shared.arcs)
        return self._rows(
            self._supporters,
            (self._search.graph.arc_supporter[self._arcs[alone]], alone, 1.0),
            (shared.supporter, self._at_sharing + np.arange(len(shared.supporter)), 1.0),
            (owner, self._at_places + np.arange(len(owner)), -1.0),
        )

    def _rows(self, many: int, *entries: tuple[NDArray[Any], NDArray[Any], Any]) -> Any:
        rows, columns = np.concatenate([e[0] for e in entries]), np.concatenate([e[1] for e in entries])
        filled = np.concatenate([np.broadcast_to(np.asarray(e[2], dtype=np.float64), len(e[0])) for e in entries])
        return sparse.csr_matrix((filled, (rows, columns)), (many, self._width))


def _within(groups: Groups, arcs: Int64) -> Groups:
    """The groups as far as these arcs go, arcs told by their place among them."""
    place = np.minimum(np.searchsorted(arcs, groups.arcs), max(0, len(arcs) - 1))
    here = arcs[place] == groups.arcs if len(arcs) else np.zeros(len(groups.arcs), dtype=bool)
    numbers, group = np.unique(groups.group[here], return_inverse=True)
    return Groups(place[here].astype(np.int64), group.astype(np.int64), groups.supporter[numbers])
