"""On problems small enough to try every plan, the answer is compared with the best of all plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

from app.matching import CirclesOutcome, Pair, Plan, Problem, Wish, check, solve
from app.matching.checker import _Recount
from app.planning.outcome import Status, WishResult
from tests.matching.counties import any_problem

FIGURES = {"figure", "wishes", "bound"}
SEEDS = range(150)


def outcome_of(problem: Problem, pairs: tuple[Pair, ...]) -> CirclesOutcome:
    """These pairs as an answer that tells no figures."""
    return CirclesOutcome(Status.FEASIBLE, Plan(pairs), (), 0, 0)


def sound(problem: Problem, pairs: tuple[Pair, ...]) -> bool:
    """Whether the checker finds nothing but missing figures."""
    return all(found.code in FIGURES for found in check(problem, outcome_of(problem, pairs)))


def every_plan(problem: Problem) -> Iterator[tuple[Pair, ...]]:
    """All plans over pairs that break no must by themselves, every meeting time tried."""
    options: list[list[Pair | None]] = []
    for child in problem.children:
        for role, count in problem.seats(child):
            fitting: list[Pair | None] = [None]
            for supporter in problem.supporters:
                slots = range(336) if role.weekly_slot else (None,)
                possible = [Pair(child.id, role.code, supporter.id, slot) for slot in slots]
                alone = replace(problem, pins=())
                recount = _Recount(alone, outcome_of(alone, ()))
                if recount.broken_by(possible[0]):
                    continue
                fitting += [p for p in possible if p.slot is None or recount._inside(p, 3)]
            options += [fitting] * count
    total = 1
    for fitting in options:
        total *= len(fitting)
    if total > 400:
        return
    for chosen in product(*options):
        yield tuple(pair for pair in chosen if pair is not None)


def values_of(problem: Problem, pairs: tuple[Pair, ...]) -> tuple[int, ...]:
    """The value of each wish, in the programme's order."""
    recount = _Recount(problem, outcome_of(problem, pairs))
    return tuple(recount.value(Wish(wish)) for wish in problem.programme.wishes)


def tiny_problems(
    seeds: Iterable[int], most_children: int, most_supporters: int
) -> Iterator[tuple[Problem, tuple[int, ...]]]:
    """Problems with few enough plans to look at each, and something to choose; with the values of the best plan."""
    for seed in seeds:
        problem = replace(any_problem(seed, most_children, most_supporters), pins=())
        plans = [plan for plan in every_plan(problem) if sound(problem, plan)]
        if len(plans) > 1:
            yield problem, max(values_of(problem, plan) for plan in plans)


def test_tiny_problems_are_solved_to_the_best_of_all_plans():
    compared = reached = 0
    for problem, best in tiny_problems(SEEDS, most_children=2, most_supporters=2):
        outcome = solve(problem, iterations=2)
        compared += 1
        told = tuple(wish.value for wish in outcome.wishes)
        assert told <= best
        reached += told == best
        assert first_bound_holds(outcome.wishes, best)
    assert compared >= 40
    assert reached == compared


def first_bound_holds(wishes: tuple[WishResult, ...], best: tuple[int, ...]) -> bool:
    """No bound lies below the best plan as long as the wishes before have reached that plan's values."""
    for wish, value in zip(wishes, best, strict=True):
        if wish.bound < value:
            return False
        if wish.value != value:
            return True
    return True
