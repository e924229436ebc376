"""Open seats filled around a plan that stands, part by part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.matching.additions.exact import settle
from app.matching.additions.offers import offers, parts
from app.matching.problem import Pair
from app.matching.standing import Standing


@dataclass(frozen=True, slots=True)
class Filled:
    """The pairs added, in the problem's order of children; `proven`: nothing better can be added, wish by wish."""

    pairs: tuple[Pair, ...]
    proven: bool


def fill_open_seats(standing: Standing, tick: Callable[[], bool] = lambda: False) -> Filled:
    """The best pairs to add to what stands, of which nothing moves. `tick` says True to end early, unproven."""
    pairs: list[Pair] = []
    proven, ended = True, False

    def ask() -> bool:
        nonlocal ended
        ended = ended or tick()
        return ended

    for part in parts(standing.columns, offers(standing, ask)):
        if ask():
            break
        settled = settle(standing, part)
        pairs += settled.pairs
        proven = proven and settled.proven
    order = {child.id: row for row, child in enumerate(standing.columns.problem.children)}
    pairs.sort(key=lambda pair: (order[pair.child], pair.role, pair.supporter))
    return Filled(tuple(pairs), proven and not ended)
