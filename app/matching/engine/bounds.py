"""What no plan can exceed, wish by wish, given what the wishes before have reached.

For wish k and any factors a >= 0 of the wishes before: value_k <= max(sum a_i v_i + v_k) - sum a_i V_i over all plans
that reach the values V_i. The maximum is bounded by prices, over all allowed pairs, the ones left out of a thinned
search included.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from app.matching.candidates import SEAT_WISHES, CandidateFinder
from app.matching.engine import relaxation
from app.matching.engine.arrays import Float, Graph, State, Worth
from app.matching.engine.build import Search
from app.matching.engine.factors import bound_factors
from app.matching.engine.level_rows import Households
from app.matching.engine.levels import Levels
from app.matching.engine.relaxation import Prices
from app.matching.engine.tally import tally
from app.matching.programme import Wish
from app.planning.outcome import WishResult
from app.planning.watch import Limit

_TEXTURE = 0.01
_CLOSE = 0.3

SLACK = 1e-6


def bound_wishes(
    search: Search, plan: State, guide: Prices, guiding: dict[Wish, float], first: int, limit: Limit,
    known: Callable[[tuple[WishResult, ...]], None],
) -> tuple[WishResult, ...]:  # fmt: skip
    """Every wish of the programme with the plan's value and a bound; `first` is what is proved about the first wish.

    Each wish gets linear programmes of its own in its share of the time left, two wishes side by side, the first one last:
    it had some already. Of a thinned search only the first later wish that is not at its bound gets one, for the arcs left
    out are many more. `known` hears of each bound as it is found.
    """
    values = tally(search, plan)
    results = list(coarse_results(search, values))
    results[0] = replace(results[0], bound=max(results[0].value, min(first, results[0].bound)))
    wishes = search.columns.problem.programme.wishes
    households = None if search.thinned or limit.over() else Households(search.graph)
    net = relaxation.rank_arcs(search.graph, search.worth(guiding), guide)[1]
    places = [place for place in (*range(1, len(wishes)), 0) if results[place].value < results[place].bound]

    def prove(lane: list[int]) -> None:
        careful = search.thinned and results[0].value == results[0].bound
        levels = None if households is None else Levels(search, households, plan, values, net)
        for number, place in enumerate(lane):
            wish, proved = wishes[place], np.inf
            if levels is not None:
                proved = levels.bound(wish, limit, len(lane) - number)
            if place and wish is not Wish.SIBLINGS and proved >= values[wish] + 1:
                proved = min(proved, _priced(search, wish, values, guide, guiding, careful, limit))
            bound = max(values[wish], int(min(results[place].bound, np.floor(proved + SLACK))))
            careful = careful and bound == values[wish]
            results[place] = replace(results[place], bound=bound)
            known(tuple(results))

    lanes = [places] if search.thinned else [places[0::2], places[1::2]]
    with ThreadPoolExecutor(max_workers=len(lanes)) as pool:
        list(pool.map(prove, lanes))
    return tuple(results)


def coarse_results(search: Search, values: dict[Wish, int]) -> tuple[WishResult, ...]:
    """Every wish with its value and a bound that costs nothing to find."""
    wishes = search.columns.problem.programme.wishes
    return tuple(WishResult(w.value, values[w], max(values[w], most_possible(search, w))) for w in wishes)


def first_bound(search: Search, guide: Prices, guiding: dict[Wish, float]) -> int:
    """What the prices at hand prove about the first wish, whatever plan is found."""
    first = search.columns.problem.programme.wishes[0]
    bound = most_possible(search, first)
    if search.thinned or first is Wish.SIBLINGS:
        return bound
    return min(bound, int(np.floor(brought_to(search, first, guide, guiding).bound + SLACK)))


def sharp_first_bound(
    search: Search, guide: Prices, guiding: dict[Wish, float], reached: int, limit: Limit
) -> int:  # fmt: skip
    """The same with a linear programme of its own, unless a plan has `reached` the bound already."""
    first = search.columns.problem.programme.wishes[0]
    bound = most_possible(search, first)
    if reached >= bound or first is Wish.SIBLINGS:
        return bound
    return min(bound, _priced(search, first, {first: reached}, guide, guiding, True, limit))


def most_possible(search: Search, wish: Wish) -> int:
    """A bound without prices: every seat gets the candidate that counts most, for itself alone."""
    graph = search.graph
    if wish is Wish.SIBLINGS:
        return _siblings_possible(search)
    if wish is Wish.BALANCE:
        return int(10 * len(graph.seat_child))
    if wish is Wish.COMPLETE:
        empty = np.diff(graph.seat_arcs) == 0
        if search.thinned or not len(empty):
            return int(search.circle.sum())
        lacking = np.zeros(len(search.circle), dtype=bool)
        lacking[graph.seat_child[empty]] = True
        wanted = np.diff(graph.child_seats) > 0
        return int(search.circle[~lacking & wanted].sum())
    if search.thinned:
        return int(search.tops[SEAT_WISHES.index(wish)].sum())
    best = np.zeros(len(graph.seat_child), dtype=np.int64)
    seat_of = np.repeat(np.arange(len(best)), np.diff(graph.seat_arcs))
    np.maximum.at(best, seat_of, search.scores[SEAT_WISHES.index(wish)])
    return int(best.sum())


def _siblings_possible(search: Search) -> int:
    """Children beyond the first of each household and role with a weekly slot, where a supporter could take two."""
    graph = search.graph
    seats_of: dict[tuple[int, int], list[int]] = {}
    for seat, child in enumerate(graph.seat_child):
        household = int(graph.child_household[child])
        if household >= 0 and graph.seat_weekly[seat] and graph.seat_rank[seat] == 0:
            seats_of.setdefault((household, int(graph.seat_role[seat])), []).append(seat)
    return sum(_together(search, seats) for seats in seats_of.values())


def _together(search: Search, seats: list[int]) -> int:
    graph = search.graph
    if search.thinned:
        return len(seats) - 1
    offered: dict[int, int] = {}
    for seat in seats:
        for supporter in set(graph.arc_supporter[graph.seat_arcs[seat] : graph.seat_arcs[seat + 1]].tolist()):
            offered[supporter] = offered.get(supporter, 0) + 1
    shared = any(number > 1 and graph.sibling_caseload[supporter] > 1 for supporter, number in offered.items())
    return len(seats) - 1 if shared else 0


def brought_to(search: Search, wish: Wish, guide: Prices, guiding: dict[Wish, float]) -> Prices:
    """The guiding prices on the scale of one wish's bound, with what they prove there."""
    start = Prices(guide.places / guiding[wish], guide.minutes / guiding[wish], np.inf, guide.used, guide.arcs)
    worth = search.worth(bound_factors(search, wish, 0.0))
    start.bound = relaxation.bound_at(search.graph, worth, start.places, start.minutes)
    return start


