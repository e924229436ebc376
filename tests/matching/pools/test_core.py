"""The exact core of small pools: no better plan loses an arc, and what is found is the best there is."""

from __future__ import annotations

import numpy as np
import pytest

from app.matching.pools import check, core
from app.matching.pools.arrays import Pool
from app.matching.pools.core import arcs_of_better, core_of, solve_core
from app.matching.pools.loads import SCALE
from app.matching.pools.model import as_model
from app.matching.pools.solver import Rung, solve_pool
from app.planning.outcome import Status
from benchmarks.sparse import county, role_pool
from tests.matching.pools.tiny import any_pool, least_cost


def only(pool: Pool, arcs: np.ndarray) -> Pool:
    """The pool with these arcs alone."""
    kept = np.zeros(pool.arcs, bool)
    kept[arcs] = True
    first = np.concatenate([[0], np.cumsum(kept)])[pool.first]
    return pool._replace(first=first, supporter=pool.supporter[kept], cost=pool.cost[kept], minutes=pool.minutes[kept])


@pytest.mark.parametrize("seed", range(120))
def test_at_any_prices_the_arcs_kept_hold_a_best_plan_whenever_it_is_better(seed):
    pool, rng = any_pool(seed), np.random.default_rng(seed)
    best = least_cost(pool)
    price = (rng.random(pool.children) * (pool.open_cost + 1)).astype(np.int64) * SCALE
    at = rng.random((pool.supporters, 3 if pool.timed else 2)) * 5
    kept = arcs_of_better(pool, at, price, best + 1)
    assert least_cost(only(pool, kept)) == best


def test_arcs_that_surely_lose_are_dropped():
    """One child, two supporters for 10 and 400; at its own price of 10 the dear one loses 390."""
    pool = Pool(
        np.array([0, 2]), np.array([0, 1], np.int32), np.array([10, 400]), np.array([60, 60], np.int32),
        np.array([1000]), np.array([1], np.int32), np.array([3, 3]), np.array([600, 600]),
        np.zeros((1, 2), np.float32), np.zeros((2, 2), np.float32), np.zeros(0, np.uint64), np.zeros(0, np.uint64),
    )  # fmt: skip
    assert arcs_of_better(pool, np.zeros((2, 2)), np.array([10 * SCALE]), 50).tolist() == [0]


@pytest.mark.parametrize("seed", range(40))
def test_the_core_of_all_arcs_is_solved_to_the_best_plan_with_its_proof(seed):
    pool = any_pool(seed)
    found = solve_core(pool, as_model(pool, np.arange(pool.arcs)), 20)
    assert found.answer is not None
    assert check(pool, found.answer) == []
    assert (found.answer.cost, found.bound) == (least_cost(pool), least_cost(pool))


def test_a_county_of_150_children_with_hours_is_proven():
    pool = role_pool(county(150, 1), 0, hours=True, windows=False)
    outcome = solve_pool(pool, seconds=60, workers=2)
    assert (outcome.status, outcome.answer.cost) == (Status.OPTIMAL, outcome.answer.bound)
    assert outcome.rung in (Rung.CORE, Rung.CHAINS)
    assert check(pool, outcome.answer) == []


def test_a_core_too_large_to_search_is_none_and_the_chains_go_on(monkeypatch):
    monkeypatch.setattr(core, "MOST_COLUMNS", 10)
    pool = role_pool(county(150, 1), 0, hours=True, windows=False)
    assert core_of(pool, np.zeros((pool.supporters, 2)), np.zeros(150, np.int64), pool.empty_cost) is None
    outcome = solve_pool(pool, seconds=2)
    assert outcome.rung is Rung.CHAINS
    assert check(pool, outcome.answer) == []


def test_a_stop_leaves_the_core_and_returns_the_plan_so_far():
    pool = role_pool(county(300, 5, siblings=True), 0, hours=True, windows=True)
    seen = []
    outcome = solve_pool(
        pool, seconds=200, progress=lambda told: seen.append(told.stage), stop=lambda: bool(seen) and seen[-1] == "core"
    )
    assert outcome.status is Status.STOPPED
    assert check(pool, outcome.answer) == []
