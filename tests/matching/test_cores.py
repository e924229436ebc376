"""Small cores solved exactly after the chains: better plans, never worse ones, and the same when a run is repeated."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from threading import Event

import pytest

from app.matching import CirclesOutcome, Problem, check, solve
from app.matching.additions.exact import InOrder
from app.matching.columns import Columns
from app.matching.engine import by_pools, improve, whole
from app.matching.engine.arrays import empty_state
from app.matching.engine.build import build
from app.matching.engine.tally import ordered_values
from app.planning.outcome import Status
from app.planning.watch import Limit, Watch
from tests.matching.counties import any_problem
from tests.matching.test_optimum import every_plan, first_bound_holds, sound, tiny_problems, values_of

#: five children and eight officers, whose prices keep chains from the best plan
FIVE_CHILDREN = 181
#: and two more rounds whose best plan chains do not find
TWO_CHILDREN, FIVE_WITH_TUTORS = 610, 1606
#: seconds after which a test that hangs fails
LONG = 30


@pytest.fixture(autouse=True)
def no_pools(monkeypatch) -> None:
    """A pool finds the best plan of some of these rounds by itself."""
    monkeypatch.setattr(by_pools, "is_pool", lambda _search: False)


@pytest.fixture
def only_cores(monkeypatch) -> None:
    monkeypatch.setattr(whole, "MOST_ARCS", 0)


@pytest.fixture
def only_chains(only_cores, monkeypatch) -> None:
    monkeypatch.setattr(improve, "FEWEST_CORES", 0)


def village(seed: int) -> Problem:
    return any_problem(seed, most_children=14, most_supporters=10)


def unpinned(seed: int) -> Problem:
    """Without pins: a plan that names none overruled is then sound by itself."""
    return replace(village(seed), pins=())


def values(outcome: CirclesOutcome) -> tuple[int, ...]:
    return tuple(wish.value for wish in outcome.wishes)


def best_of_all(problem: Problem) -> tuple[int, ...]:
    return max(values_of(problem, plan) for plan in every_plan(problem) if sound(problem, plan))


@pytest.mark.parametrize("seed", [FIVE_CHILDREN, TWO_CHILDREN, FIVE_WITH_TUTORS])
def test_cores_find_the_best_of_all_plans_where_chains_do_not(only_cores, seed):
    problem = unpinned(seed)
    assert values(solve(problem)) == best_of_all(problem)


@pytest.mark.parametrize("seed", [FIVE_CHILDREN, TWO_CHILDREN, FIVE_WITH_TUTORS])
def test_a_small_round_is_proven_best_wish_after_wish(monkeypatch, seed):
    monkeypatch.setattr(improve, "FEWEST_CORES", 0)
    problem = unpinned(seed)
    outcome = solve(problem)
    assert values(outcome) == best_of_all(problem)
    assert outcome.status is Status.OPTIMAL
    assert all(wish.value == wish.bound for wish in outcome.wishes)


def test_tiny_rounds_are_proven_and_no_bound_is_passed_by_any_plan():
    proven = compared = 0
    for problem, best in tiny_problems(range(60), most_children=3, most_supporters=2):
        outcome = solve(problem, iterations=1)
        compared += 1
        proven += outcome.status is Status.OPTIMAL
        assert values(outcome) == best
        assert first_bound_holds(outcome.wishes, best)
    assert compared >= 15
    assert proven == compared


def test_the_whole_as_one_core_proves_of_each_wish_what_the_best_of_all_plans_has():
    """Begun from nobody at all: what is proved then is not lifted by a plan that is best already."""
    compared = 0
    for problem, best in tiny_problems(range(60), most_children=3, most_supporters=2):
        search = build(Columns(problem), lambda: False)
        state, bounds = whole.prove(search, empty_state(search.graph), Limit(Watch(None, None, None), 1.0))
        assert tuple(bounds[wish] for wish in problem.programme.wishes) == ordered_values(search, state) == best
        compared += 1
    assert compared >= 15


def test_cores_break_no_must_and_never_cost_a_wish_anything(only_cores, monkeypatch):
    """Siblings, languages, pins, kept hours and newcomers all occur among these rounds."""
    better = 0
    for seed in range(200):
        problem = village(seed)
        with monkeypatch.context() as patch:
            patch.setattr(improve, "FEWEST_CORES", 0)
            before = solve(problem, iterations=2)
        after = solve(problem, iterations=2)
        assert check(problem, after) == []
        assert values(after) >= values(before)
        better += values(after) > values(before)
    assert better >= 5


def test_each_core_that_is_told_of_is_better_than_the_plan_before_it(only_cores, monkeypatch):
    told: list[bool] = []

    class Heard(improve.Cores):
        def improve(self, most, seats, limit, better):
            reached = [self.values]

            def heard(state):
                values = ordered_values(self.search, state)
                told.append(values > reached[-1])
                reached.append(values)
                better(state)

            super().improve(most, seats, limit, heard)

    monkeypatch.setattr(improve, "Cores", Heard)
    for seed in range(200):
        solve(village(seed), iterations=0 if seed % 2 else 2)
    assert len(told) >= 5
    assert all(told)


def test_small_rounds_are_proven_without_breaking_a_must(only_chains, monkeypatch):
    better = proven = 0
    for seed in range(60):
        problem = village(seed)
        before = solve(problem, iterations=1)
        with monkeypatch.context() as patch:
            patch.setattr(whole, "MOST_ARCS", 60)
            after = solve(problem, iterations=1)
        assert check(problem, after) == []
        assert values(after) >= values(before)
        better += values(after) > values(before)
        proven += after.status is Status.OPTIMAL
    assert better >= 3
    assert proven >= 30


def test_each_core_is_a_step_that_a_repeated_run_ends_at(only_cores):
    problem = village(131)
    steps = dict(solve(problem).effort)
    reached = []
    for number in range(steps["cores 0"] + 1):
        cut = solve(problem, repeat=steps | {"cores 0": number})
        assert dict(cut.effort)["cores 0"] == number
        assert solve(problem, repeat=dict(cut.effort)).plan == cut.plan
        reached.append(values(cut))
    assert all(earlier <= later for earlier, later in pairwise(reached))
    assert reached[0] < reached[-1]


def test_each_wish_proven_is_a_step_that_a_repeated_run_ends_at(monkeypatch):
    monkeypatch.setattr(improve, "FEWEST_CORES", 0)
    problem = unpinned(FIVE_CHILDREN)
    whole_run = solve(problem)
    steps = dict(whole_run.effort)
    assert steps["whole"] == len(problem.programme.wishes)
    cut = solve(problem, repeat=steps | {"whole": 0})
    assert values(cut) < values(whole_run)
    assert solve(problem, repeat=dict(cut.effort)).plan == cut.plan
    assert solve(problem, repeat=steps).plan == whole_run.plan


def test_a_stop_is_obeyed_while_a_wish_is_being_proven(monkeypatch):
    begun, stopped = Event(), Event()

    def bound(self, wish, work):
        begun.set()
        assert stopped.wait(LONG)

    monkeypatch.setattr(InOrder, "bound", bound)
    monkeypatch.setattr(InOrder, "stop", lambda self: stopped.set())
    problem = unpinned(FIVE_CHILDREN)
    outcome = solve(problem, stop=begun.is_set)
    assert stopped.is_set()
    assert outcome.status is Status.STOPPED
    assert check(problem, outcome) == []
