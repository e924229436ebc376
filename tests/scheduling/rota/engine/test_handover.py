"""Moves of one opening: what they take for a roster that keeps every rule is what the checker takes for one."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.planning.chance import word_of
from app.scheduling.rota.columns import Columns
from app.scheduling.rota.engine.arrays import OFF
from app.scheduling.rota.engine.compile import compile_problem
from app.scheduling.rota.engine.currency import Currency
from app.scheduling.rota.engine.handover import hand_over, keeps_rules
from app.scheduling.rota.engine.people import settle_people
from app.scheduling.rota.engine.search import Search
from tests.scheduling.rota.engine.persons_week import DAYS, a_persons_week, all_rosters
from tests.scheduling.rota.seeded import any_problem


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_a_roster_keeps_the_rules_when_the_checker_says_so(seed):
    problem = a_persons_week(seed)
    compiled = compile_problem(Columns(problem))
    sound = {tuple(roster) for roster in all_rosters(problem, compiled)}
    by_day = [[OFF, *np.flatnonzero(compiled.choices.day == day)] for day in range(DAYS)]
    for roster in product(*by_day):
        kept = keeps_rules(
            compiled.staff, compiled.choices, compiled.days, 0, compiled.may_rest, compiled.allowed,
            np.array(roster, np.int32),
        )  # fmt: skip
        assert kept == (roster in sound)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_the_cost_that_is_followed_is_the_cost_of_the_rota_and_everybody_keeps_the_rules(seed):
    problem = any_problem(seed)
    compiled = compile_problem(Columns(problem))
    settled = settle_people(compiled)
    if not len(compiled.choices.load) or not len(settled.who):
        return
    currency = Currency(compiled, dict.fromkeys(problem.programme.wishes, 1.0), settled.who)
    search = Search(currency, seed, lambda _: None, settled.rosters)
    plan, at = currency.plan(search.rosters), np.array([search.cost, search.cost])
    length = len(compiled.days.week)
    giving, taking, chance = np.empty(length, np.int32), np.empty(length, np.int32), word_of(seed)
    kept = [person for person in settled.who if _keeps(currency, search, person, plan.rosters[person])]
    for _ in range(300):
        hand_over(
            currency.staff, currency.choices, currency.days, currency.demand, currency.base, compiled.may_rest,
            search.allowed, compiled.may, settled.who, 10.0, plan, at, giving, taking, chance,
        )  # fmt: skip
    assert abs(at[0] - currency.cost(currency.plan(plan.rosters))) < 1e-6 * max(1.0, abs(at[0]))
    assert all(_keeps(currency, search, person, plan.rosters[person]) for person in kept)


def _keeps(currency, search, person, roster) -> bool:
    compiled = currency.compiled
    return keeps_rules(
        currency.staff, currency.choices, compiled.days, person, compiled.may_rest, search.allowed, roster
    )
