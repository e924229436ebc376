"""Larger pools: rungs, repeatability, stopping, memory of the best plan."""

from __future__ import annotations

import numpy as np
import pytest

from app.matching.pools import annealing, check, make_pool
from app.matching.pools.candidates import nearest
from app.matching.pools.solver import Rung, solve_pool
from app.planning.outcome import Status
from benchmarks.sparse import county, role_pool


@pytest.fixture(scope="module")
def busy_county():
    """400 children, hours bind."""
    return role_pool(county(400, 3), 0, hours=True, windows=False)


def test_where_only_places_bind_the_flow_is_taken_and_proves_itself():
    pool = role_pool(county(157, 1), 0, hours=False, windows=False)
    outcome = solve_pool(pool)
    assert (outcome.rung, outcome.status) == (Rung.FLOW, Status.OPTIMAL)
    assert check(pool, outcome.answer) == []
    assert outcome.answer.bound == outcome.answer.cost


def test_a_supporter_whom_few_children_can_get_does_not_hinder_the_flow():
    """Two children of 10 and 240 minutes, places for both: no plan takes twice 240."""
    pool = make_pool(
        np.array([0, 1, 2]), np.zeros(2, np.int64), np.array([5, 7]), np.array([10, 240]), np.array([100, 100]),
        np.array([20, 1]), np.array([10**9, 10**9]),
    )  # fmt: skip
    outcome = solve_pool(pool)
    assert (outcome.rung, outcome.answer.cost) == (Rung.FLOW, 12)


def test_a_flow_is_never_dearer_than_chains_on_the_same_pool():
    pool = role_pool(county(157, 1), 0, hours=False, windows=False)
    with_an_hour_less = pool._replace(minutes_limit=pool.minutes_limit * 0 + 60 * 4 * 20 - 1)
    assert solve_pool(pool).answer.cost <= solve_pool(with_an_hour_less, nodes=500).answer.cost


def test_hours_are_kept_and_the_loss_is_small(busy_county):
    outcome = solve_pool(busy_county, nodes=3000)
    assert outcome.rung is Rung.CHAINS
    assert check(busy_county, outcome.answer) == []
    assert outcome.answer.loss(busy_county) < 0.01


def test_siblings_and_meeting_windows_are_kept():
    pool = role_pool(county(300, 5, siblings=True), 0, hours=True, windows=True)
    outcome = solve_pool(pool, nodes=2000)
    assert check(pool, outcome.answer) == []
    assert (outcome.answer.window >= 0).sum() == (outcome.answer.arc >= 0).sum() > 200


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_seed_and_workers_give_the_same_plan(busy_county, workers):
    plans = [solve_pool(busy_county, nodes=500, workers=workers, seed=7).answer for _ in range(2)]
    assert np.array_equal(plans[0].arc, plans[1].arc)
    assert plans[0].bound == plans[1].bound


def test_a_map_cut_into_regions_gives_the_same_plan_for_any_number_of_workers(busy_county, monkeypatch):
    monkeypatch.setattr(annealing, "_A_REGION", 100)
    assert annealing.halvings_for(busy_county.children) == 2
    plans = [solve_pool(busy_county, nodes=500, workers=workers, seed=7).answer for workers in (1, 2, 3)]
    assert check(busy_county, plans[0]) == []
    assert all(np.array_equal(plans[0].arc, plan.arc) for plan in plans[1:])


def test_a_stop_returns_the_best_plan_so_far(busy_county):
    costs = []

    def listen(told):
        if told.wishes:
            costs.append(told.wishes[0].value)

    outcome = solve_pool(busy_county, nodes=10**8, progress=listen, stop=lambda: bool(costs))
    assert outcome.status is Status.STOPPED
    assert check(busy_county, outcome.answer) == []
    assert outcome.wish.value >= max(costs) > 0


def test_seconds_end_a_run(busy_county):
    outcome = solve_pool(busy_county, seconds=1.0)
    assert check(busy_county, outcome.answer) == []
    assert outcome.answer.loss(busy_county) < 0.05


def test_a_pool_of_nobody_is_solved():
    pool = role_pool(county(157, 1), 0, hours=True, windows=False)
    nobody = pool._replace(
        first=pool.first * 0, supporter=pool.supporter[:0], cost=pool.cost[:0], minutes=pool.minutes[:0]
    )
    assert solve_pool(nobody, nodes=10).answer.cost == pool.empty_cost


def test_candidates_are_the_nearest_within_each_supporters_own_limit():
    rng = np.random.default_rng(0)
    children, supporters = ((rng.random((count, 2)) * 20).astype(np.float32) for count in (120, 60))
    limit = (rng.random(60) * 12).astype(np.float32)
    found = nearest(children, supporters, limit, 8)
    for child in range(120):
        apart = supporters.astype(float) - children[child].astype(float)
        far = np.sqrt((apart**2).sum(axis=1)).astype(np.float32)
        fitting = np.flatnonzero(far <= limit)
        wanted = fitting[np.lexsort((fitting, far[fitting]))][:8]
        assert found.supporter[found.first[child] : found.first[child + 1]].tolist() == wanted.tolist()
