"""Small pools whose hours bind, and their best plans by trying all."""

from __future__ import annotations

from itertools import product

import numpy as np

from app.matching.pools import make_pool


def hamlet(seed, children=8, supporters=3, room=0.8, open_cost=10_000):
    """Everybody may get everybody; costs and minutes are drawn."""
    chance = np.random.default_rng(seed)
    minutes = chance.integers(10, 100, (children, supporters))
    cost = 120 - minutes + chance.integers(-10, 11, (children, supporters))
    return make_pool(
        first=np.arange(children + 1) * supporters,
        supporter=np.tile(np.arange(supporters), children),
        cost=cost.ravel(),
        minutes=minutes.ravel(),
        open_cost=np.full(children, open_cost),
        caseload=np.full(supporters, children),
        minutes_limit=(room * minutes.sum(axis=0) / supporters).astype(np.int64),
    )


def cheapest(pool):
    """The cost of the best plan by trying all; None when not everybody can be placed."""
    supporters = pool.supporters
    best = None
    for chosen in product(range(supporters), repeat=pool.children):
        arcs = np.arange(pool.children) * supporters + np.array(chosen)
        used = np.bincount(pool.supporter[arcs], pool.minutes[arcs], minlength=supporters)
        cost = int(pool.cost[arcs].sum())
        if np.all(used <= pool.minutes_limit) and (best is None or cost < best):
            best = cost
    return best
