"""What a plan comes to in shifts and places, and how many of them any plan may have at most.

Bounds of the wishes are sums weighed by urgency. Of things that weigh differently the most fit under a sum when the
lightest are taken first: so many, and no more, any plan may have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from app.planning.progress import Count
from app.scheduling.rota.engine.arrays import Plan
from app.scheduling.rota.engine.compile import Compiled
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.programme import Wish
from app.scheduling.rota.rules.wish_fill import LEAST_FACTOR

SHIFTS, PLACES = "shifts", "places"


def counts(compiled: Compiled, plan: Plan, bounds: Mapping[Wish, float]) -> tuple[Count, ...]:
    """Return the shifts that can open and the places with somebody, as far as the programme wishes for them."""
    problem = compiled.columns.problem
    if problem.programme.blended:
        return ()
    found = []
    if Wish.HELD in bounds:
        held = int(((plan.crowd > 0) & (plan.lack == 0)).sum())
        weights = [shift.urgency for shift in problem.shifts]
        found.append(Count(SHIFTS, held, max(held, most_under(weights, bounds[Wish.HELD])), len(weights)))
    if Wish.FILL in bounds:
        filled = sum(min(one.wanted, int(heads)) for one, heads in zip(problem.openings, plan.heads, strict=True))
        places = list(place_weights(problem))
        # Whoever is there beyond what is wanted costs, and may be paid for with a place more.
        bound = most_under(places, bounds[Wish.FILL]) if no_surplus(problem) else len(places)
        found.append(Count(PLACES, filled, max(filled, bound), len(places)))
    return tuple(found)


def most_under(weights: list[int], bound: float) -> int:
    """Return how many of these weights at most add up to no more than `bound`.

    >>> most_under([5, 1, 2], 3.5)
    2
    """
    return int(np.searchsorted(np.cumsum(np.sort(np.array(weights, dtype=np.int64))), bound, side="right"))


def place_weights(problem: RotaProblem) -> Iterator[int]:
    """Yield what each wanted place adds to *fill* when it is taken."""
    for opening in problem.openings:
        weight = problem.under_weight(opening)
        least = min(opening.least, opening.wanted)
        yield from [LEAST_FACTOR * weight] * least
        yield from [weight] * (opening.wanted - least)


def no_surplus(problem: RotaProblem) -> bool:
    """Say whether nobody costs anything by being there: no place beyond the wanted ones, or none that costs."""
    return all(one.over_weight == 0 or one.most <= one.wanted for one in problem.openings)
