"""The best roster of one person, against every roster there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scheduling.rota.columns import Columns
from app.scheduling.rota.engine.arrays import INFINITE, OFF
from app.scheduling.rota.engine.compile import Compiled, compile_problem
from app.scheduling.rota.engine.counters import keeps_limits
from app.scheduling.rota.engine.pricing import best_roster, make_desk, new_rates, quick_roster
from tests.scheduling.rota.engine.persons_week import a_persons_week, all_rosters

WAYS_BACK = 100_000


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_no_roster_is_cheaper_than_the_one_priced_exactly(seed):
    problem = a_persons_week(seed)
    compiled = compile_problem(Columns(problem))
    prices = np.random.default_rng(seed).integers(-50, 30, len(compiled.choices.load)).astype(float)
    costs = [prices[roster[roster != OFF]].sum() for roster in all_rosters(problem, compiled)]
    found, bound, roster = _priced(compiled, prices)
    if not costs:
        assert found >= INFINITE / 2
        return
    assert found == pytest.approx(min(costs))
    assert bound == pytest.approx(min(costs))
    assert prices[roster[roster != OFF]].sum() == pytest.approx(found)
    assert keeps_limits(compiled.staff, compiled.choices, compiled.days, 0, roster)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_a_quick_roster_is_one_the_checker_accepts(seed):
    problem = a_persons_week(seed)
    compiled = compile_problem(Columns(problem))
    prices = np.random.default_rng(seed).integers(-50, 30, len(compiled.choices.load)).astype(float)
    possible = {roster.tobytes() for roster in all_rosters(problem, compiled)}
    desk = make_desk(compiled.staff, compiled.choices, compiled.days, 1)
    desk.price[:] = prices
    cost = quick_roster(compiled.staff, compiled.choices, compiled.days, 0, compiled.may_rest, compiled.allowed, desk)
    assert (cost < INFINITE / 2) <= (desk.roster.tobytes() in possible)


def test_too_few_ways_back_lower_the_bound_and_never_the_truth():
    for seed in range(60):
        problem = a_persons_week(seed)
        compiled = compile_problem(Columns(problem))
        if not compiled.staff.counters.any():
            continue
        prices = np.random.default_rng(seed).integers(-50, 30, len(compiled.choices.load)).astype(float)
        exact, _, _ = _priced(compiled, prices)
        found, bound, _ = _priced(compiled, prices, ways_back=1)
        assert bound <= exact + 1e-9 <= found + 2e-9


def _priced(compiled: Compiled, prices: np.ndarray, ways_back: int = WAYS_BACK) -> tuple[float, float, np.ndarray]:
    desk = make_desk(compiled.staff, compiled.choices, compiled.days, ways_back)
    desk.price[:] = prices
    rates = new_rates(compiled.staff, compiled.days)
    found, bound = best_roster(
        compiled.staff,
        compiled.choices,
        compiled.days,
        0,
        compiled.may_rest,
        compiled.allowed,
        rates[0],
        ways_back,
        desk,
    )
    return found, bound, desk.roster.copy()
