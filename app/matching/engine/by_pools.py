"""The pools' rung of a round: where every seat competes for supporters alone, prices and chains of `pools` plan it.

A child with one seat, a supporter with places, minutes and hours: that is a pool, and its chains are some ten times as
fast as those of a round. Hours become a grid of meetings that do not overlap, so what the pool plans is possible here;
brothers and sisters count as single children, and evenness not at all. The chains of the round go on from the plan.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.matching.engine import moves
from app.matching.engine.arrays import Graph, Int64, State, Worth, copy_state
from app.matching.engine.build import Search
from app.matching.engine.grid import grid_of
from app.matching.engine.relaxation import Prices, bound_at, no_prices
from app.matching.pools import prices
from app.matching.pools.annealing import Annealing
from app.matching.pools.arrays import Pool, make_pool
from app.matching.pools.deviations import deviations
from app.matching.pools.places import in_order
from app.matching.pools.plans import start_plan
from app.matching.programme import Wish
from app.planning.watch import Limit, Watch

_PRICED_BY, _FILLED_BY = 0.8, 0.85
"""Shares of `seconds` by which the pool's prices and chains end; they need a few seconds for twenty thousand children."""
STEPS = 700
"""Steps of descent of each of the lengths."""
_LENGTHS = ((0.01, 1 / 100), (0.00005, 1 / 100))
"""First steps as parts of the largest open cost, last ones as parts of the first."""
NODES = 3_000
"""Of the pool's chains, per child; 10,000 gained nothing in a county of 17,543."""
_LARGEST = 2.0**36
"""What one pair may count in the pool: a million of them are then surely added up in 64 bits."""


def is_pool(search: Search) -> bool:
    """Whether seats compete for supporters and for nothing else, so that one pool holds all of them.

    Circles of one seat do. Of larger ones those without a wish for complete circles, a language that one of them must
    speak, and meetings of one child that could overlap, if nobody could take two seats of one circle. Either all seats
    meet weekly or none does.
    """
    graph = search.graph
    if graph.seat_weekly.any() != graph.seat_weekly.all():
        return False
    several = np.diff(graph.child_seats) > 1
    if not several.any():
        return True
    if Wish.COMPLETE in search.columns.problem.programme.wishes or graph.seat_weekly.any():
        return False
    child = graph.seat_child[_seat_of(graph)].astype(np.int64)
    faces = child * len(graph.caseload) + graph.arc_supporter
    return not graph.child_speaker[several].any() and len(np.unique(faces)) == len(faces)


class _Part(NamedTuple):
    """A pool of a round's open seats: the seat of each of its children, the arc of each of its arcs, its windows' hours.

    `scale` is what the round's worth was multiplied by.
    """

    pool: Pool
    seats: Int64
    arcs: Int64
    starts: Int64
    scale: float


def _seat_of(graph: Graph) -> Int64:
    return np.repeat(np.arange(len(graph.seat_child)), np.diff(graph.seat_arcs))


def _part(search: Search, state: State, worth: Worth) -> _Part | None:
    """What the plan so far leaves open, as a pool; supporters have what it leaves of them. None without a pair."""
    graph, open_seat = search.graph, state.supporter < 0
    seat_of = _seat_of(graph)
    child = graph.seat_child[seat_of]
    arcs = np.flatnonzero(open_seat[seat_of] & (graph.arc_speaks | ~graph.child_speaker[child]))
    if not len(arcs):
        return None
    seats = np.flatnonzero(open_seat)
    row = (np.cumsum(open_seat) - 1)[seat_of[arcs]]
    gains = worth.arc[arcs] + worth.circle[child[arcs]]
    scale = min(1.0, _LARGEST / max(1.0, float(gains.max())))
    value = np.rint(gains * scale).astype(np.int64)
    most = np.zeros(len(seats), np.int64)
    np.maximum.at(most, row, value)
    grid = grid_of(graph, state, seats)
    child_km, supporter_km = _km(search)
    pool = make_pool(
        np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(seats)))]),
        graph.arc_supporter[arcs],
        most[row] - value,
        graph.arc_minutes[arcs],
        most,
        np.maximum(graph.caseload - state.load, 0),
        np.maximum(graph.minutes - state.used, 0),
        child_km=child_km[graph.seat_child[seats]],
        supporter_km=supporter_km,
        child_windows=grid.children,
        supporter_windows=grid.supporters,
    )
    return _Part(pool, seats, arcs, grid.starts, scale)


