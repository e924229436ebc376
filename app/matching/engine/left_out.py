"""Bounds of all wishes of a thinned search at once: every allowed pair is looked at a single time for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.matching.candidates import SEAT_WISHES, CandidateFinder
from app.matching.engine import relaxation
from app.matching.engine.arrays import Float
from app.matching.engine.bounds import SLACK, brought_to, coarse_results, with_ghosts
from app.matching.engine.build import Search
from app.matching.engine.factors import bound_factors
from app.matching.engine.relaxation import Prices
from app.matching.programme import Wish
from app.planning.outcome import WishResult
from app.planning.watch import Limit

_DESCENT = 150


@dataclass(frozen=True)
class Ceiling:
    """What the factors of the wishes up to this one, and it, cannot exceed together in any plan."""

    wish: Wish
    factors: dict[Wish, float]
    total: float


def ceilings(search: Search, guide: Prices, guiding: dict[Wish, float], limit: Limit) -> list[Ceiling]:
    """A ceiling for every wish that prices can bound, over all allowed pairs; none when the limit strikes before."""
    wishes = [wish for wish in search.columns.problem.programme.wishes if wish is not Wish.SIBLINGS]
    asked = [bound_factors(search, wish, 0.0) for wish in wishes]
    prices = []
    for wish, factors in zip(wishes, asked, strict=True):
        start = brought_to(search, wish, guide, guiding)
        relaxation.descend(search.graph, search.worth(factors), start, _DESCENT, 0.02, 0.0005, limit)
        prices.append(start)
    best = _best_of_all(search, asked, prices, limit)
    if best is None:
        return []
    found = []
    for wish, factors, at, most in zip(wishes, asked, prices, best, strict=True):
        richer = with_ghosts(search.graph, search.worth(factors), most)
        total = relaxation.bound_at(*richer, np.append(at.places, 0.0), np.append(at.minutes, 0.0))
        found.append(Ceiling(wish, factors, total))
    return found


def results_under(search: Search, values: dict[Wish, int], found: list[Ceiling]) -> tuple[WishResult, ...]:
    """Every wish with its value and the bound that the ceilings prove at these values."""
    results = list(coarse_results(search, values))
    order = search.columns.problem.programme.wishes
    for ceiling in found:
        place, wish = order.index(ceiling.wish), ceiling.wish
        before = sum(factor * values[other] for other, factor in ceiling.factors.items() if other is not wish)
        proved = int(np.floor(ceiling.total - before + SLACK)) if np.isfinite(ceiling.total) else results[place].bound
        bound = max(values[wish], min(results[place].bound, proved))
        results[place] = WishResult(wish.value, values[wish], bound)
    return tuple(results)


def _best_of_all(
    search: Search, asked: list[dict[Wish, float]], prices: list[Prices], limit: Limit
) -> list[Float] | None:
    """Per wish, the most any allowed supporter is worth in each seat after prices; None when the limit strikes."""
    graph = search.graph
    factors = np.array([[one.get(wish, 0.0) for wish in SEAT_WISHES] for one in asked])
    places = np.array([at.places for at in prices])
    minutes = np.array([at.minutes for at in prices])
    best = np.full((len(asked), len(graph.seat_child)), -np.inf)
    seat = 0
    for candidates in CandidateFinder(search.columns).everywhere(limit.over):
        who = candidates.who
        net = factors @ candidates.scores - places[:, who] - minutes[:, who] * candidates.minutes
        most = net.max(axis=1, initial=-np.inf)
        for _ in range(search.columns.problem.programme.roles[candidates.role].count):
            if not graph.seat_fixed[seat]:
                best[:, seat] = most
            seat += 1
    return list(best) if seat == len(graph.seat_child) else None