def _priced(
    search: Search, wish: Wish, values: dict[Wish, int], guide: Prices, guiding: dict[Wish, float], careful: bool,
    limit: Limit,
) -> int:  # fmt: skip
    graph = search.graph
    factors = bound_factors(search, wish, 0.0)
    worth = search.worth(factors)
    start = brought_to(search, wish, guide, guiding)
    reached = sum(factor * values[before] for before, factor in factors.items() if before is not wish)
    if careful and start.bound - reached >= values[wish] + 1:
        textured = search.worth(bound_factors(search, wish, _TEXTURE))
        sharp = relaxation.sharpen(graph, textured, start, limit, _CLOSE)
        sharp.bound = relaxation.bound_at(graph, worth, sharp.places, sharp.minutes)
        start = min(start, sharp, key=lambda prices: prices.bound)
    if start.bound - reached > values[wish] + 1:
        relaxation.descend(graph, worth, start, 150, 0.02, 0.0005, limit)
    ceiling = start.bound if not search.thinned else _with_left_out(search, worth, factors, start, limit)
    if not np.isfinite(ceiling):
        return most_possible(search, wish)
    return int(np.floor(ceiling - reached + SLACK))


def _with_left_out(
    search: Search, worth: Worth, factors: dict[Wish, float], found: Prices, limit: Limit
) -> float:  # fmt: skip
    """The bound over all allowed pairs: one further arc per seat stands for the best of those left out.

    Infinite when the limit strikes before all were looked at.
    """
    graph = search.graph
    finder = CandidateFinder(search.columns)
    best = np.full(len(graph.seat_child), -np.inf)
    seat = 0
    for candidates in finder.everywhere(limit.over):
        net = (
            _net(candidates.scores, factors)
            - found.places[candidates.who]
            - found.minutes[candidates.who] * candidates.minutes
        )
        for _ in range(search.columns.problem.programme.roles[candidates.role].count):
            if not graph.seat_fixed[seat]:
                best[seat] = net.max(initial=-np.inf)
            seat += 1
    if seat < len(best):
        return np.inf
    return relaxation.bound_at(
        *with_ghosts(graph, worth, best), np.append(found.places, 0.0), np.append(found.minutes, 0.0)
    )


def _net(scores: np.ndarray[tuple[int, int], np.dtype[np.int32]], factors: dict[Wish, float]) -> Float:
    total = np.zeros(scores.shape[1])
    for row, wish in enumerate(SEAT_WISHES):
        total += factors.get(wish, 0.0) * scores[row]
    return total


def with_ghosts(graph: Graph, worth: Worth, best: Float) -> tuple[Graph, Worth]:
    """Graph and worth with a free supporter of unlimited room to whom every seat has an arc of that net worth."""
    real = np.flatnonzero(np.isfinite(best))
    at = graph.seat_arcs[real + 1]
    ghost = len(graph.caseload)
    extra = np.zeros(len(best), dtype=np.int64)
    extra[real] = 1
    starts = graph.seat_arcs + np.concatenate([[0], np.cumsum(extra)])
    richer = graph._replace(
        seat_arcs=starts,
        seat_rank=np.zeros_like(graph.seat_rank),
        arc_supporter=np.insert(graph.arc_supporter, at, ghost),
        arc_minutes=np.insert(graph.arc_minutes, at, 0),
        arc_speaks=np.insert(graph.arc_speaks, at, True),
        arc_hour=np.insert(graph.arc_hour, at, -1),
        caseload=np.append(graph.caseload, 0).astype(np.int32),
        sibling_caseload=np.append(graph.sibling_caseload, 0).astype(np.int32),
        balance_from=np.append(graph.balance_from, 0).astype(np.int32),
        balance_base=np.append(graph.balance_base, 0).astype(np.int32),
        minutes=np.append(graph.minutes, 0).astype(np.int32),
        supporter_windows=np.vstack([graph.supporter_windows, np.zeros((1, 7), dtype=np.uint64)]),
    )
    return richer, worth._replace(arc=np.insert(worth.arc, at, best[real]))