def _km(search: Search) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where children and supporters are, flat enough for a county."""
    problem = search.columns.problem
    point = problem.point_of
    children = np.array([(point[c.place].lat, point[c.place].lon) for c in problem.children]).reshape(-1, 2)
    supporters = np.array([(point[s.base].lat, point[s.base].lon) for s in problem.supporters]).reshape(-1, 2)
    middle = np.cos(np.radians(children[:, 0].mean())) if len(children) else 1.0
    scale = np.array([111.2, 111.2 * middle])
    return children * scale, supporters * scale


class Planned(NamedTuple):
    """The plan with its open seats filled as the pool's search fills them, the pool's prices, and whether time ran out."""

    state: State
    prices: Prices
    cut: bool


def planned(search: Search, state: State, worth: Worth, seed: int, workers: int, watch: Watch) -> Planned:
    """Fill the open seats of a plan; the same for any number of `workers`, and under limits that repeat."""
    watch.stage = "pools"
    watch.report()
    pricing, filling = watch.limit(_PRICED_BY, "pool prices"), watch.limit(_FILLED_BY, "pool chains")
    return watch.during(lambda: _planned(search, state, worth, seed, workers, pricing, filling))


def _planned(
    search: Search, state: State, worth: Worth, seed: int, workers: int, pricing: Limit, filling: Limit
) -> Planned:
    part = _part(search, state, worth)
    if part is None:
        return Planned(state, no_prices(search.graph, worth), cut=False)
    pool, children, old_first = in_order(part.pool)
    priced = _priced(pool, workers, pricing)
    found, unit = deviations(pool, priced, workers, all_of_them=True)
    chains = Annealing(pool, found, priced, start_plan(pool, found), unit, seed, workers, _never, _unheard)
    chains.cool(NODES, filling.over)
    asked = np.arange(pool.arcs) + np.repeat(old_first - pool.first[:-1], np.diff(pool.first))
    placed = np.flatnonzero(chains.best >= 0)
    slots = part.starts[chains.best_window[placed]] if pool.timed else np.full(len(placed), -1, np.int64)
    filled = _filled(search, state, worth, part.seats[children[placed]], part.arcs[asked[chains.best[placed]]], slots)
    brought_back = _brought_back(search, worth, part.pool.supporter[asked], pool, priced / part.scale)
    return Planned(filled, brought_back, pricing.struck or filling.struck)


def _never() -> bool:
    return False


def _unheard(_: int) -> None:
    pass


def _filled(search: Search, state: State, worth: Worth, seats: Int64, arcs: Int64, slots: Int64) -> State:
    """The plan with these pairs: those that keep an hour first, then all others where the grid has them, then anyhow."""
    graph, filled = search.graph, copy_state(state)
    kept = graph.arc_hour[arcs] >= 0
    slots = np.where(kept, graph.arc_hour[arcs], slots).astype(np.int64)
    order = np.argsort(~kept, kind="stable")
    moves.place_exactly(graph, filled, worth, seats[order], arcs[order], slots[order])
    moves.fill_from(graph, filled, worth, seats, arcs)
    return filled


def _priced(pool: Pool, workers: int, limit: Limit) -> NDArray[np.float64]:
    """Coarse steps first, for where people are scarce; then from the best of these fine ones, for where they are not."""
    found: prices.Prices | None = None
    for first, last in _LENGTHS:
        found = prices.descend(pool, STEPS, workers, stop=limit.over, begin=found, first=first, last=last)
    assert found is not None
    return found.of


def _brought_back(
    search: Search, worth: Worth, supporter: NDArray[np.int32], pool: Pool, priced: NDArray[np.float64]
) -> Prices:
    """The pool's prices as those of the round's supporters, who stand with each arc: a meeting is part of a place."""
    found = no_prices(search.graph, worth)
    found.places[supporter] = np.delete(priced, 1, axis=1).sum(axis=1)[pool.supporter]
    found.minutes[supporter] = priced[pool.supporter, 1]
    found.bound = bound_at(search.graph, worth, found.places, found.minutes)
    return found
