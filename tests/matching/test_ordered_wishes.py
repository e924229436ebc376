"""A lower wish never costs a higher one: every level against the best of all plans that keep the levels before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.matching import Problem, solve
from tests.matching.counties import any_problem
from tests.matching.test_optimum import every_plan, sound, values_of

SEEDS = range(1000, 1140)


def small(seed: int) -> Problem:
    return replace(any_problem(seed, most_children=2, most_supporters=2), pins=())


@pytest.fixture(scope="module")
def enumerated() -> list[tuple[Problem, list[tuple[int, ...]]]]:
    """Problems small enough to try every plan, with the values of all sound plans."""
    found = []
    for seed in SEEDS:
        problem = small(seed)
        values = [values_of(problem, plan) for plan in every_plan(problem) if sound(problem, plan)]
        if len(values) > 2:
            found.append((problem, values))
    return found


def test_no_level_could_be_better_without_the_wishes_after_it(enumerated):
    """What a level would be if it were the last: the best of all plans whose earlier levels are as good."""
    assert len(enumerated) >= 30
    for problem, values in enumerated:
        told = [wish.value for wish in solve(problem, iterations=2).wishes]
        for level in range(len(told)):
            alone = max(plan[level] for plan in values if list(plan[:level]) == told[:level])
            assert alone == told[level], (problem.name, level)


def test_a_programme_cut_after_a_level_reaches_no_more_in_it(enumerated):
    for problem, _ in enumerated[:6]:
        wishes = problem.programme.wishes
        whole = [wish.value for wish in solve(problem, iterations=2).wishes]
        for level in range(1, len(wishes)):
            shorter = replace(problem, programme=replace(problem.programme, wishes=wishes[:level]))
            assert [wish.value for wish in solve(shorter, iterations=2).wishes] == whole[:level]


def test_no_bound_lies_below_what_a_level_could_be(enumerated):
    for problem, values in enumerated:
        wishes = solve(problem, iterations=2).wishes
        told = [wish.value for wish in wishes]
        for level, wish in enumerate(wishes):
            alone = max(plan[level] for plan in values if list(plan[:level]) == told[:level])
            assert wish.bound >= alone


def test_a_far_search_gives_up_no_step_of_a_wish_for_all_later_ones():
    """On a problem too large to enumerate, cutting the programme short finds nothing better in what is left of it."""
    problem = any_problem(77, most_children=20, most_supporters=24)
    wishes = problem.programme.wishes
    whole = solve(problem, iterations=6).wishes
    for level in (1, 2, 3):
        shorter = replace(problem, programme=replace(problem.programme, wishes=wishes[:level]))
        cut = solve(shorter, iterations=6).wishes
        assert [wish.value for wish in cut] <= [wish.value for wish in whole[:level]]
