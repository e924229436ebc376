"""A supporter with fewer windows than places: two siblings take two places and one meeting, and the bound knows it."""

from __future__ import annotations

import numpy as np

from app.matching.pools import check, make_pool
from app.matching.pools.prices import descend
from app.matching.pools.solver import solve_pool
from app.planning.outcome import Status


def three_families(windows):
    """Three pairs of siblings and one supporter with places for all six and so many windows."""
    return make_pool(
        first=np.arange(4),
        supporter=np.zeros(3, np.int64),
        cost=np.array([10, 20, 30]),
        minutes=np.full(3, 60),
        open_cost=np.full(3, 1000),
        caseload=np.array([6]),
        minutes_limit=np.array([600]),
        size=np.full(3, 2),
        child_windows=np.full(3, 7, np.uint64),
        supporter_windows=np.array([2**windows - 1], np.uint64),
    )


def test_prices_alone_prove_that_one_window_is_for_one_family():
    bound = descend(three_families(windows=1), 500).bound
    assert 2000 <= bound <= 2010


def test_plan_and_bound_meet():
    for windows, cost in ((0, 3000), (1, 2010), (2, 1030), (3, 60)):
        pool = three_families(windows)
        outcome = solve_pool(pool, nodes=1000)
        assert check(pool, outcome.answer) == []
        assert (outcome.status, outcome.answer.cost) == (Status.OPTIMAL, cost)
