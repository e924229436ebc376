"""On tiny pools of every kind the answer is compared with the exact optimum of HiGHS."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.matching.pools import check
from app.matching.pools.prices import descend
from app.matching.pools.solver import Rung, solve_pool
from app.matching.pools.tighten import tightened
from app.planning.outcome import Status
from tests.matching.pools.tiny import any_pool, least_cost


@settings(max_examples=250, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_the_optimum_lies_between_bound_and_cost_and_flow_finds_it(seed):
    pool = any_pool(seed)
    outcome = solve_pool(pool, nodes=500, workers=1 + seed % 2, seed=seed % 5)
    best = least_cost(pool)
    assert check(pool, outcome.answer) == []
    assert outcome.answer.bound <= best <= outcome.answer.cost
    assert outcome.wish.value == pool.empty_cost - outcome.answer.cost
    if outcome.rung is Rung.FLOW or outcome.status is Status.OPTIMAL:
        assert outcome.answer.cost == best


def test_chains_reach_the_optimum_of_nearly_every_tiny_pool():
    reached = 0
    for seed in range(60):
        pool = any_pool(seed)
        reached += solve_pool(pool, nodes=2000).answer.cost == least_cost(pool)
    assert reached >= 56


def test_any_number_of_steps_of_descent_proves_a_bound():
    for seed in range(40):
        pool = any_pool(seed)
        assert max(descend(pool, steps).bound for steps in (0, 7, 60)) <= least_cost(pool)


def test_tighter_limits_lose_no_plan():
    for seed in range(40):
        pool = any_pool(seed)
        assert least_cost(tightened(pool)) == least_cost(pool)
