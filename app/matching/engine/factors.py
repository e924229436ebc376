"""How ordered wishes become one number for the search, and for the bound of a single wish."""

from __future__ import annotations

from collections.abc import Callable

from app.matching.engine.build import Search
from app.matching.programme import Wish

_STRICT = 3.0
"""One step of a wish outweighs this many seats' whole range in all later wishes: a chain touches few seats."""
_BESIDE = {Wish.SIBLINGS, Wish.BALANCE}
"""Wishes the relaxation treats apart: they add up over households and loads, not over pairs."""


def guiding_factors(search: Search) -> dict[Wish, float]:
    """Gentle factors that keep the order of wishes and are still good to price: a step pays for a pair's next range."""
    return _scaled(search, lambda below, step, _total: 2.0 * below / step)


def strict_factors(search: Search) -> dict[Wish, float]:
    """Factors under which a chain never gives up a step of one wish for anything in later ones."""
    return _scaled(search, lambda _below, step, total: (_STRICT * total + 1.0) / step if total else 1.0)


def _scaled(search: Search, factor_above: Callable[[float, int, float], float]) -> dict[Wish, float]:
    factors: dict[Wish, float] = {}
    below, total = 0.5, 0.0
    for wish in reversed(search.columns.problem.programme.wishes):
        step = search.least(wish)
        factor = factor_above(below, step, total)
        factors[wish] = factor
        below = factor * search.most(wish)
        total += below
    return factors


def bound_factors(search: Search, wish: Wish, texture: float) -> dict[Wish, float]:
    """Factors for the bound of one wish: 1 for itself, more for those before it, next to nothing for those after."""
    guiding = guiding_factors(search)
    wishes = search.columns.problem.programme.wishes
    here = wishes.index(wish)
    factors: dict[Wish, float] = {}
    for place, other in enumerate(wishes):
        if other in _BESIDE and other is not wish:
            continue
        if place <= here:
            factors[other] = guiding[other] / guiding[wish]
        elif texture:
            factors[other] = texture * guiding[other] / guiding[wish]
    return factors
