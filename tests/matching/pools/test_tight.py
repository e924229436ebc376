"""Pools in which everybody must be placed and minutes bind: the best plan, its proof, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from app.matching.pools import check
from app.matching.pools.solver import Rung, solve_pool
from app.matching.pools.tight import is_tight
from tests.matching.pools.hamlets import cheapest, hamlet


@pytest.mark.parametrize("seed", range(12))
def test_the_plan_is_the_best_one_and_proven(seed):
    pool = hamlet(seed)
    outcome = solve_pool(pool, nodes=300_000, seed=seed)
    best = cheapest(pool)
    if best is None:
        assert outcome.rung is not Rung.TIGHT
    else:
        assert (outcome.rung, outcome.answer.cost, outcome.answer.bound) == (Rung.TIGHT, best, best)
    assert check(pool, outcome.answer) == []


@pytest.mark.parametrize("room", [0.7, 1.0])
def test_two_workers_with_seconds_find_the_same_cost(room):
    pool = hamlet(3, room=room)
    outcome = solve_pool(pool, seconds=20, workers=2)
    assert outcome.answer.cost == outcome.answer.bound == cheapest(pool)


def test_the_same_seed_gives_the_same_plan_whatever_the_workers():
    pool = hamlet(1, children=14, room=1.0)
    found = [solve_pool(pool, nodes=300_000, seed=7, workers=workers) for workers in (1, 1, 2)]
    assert {one.rung for one in found} == {Rung.TIGHT}
    plans = [one.answer for one in found]
    assert all(np.array_equal(plan.arc, plans[0].arc) for plan in plans)
    assert len({plan.bound for plan in plans}) == 1


def test_where_not_everybody_can_be_placed_the_others_still_are():
    pool = hamlet(2, room=0.2)
    outcome = solve_pool(pool, nodes=20_000)
    assert cheapest(pool) is None
    assert outcome.rung is Rung.CHAINS
    assert 0 < np.sum(outcome.answer.arc < 0) < pool.children
    assert outcome.answer.bound <= outcome.answer.cost


def test_it_is_meant_only_for_pools_in_which_nobody_may_stay_open():
    assert is_tight(hamlet(1))
    assert not is_tight(hamlet(1, open_cost=200))
    assert not is_tight(hamlet(1)._replace(caseload=np.full(3, 7)))
    assert not is_tight(hamlet(1)._replace(supporter_windows=np.full(3, 1, np.uint64)))


def test_supporters_with_minutes_to_spare_change_nothing():
    pool = hamlet(4, room=50.0)
    outcome = solve_pool(pool, nodes=10_000)
    assert outcome.answer.cost == outcome.answer.bound == int(pool.cost.reshape(-1, 3).min(axis=1).sum())
