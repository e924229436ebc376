"""What a wish cannot exceed while the wishes before it keep what they reached: never below what some plan has.

The linear programmes of `engine.levels` against every plan of problems small enough to try them all, in many orders of
wishes: siblings and balance have columns of their own, so each stands first and last somewhere.
"""

from __future__ import annotations

import random
from dataclasses import replace
from operator import ge

import numpy as np
import pytest

from app.matching import Problem, Wish, solve
from app.matching.columns import Columns
from app.matching.engine.arrays import empty_state
from app.matching.engine.bounds import SLACK
from app.matching.engine.build import Search, build
from app.matching.engine.households import rooms, sharing, together
from app.matching.engine.level_rows import Duals, Households
from app.matching.engine.levels import Levels
from app.planning.availability import Availability, Span
from app.planning.outcome import WishResult
from app.planning.watch import Limit, Watch
from tests.matching.counties import a_round, any_problem, lan, mei
from tests.matching.test_optimum import every_plan, sound, values_of

SEEDS = range(2000, 2130)
ALL_WEEK = Availability((Span(0, 336),))


def in_any_order(seed: int) -> Problem:
    """A small problem whose children are often siblings, its wishes in an order of their own."""
    problem = replace(any_problem(seed, most_children=2, most_supporters=2), pins=())
    draw = random.Random(f"orders {seed}")
    wishes = list(Wish)
    draw.shuffle(wishes)
    first = draw.choice([None, Wish.SIBLINGS, Wish.BALANCE])
    wishes.sort(key=lambda wish: wish is not first)
    children = tuple(replace(child, household="h1") if draw.random() < 0.7 else child for child in problem.children)
    return replace(problem, children=children, programme=replace(problem.programme, wishes=tuple(wishes)))


@pytest.fixture(scope="module")
def judged() -> list[tuple[Problem, tuple[WishResult, ...], list[int]]]:
    """Problems with what the solver tells of each wish and the most of it in any plan that keeps the wishes before."""
    found = []
    for seed in SEEDS:
        problem = in_any_order(seed)
        plans = [values_of(problem, plan) for plan in every_plan(problem) if sound(problem, plan)]
        if len(plans) < 3:
            continue
        told = solve(problem, iterations=2).wishes
        reached = [wish.value for wish in told]
        most = [max(p[level] for p in plans if list(p[:level]) == reached[:level]) for level in range(len(told))]
        found.append((problem, told, most))
    return found


def test_no_bound_lies_below_what_some_plan_reaches(judged):
    assert len(judged) >= 30
    assert {problem.programme.wishes[0] for problem, _, _ in judged} >= {Wish.SIBLINGS, Wish.BALANCE}
    for problem, told, most in judged:
        for wish, possible in zip(told, most, strict=True):
            assert wish.bound >= possible, (problem.name, wish)


def test_nearly_every_bound_is_what_some_plan_reaches(judged):
    met = [wish.bound == possible for _, told, most in judged for wish, possible in zip(told, most, strict=True)]
    assert sum(met) >= 0.9 * len(met)


def test_programmes_bound_any_plan_not_only_the_best():
    """Beside a plan that is far from the best nothing lifts a bound that is too low: the value does not reach it."""
    met: list[bool] = []
    for seed in SEEDS:
        problem = in_any_order(seed)
        plans = [values_of(problem, plan) for plan in every_plan(problem) if sound(problem, plan)]
        if len(plans) < 3:
            continue
        search, reached = search_of(problem), random.Random(seed).choice(plans)
        values = dict(zip(problem.programme.wishes, reached, strict=True))
        nothing = np.zeros(len(search.graph.arc_supporter))
        levels = Levels(search, Households(search.graph), empty_state(search.graph), values, nothing)
        for level, wish in enumerate(problem.programme.wishes):
            kept = (p[level] for p in plans if all(map(ge, p[:level], reached[:level])))
            bound, most = levels.bound(wish, Limit(Watch(None, None, None), 1.0)), max(kept)
            assert bound >= most - SLACK, (problem.name, wish)
            met.append(int(bound + SLACK) == most)
    assert len(met) >= 300
    assert sum(met) >= 0.8 * len(met)


def a_family(of: tuple[str | None, ...] = ("h1", "h1")) -> Problem:
    """Two children, of the households told, and Mei, who has one place and two where they are siblings."""
    children = tuple(lan(id=f"child-{number}", household=name) for number, name in enumerate(of))
    return a_round(children, (mei(caseload=1, sibling_caseload=2),))


def search_of(problem: Problem) -> Search:
    """All seats of a problem with their arcs."""
    return build(Columns(problem), lambda: False)


def test_siblings_may_share_the_one_place_of_a_supporter():
    graph = search_of(a_family()).graph
    assert rooms(graph).tolist() == [1]
    assert sharing(graph).arcs.tolist() == together(graph).arcs.tolist() == [0, 1]


def test_strangers_do_not_share_a_place_that_siblings_could():
    assert not len(sharing(search_of(a_family(of=(None, None))).graph).arcs)
    assert [(w.value, w.bound) for w in solve(a_family(of=(None, None)), iterations=2).wishes[:2]] == [(8, 8)] * 2
    assert [(w.value, w.bound) for w in solve(a_family(), iterations=2).wishes[:2]] == [(16, 16)] * 2


def test_a_larger_caseload_grows_only_for_a_household_that_needs_it():
    two = replace(a_family(), supporters=(mei(caseload=2, sibling_caseload=3, windows=ALL_WEEK),))
    three = replace(a_family(of=("h1", "h1", "h1")), supporters=two.supporters)
    assert rooms(search_of(two).graph).tolist() == [2]
    assert rooms(search_of(three).graph).tolist() == [3]


def test_a_part_of_a_group_is_never_more_than_the_whole():
    graph = search_of(a_family()).graph
    groups = together(graph)
    assert groups.shares(np.array([3.0, 1.0]), np.array([2.0])).tolist() == [1.5, 0.5]
    assert groups.shares(np.array([-1.0, 1.0]), np.array([2.0])).tolist() == [0.0, 1.0]


def test_a_bound_holds_for_any_duals(judged):
    """Whatever a linear programme answers, what is proved from it is counted over all pairs."""
    chance = np.random.default_rng(5)
    for problem, told, most in judged[:20]:
        search = search_of(problem)
        values = dict(zip(problem.programme.wishes, (wish.value for wish in told), strict=True))
        nothing = np.zeros(len(search.graph.arc_supporter))
        asked = Levels(search, Households(search.graph), empty_state(search.graph), values, nothing)
        for level, wish in enumerate(problem.programme.wishes):
            factors = {before: float(chance.uniform(0, 3)) for before in problem.programme.wishes[:level]}
            duals = Duals(
                wish, 0.0, {**factors, wish: 1.0},
                chance.uniform(-2, 9, len(search.graph.caseload)), chance.uniform(0, 0.1, len(search.graph.caseload)),
                chance.uniform(-2, 9, len(search.graph.seat_child)), chance.uniform(0, 3, len(problem.children)),
            )  # fmt: skip
            assert asked.proved(duals) >= most[level] - SLACK, (problem.name, wish)
