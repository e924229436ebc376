"""A run that the clock or somebody cut is repeated to the same plan from the steps its stages did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from app.matching import CirclesOutcome, Problem, check, solve
from app.planning.outcome import Status
from app.planning.progress import Progress
from app.planning.watch import Limit, Watch
from app.samples import sample_county
from app.samples.circles import circles_problem
from tests.matching.counties import any_problem

#: search rounds nobody waits for: only a stop ends such a run
ENDLESS = 10**6


@pytest.fixture(scope="module")
def haian() -> Problem:
    return circles_problem(sample_county("haian", 1))


def stopped_in_search(reports: int) -> tuple[Callable[[Progress], None], Callable[[], bool]]:
    """A listener, and a stop button pressed at the so-manieth report from the search; there is always a first."""
    heard: list[str] = []

    def listen(progress: Progress) -> None:
        if progress.stage == "search":
            heard.append(progress.stage)

    return listen, lambda: len(heard) >= reports


def again(problem: Problem, outcome: CirclesOutcome, **options: int) -> CirclesOutcome:
    return solve(problem, iterations=ENDLESS, seed=5, repeat=dict(outcome.effort), **options)


@pytest.mark.parametrize("reports", [1, 3])
def test_a_stopped_run_is_repeated_step_by_step(haian, reports):
    listen, stop = stopped_in_search(reports)
    cut = solve(haian, iterations=ENDLESS, seed=5, progress=listen, stop=stop)
    assert cut.status is Status.STOPPED
    repeated = again(haian, cut)
    assert repeated.plan == cut.plan
    assert repeated.effort == cut.effort


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.4, 1.0])
def test_wherever_the_clock_cuts_a_run_it_is_repeated_without_it(haian, seconds):
    cut = solve(haian, iterations=2, seed=5, seconds=seconds)
    repeated = solve(haian, iterations=2, seed=5, repeat=dict(cut.effort))
    assert repeated.plan == cut.plan
    assert repeated.effort == cut.effort


def test_two_searches_side_by_side_are_repeated_each_to_its_own_step(haian):
    listen, stop = stopped_in_search(2)
    cut = solve(haian, iterations=ENDLESS, workers=2, seed=5, progress=listen, stop=stop)
    stages = ("gentle", "strict", "cores")
    of_each = {f"{stage} {number}" for stage in stages for number in (0, 1)}
    assert {name for name, _ in cut.effort} == {
        "pool prices",
        "pool chains",
        "descent",
        "relaxation",
        "whole",
    } | of_each
    assert again(haian, cut, workers=2).plan == cut.plan


def test_no_time_on_the_clock_cuts_no_step_of_a_repeated_run(haian):
    whole = solve(haian, iterations=2, seed=5)
    repeated = solve(haian, iterations=2, seed=5, seconds=0, repeat=dict(whole.effort))
    assert repeated.plan == whole.plan
    assert dict(whole.effort)["strict 0"] > 0


def test_fewer_steps_give_another_run_than_more():
    problem = any_problem(3)
    whole = solve(problem, iterations=3)
    assert solve(problem, iterations=3, repeat=dict.fromkeys(dict(whole.effort), 0)).effort != whole.effort


def test_a_round_that_only_adds_is_cut_by_the_clock_and_repeated_from_its_steps():
    nobody_yet = (replace(any_problem(seed, 10, 10), existing=(), pins=()) for seed in count())
    problem = next(one for one in nobody_yet if solve(one, adds_only=True).filled > 3)
    whole = solve(problem, adds_only=True)
    ended = solve(problem, adds_only=True, seconds=0.0)
    assert (ended.status, ended.filled) == (Status.STOPPED, 0)
    steps = dict(whole.effort)["additions"]
    filled = []
    for number in range(steps + 1):
        cut = solve(problem, adds_only=True, repeat={"additions": number})
        assert check(problem, cut) == []
        assert cut.plan == solve(problem, adds_only=True, repeat=dict(cut.effort)).plan
        filled.append(cut.filled)
    assert filled == sorted(filled)
    assert (filled[0], filled[-1]) == (0, whole.filled)


def test_a_step_that_gave_no_answer_is_not_counted_and_ends_the_repeated_stage():
    limit = Limit(Watch(None, None, None), 1.0)
    assert limit.over() is False
    assert limit.unless_over(lambda: None) is None
    assert limit.steps == 1
    repeated = Limit(Watch(None, None, None), 1.0, most_steps=limit.steps)
    assert repeated.over() is False
    assert repeated.unless_over(lambda: 7) is None
    assert repeated.struck
