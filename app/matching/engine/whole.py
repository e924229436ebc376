"""A small round as one exact core: the plan is proven best wish after wish, as far as a bounded search tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from app.matching.additions.exact import InOrder
from app.matching.engine.across import put_together
from app.matching.engine.arrays import Int64, State, empty_state
from app.matching.engine.build import Search
from app.matching.engine.pairs import pair_at, pairs_of
from app.matching.engine.seat_offers import seat_offers
from app.matching.engine.tally import ordered_values
from app.matching.plan import Plan
from app.matching.programme import Wish
from app.matching.standing import Standing
from app.planning.outcome import WishResult
from app.planning.watch import Limit

MOST_ARCS = 500
"""Larger rounds are seldom proven beyond their first wishes, and each wish takes seconds."""
WORK, WHOLE_WORK = 1.5, 5.0
"""Deterministic time for one wish, and for all of them: two or three seconds, and ten."""


def prove(search: Search, state: State, limit: Limit) -> tuple[State, dict[Wish, int]]:
    """The plan or a better one, and bounds of its wishes: each holds for every plan as good in the wishes before it.

    A larger round, or one of which only the most promising pairs are searched, comes back as it is.
    """
    if search.thinned or not 0 < len(search.graph.arc_supporter) <= MOST_ARCS:
        return state, {}
    standing = Standing(search.columns, Plan(()))
    offers = seat_offers(search, standing, range(len(search.graph.child_household)), partial(_arcs, search))
    if not offers:
        return state, {}
    pinned = [pair_at(search, state, int(seat)) for seat in np.flatnonzero(search.graph.seat_fixed)]
    model = InOrder(standing, offers, pairs_of(search, state), pinned)
    bounds: dict[Wish, int] = {}
    for wish in search.columns.problem.programme.wishes:
        left = WHOLE_WORK - model.work
        if left <= 0:
            break
        bound = limit.unless_over(partial(model.bound, wish, min(WORK, left)))
        if bound is None:
            model.stop()
            break
        other = _placed(search, model)
        if other is None:
            break
        bounds[wish] = bound
        state = max(state, other, key=partial(ordered_values, search))
    # a bound belongs to the values before it: they are at least those held in the model, so it stays true
    return state, bounds


def lowered(wishes: tuple[WishResult, ...], bounds: Mapping[Wish, int]) -> tuple[WishResult, ...]:
    """The wishes with these bounds where they say more."""
    return tuple(
        replace(wish, bound=max(wish.value, min(wish.bound, bounds.get(Wish(wish.code), wish.bound))))
        for wish in wishes
    )


def _arcs(search: Search, seat: int) -> Int64:
    return np.arange(int(search.graph.seat_arcs[seat]), int(search.graph.seat_arcs[seat + 1]), dtype=np.int64)


def _placed(search: Search, model: InOrder) -> State | None:
    """The model's plan; None should a pair of it find no place."""
    state, pairs = empty_state(search.graph), model.pairs
    put_together(search, state, search.worth({}), pairs)
    return state if np.count_nonzero(state.supporter >= 0) == len(pairs) else None
