"""The linear relaxation over the most promising arcs, solved by HiGHS: prices that are right, and a hint of the plan.

Seats are filled in fractions; circles, caseloads, minutes and the guardian's language hold on average. Its prices are
only trusted through `prices.price_all`, which proves a bound over all arcs from any prices.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.optimize import linprog

from app.matching.engine import prices
from app.matching.engine.arrays import Float, Graph, Worth
from app.planning.watch import Limit

MOST_COLUMNS = 200_000
"""Beyond this the linear programme takes minutes; price descent alone has to do."""
FIRST_ARCS = 16
MORE_ARCS = 6
ROUNDS = 6
SLICE_STEPS = 20
"""Steps of descent between two looks at the watch: 25 ms for a county of 250,000 pairs."""


@dataclass
class Prices:
    """Prices of places and minutes, the bound they prove, and how much of each arc the relaxed plan uses."""

    places: Float
    minutes: Float
    bound: float
    used: Float
    arcs: NDArray[np.int64]


def bound_at(graph: Graph, worth: Worth, places: Float, minutes: Float) -> float:
    """What no plan can exceed, over all arcs, as these prices prove it."""
    counts = [np.zeros(len(graph.caseload), dtype=np.int64) for _ in range(3)]
    return float(prices.price_all(graph, worth, places, np.maximum(minutes, 0.0), *counts))


def rank_arcs(graph: Graph, worth: Worth, found: Prices) -> tuple[NDArray[np.int64], Float, Float]:
    """Arcs by seat and falling net worth, the net worths, and each seat's best (minus infinity without arcs)."""
    net = worth.arc - found.places[graph.arc_supporter] - found.minutes[graph.arc_supporter] * graph.arc_minutes
    seats = len(graph.seat_child)
    seat_of = np.repeat(np.arange(seats), np.diff(graph.seat_arcs))
    ranked = np.lexsort((-net, seat_of)).astype(np.int64)
    best = np.full(seats, -np.inf)
    np.maximum.at(best, seat_of, net)
    return ranked, net, best


def descend(
    graph: Graph, worth: Worth, found: Prices, steps: int, first: float, last: float, limit: Limit
) -> None:  # fmt: skip
    """Improve prices by descent, in place; what the limit cuts off only leaves them worse."""
    typical = max(1.0, float(np.mean(graph.arc_minutes))) if len(graph.arc_minutes) else 1.0
    nothing = np.zeros(len(graph.caseload))
    at = prices.Descent(found.places.copy(), found.minutes.copy(), nothing, nothing.copy())
    lowest = bound_at(graph, worth, found.places, found.minutes)
    shrink = (last / first) ** (1.0 / max(1, steps - 1))
    for done in range(0, steps, SLICE_STEPS):
        if limit.over():
            break
        now, many = first * shrink**done, min(SLICE_STEPS, steps - done)
        lowest = prices.descend(
            graph, worth, found.places, found.minutes, at, lowest, now, shrink, many, typical
        )  # fmt: skip
    found.bound = float(lowest)


def no_prices(graph: Graph, worth: Worth) -> Prices:
    """Everything for free."""
    nothing = np.zeros(len(graph.caseload))
    return Prices(nothing, nothing.copy(), np.inf, np.zeros(len(worth.arc)), np.zeros(0, dtype=np.int64))


def sharpen(graph: Graph, worth: Worth, found: Prices, limit: Limit, close: float | None = None) -> Prices:
    """The best prices by linear programmes over a growing choice of arcs, until no arc left out could matter.

    Done when bound and relaxed plan are within `close` of each other (by default a hundred-thousandth of the value).
    When the limit strikes, the prices with the lowest bound so far count, with the last relaxed plan.
    """
    best = lowest = found
    if not len(worth.arc):
        return Prices(
            found.places, found.minutes, bound_at(graph, worth, found.places, found.minutes), found.used, found.arcs
        )
    arcs = found.arcs
    for step in range(ROUNDS):
        ranked, _, _ = rank_arcs(graph, worth, best)
        place = np.arange(len(ranked)) - np.repeat(graph.seat_arcs[:-1], np.diff(graph.seat_arcs))
        arcs = np.union1d(arcs, ranked[place < (FIRST_ARCS if step == 0 and not len(found.arcs) else MORE_ARCS)])
        if len(arcs) > MOST_COLUMNS or limit.over():
            break
        relaxed = limit.unless_over(partial(_relax, graph, worth, arcs, limit.left))
        if relaxed is None:
            break
        value, places, minutes, used = relaxed
        now = Prices(places, minutes, bound_at(graph, worth, places, minutes), used, arcs)
        best, lowest = now, min(now, lowest, key=lambda one: one.bound)
        if now.bound - value <= (1e-5 * abs(value) if close is None else close):
            break
    return Prices(lowest.places, lowest.minutes, lowest.bound, best.used, best.arcs)


