"""A supporter's best whole load at given prices of children, against every subset."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from app.matching.pools import make_pool
from app.matching.pools.loads import SCALE, best_loads, loads_of
from app.matching.pools.prices import limits_of

CHILDREN = 9


def one_supporter(seed, dear=1):
    """A supporter whom nine children could get, some of them two siblings; windows or places or minutes bind."""
    rng = np.random.default_rng(seed)
    return make_pool(
        first=np.arange(CHILDREN + 1),
        supporter=np.zeros(CHILDREN, np.int64),
        cost=rng.integers(-50, 300, CHILDREN) * dear,
        minutes=rng.integers(0, 8, CHILDREN) * 15,
        open_cost=rng.integers(200, 600, CHILDREN) * dear,
        caseload=rng.integers(1, 9, 1),
        minutes_limit=rng.integers(0, 400, 1),
        size=rng.integers(1, 3, CHILDREN),
        child_windows=np.full(CHILDREN, 63, np.uint64),
        supporter_windows=np.array([2 ** rng.integers(1, 6) - 1], np.uint64),
    )


def best_subset(pool, price):
    """The least any subset within places, minutes and windows costs."""
    gain = pool.cost * SCALE - price
    windows = int(pool.supporter_windows[0]).bit_count()
    return min(
        int(gain[list(some)].sum())
        for count in range(windows + 1)
        for some in combinations(range(CHILDREN), count)
        if pool.size[list(some)].sum() <= pool.caseload[0] and pool.minutes[list(some)].sum() <= pool.minutes_limit[0]
    )


@pytest.mark.parametrize("dear", [1, 10**6])
def test_no_subset_of_children_is_better_at_any_prices(dear):
    for seed in range(60):
        pool = one_supporter(seed, dear)
        limits = limits_of(pool)
        loads, chosen = loads_of(pool, limits), np.zeros(pool.arcs, np.uint8)
        rng = np.random.default_rng([seed, 1])
        for _ in range(4):  # later calls begin from the load chosen before
            price = (rng.random(CHILDREN) * 400 * dear * SCALE).astype(np.int64)
            at = rng.random(limits.shape) * [[60 * dear, 2 * dear, 40 * dear]]
            told = best_loads(pool, loads, limits, at, price, 0, 1, chosen)
            assert told == best_subset(pool, price)
            assert told == int((pool.cost * SCALE - price)[chosen == 1].sum())
