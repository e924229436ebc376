"""Ordered wishes as a row of searches: each in a currency in which the wishes before it weigh too much to be given up.

A bound for wish k comes from any factors a of the wishes before it: no plan that keeps their values V has more than
`max(sum a v + v_k) - sum a V` (as for circles, docs/decisions/0002).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from app.scheduling.rota.columns import Ints
from app.scheduling.rota.engine.compile import Compiled
from app.scheduling.rota.programme import Wish
from app.scheduling.rota.rules import wish_fill, wish_held

_STEEP = 3
"""How many of the largest changes of a wish one step of an earlier wish outweighs."""
_STEEPEST = 1e10
"""Beyond this nothing is left of the smallest costs in double precision."""
_STAFFING = {Wish.HELD, Wish.EVEN, Wish.FILL}
"""What openings and shifts ask for: sought together, since filling is what leads to held shifts."""
_EFFORT = {
    Wish.HELD: 5, Wish.EVEN: 2, Wish.FILL: 4, Wish.LEAST_SHIFTS: 1, Wish.ASKED: 3,
    Wish.FAIR_SHARE: 5, Wish.FAMILIAR: 2, Wish.TRAVEL: 2, Wish.FEW_CHANGES: 1,
}  # fmt: skip


@dataclass(frozen=True)
class Level:
    """One search: what it counts, which wishes are settled by it, and its part of the time."""

    factors: dict[Wish, float]
    settles: tuple[Wish, ...]
    effort: int
    unit: float | None = None  # what one assignment changes; None: the largest single cost


def levels_of(compiled: Compiled) -> list[Level]:
    """The searches of a problem in order; wishes on which nothing depends are left out."""
    programme = compiled.columns.problem.programme
    if programme.blended:
        return [Level(dict.fromkeys(programme.wishes, 1.0), programme.wishes, 1)]
    wishes = [wish for wish in programme.wishes if largest_change(compiled, wish) > 0]
    together = 0
    while together < len(wishes) and wishes[together] in _STAFFING:
        together += 1
    levels = []
    for index, wish in enumerate(wishes):
        if index >= together - 1:
            settled = tuple(wishes[: index + 1]) if index < together else (wish,)
            effort = sum(_EFFORT[each] for each in settled)
            levels.append(
                Level(chain(compiled, wishes[: index + 1]), settled, effort, float(usual_change(compiled, wish)))
            )
    return levels


def chain(compiled: Compiled, wishes: list[Wish], with_hopes: bool = True) -> dict[Wish, float]:
    """Factors under which a step of each wish outweighs what one assignment changes of all after it.

    The hopes for least shifts are only a guide to the search: bounds are asked without them.
    """
    factors: dict[Wish, float] = {}
    for wish in wishes:
        if wish is Wish.LEAST_SHIFTS and not with_hopes:
            continue
        if factors:
            last = next(reversed(factors))
            steeper = ceil(_STEEP * largest_change(compiled, wish) / smallest_step(compiled, last))
            factors = {earlier: min(_STEEPEST, factor * steeper) for earlier, factor in factors.items()}
        factors[wish] = 1.0
    return factors


def largest_change(compiled: Compiled, wish: Wish) -> int:
    """The most one assignment can change a wish; 0 if nothing depends on it."""
    problem = compiled.columns.problem
    if wish is Wish.HELD:
        return int(wish_held.worth(compiled.columns).max(initial=0))
    if wish is Wish.EVEN:
        return int(np.bincount(compiled.columns.place[compiled.columns.place >= 0]).max(initial=0))
    if wish is Wish.FILL:
        heaviest = max((problem.under_weight(o) for o in problem.openings), default=0)
        return max(heaviest * wish_fill.LEAST_FACTOR, *(o.over_weight for o in problem.openings), 0)
    if wish is Wish.FAIR_SHARE:
        return int(_first_shares(compiled).max(initial=0))
    return int(np.abs(compiled.scores[wish]).max(initial=0)) if wish in compiled.scores else 0


def usual_change(compiled: Compiled, wish: Wish) -> int:
    """What one assignment usually changes of a wish: temperatures are measured in it."""
    if wish is Wish.FAIR_SHARE:
        costs = _first_shares(compiled)
        return int(np.median(costs[costs > 0])) if (costs > 0).any() else 1
    return largest_change(compiled, wish)


def _first_shares(compiled: Compiled) -> Ints:
    """What each person's largest choice costs their fair share when it is the only one."""
    once = np.minimum(compiled.staff.front, compiled.ending.shape[1] - 1)
    costs: Ints = compiled.ending[np.arange(len(once)), once]
    return costs


def smallest_step(compiled: Compiled, wish: Wish) -> int:
    """The smallest difference worth keeping of a wish; at least 1."""
    problem = compiled.columns.problem
    if wish is Wish.HELD:
        return int(wish_held.worth(compiled.columns).min(initial=10**6)) or 1
    if wish is Wish.FILL:
        weights = [problem.under_weight(opening) for opening in problem.openings if problem.under_weight(opening) > 0]
        return min(weights, default=1)
    if wish is Wish.FAIR_SHARE:
        return max(1, usual_change(compiled, wish) // 10)
    if wish in compiled.scores:
        steps = np.abs(compiled.scores[wish])
        return int(steps[steps > 0].min(initial=10**6)) if (steps > 0).any() else 1
    return 1