def _relax(
    graph: Graph, worth: Worth, arcs: NDArray[np.int64], seconds: float
) -> tuple[float, Float, Float, Float] | None:
    """Solve over these arcs: value, prices of places and of minutes, use of arcs; None when HiGHS ends without."""
    rows = _Rows(graph, arcs)
    cost = -np.concatenate([worth.arc[arcs], worth.circle, worth.balance * rows.step_gain])
    scale = max(1e-12, float(np.abs(cost).max(initial=1.0)))
    supporters = len(graph.caseload)
    answer = linprog(
        cost / scale * 100.0,
        A_ub=rows.matrix,
        b_ub=rows.limits,
        A_eq=rows.places,
        b_eq=np.zeros(supporters),
        bounds=rows.bounds,
        method="highs-ds",
        options={"time_limit": max(0.0, seconds)} if seconds < np.inf else {},
    )
    if answer.status != 0 or answer.x is None:
        return None
    back = scale / 100.0
    used = np.zeros(len(worth.arc))
    used[arcs] = answer.x[: len(arcs)]
    places = -answer.eqlin.marginals * back
    minutes = -answer.ineqlin.marginals[rows.first_minutes : rows.first_minutes + supporters] * back
    return float(-answer.fun * back), places, np.maximum(minutes, 0.0), used


class _Rows:
    """The constraint matrix: columns are arcs, then one per child for its complete circle, then one per place.

    A supporter's places carry what the balance wish gives for the first child, the second and so on.
    """

    def __init__(self, graph: Graph, arcs: NDArray[np.int64]) -> None:
        seats, children, supporters = len(graph.seat_child), len(graph.child_household), len(graph.caseload)
        many = np.arange(len(arcs))
        seat_of = np.repeat(np.arange(seats), np.diff(graph.seat_arcs))[arcs]
        supporter = graph.arc_supporter[arcs]
        one = np.ones(len(arcs))
        seat = sparse.csr_matrix((one, (seat_of, many)), (seats, len(arcs)))
        caseload = sparse.csr_matrix((one, (supporter, many)), (supporters, len(arcs)))
        minutes = sparse.csr_matrix((graph.arc_minutes[arcs].astype(float), (supporter, many)), (supporters, len(arcs)))
        circle = sparse.csr_matrix((np.ones(seats), (np.arange(seats), graph.seat_child)), (seats, children))
        asking = np.flatnonzero(graph.child_speaker)
        spoken = sparse.csr_matrix(
            (graph.arc_speaks[arcs].astype(float), (graph.seat_child[seat_of], many)), (children, len(arcs))
        )[asking]
        spoken.eliminate_zeros()
        whole = sparse.csr_matrix((np.ones(len(asking)), (np.arange(len(asking)), asking)), (len(asking), children))
        room = graph.sibling_caseload.astype(np.int64)
        owner = np.repeat(np.arange(supporters), room)
        first = np.concatenate([[0], np.cumsum(room)])[:-1]
        nth = np.arange(len(owner)) - np.repeat(first, room)
        self.step_gain = np.array(
            [prices.balance_gain(graph, int(s), int(n)) for s, n in zip(owner, nth, strict=True)], dtype=np.float64
        )
        places = sparse.csr_matrix((np.ones(len(owner)), (owner, np.arange(len(owner)))), (supporters, len(owner)))
        blank = sparse.csr_matrix((supporters, children))
        steps = len(owner)
        self.matrix = sparse.vstack(
            [
                sparse.hstack([seat, sparse.csr_matrix((seats, children + steps))]),
                sparse.hstack([-seat, circle, sparse.csr_matrix((seats, steps))]),
                sparse.hstack([minutes, blank, sparse.csr_matrix((supporters, steps))]),
                sparse.hstack([-spoken, whole, sparse.csr_matrix((len(asking), steps))]),
            ]
        ).tocsr()
        # as many places taken as children placed: an equation, for an empty place must not earn what a child would
        self.places = sparse.hstack([caseload, blank, -places]).tocsr()
        self.first_minutes = 2 * seats
        self.limits = np.concatenate([np.ones(seats), np.zeros(seats), graph.minutes, np.zeros(len(asking))]).astype(
            float
        )
        least = np.concatenate([graph.seat_fixed[seat_of].astype(float), np.zeros(children + len(owner))])
        self.bounds = np.column_stack([least, np.ones(len(least))])
