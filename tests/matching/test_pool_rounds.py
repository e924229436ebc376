"""Rounds whose seats compete for supporters alone are planned by one pool, which keeps every must of the round."""

from __future__ import annotations

from dataclasses import replace
from itertools import count, islice
from operator import gt

import numpy as np
import pytest

from app.matching import Pair, Problem, Wish, check, cut, join, solve, solve_district
from app.matching import districts as districts_module
from app.matching.columns import Columns
from app.matching.engine import by_pools, moves, whole
from app.matching.engine.arrays import copy_state
from app.matching.engine.build import build
from app.matching.engine.grid import MOST_WINDOWS, most_used
from app.planning.availability import Availability, Span
from app.planning.outcome import Status
from app.planning.watch import Watch
from tests.matching.counties import OFFICER, TUTOR, VOLUNTEER, a_round, any_problem, bo, lan, mei, officer

MANY = 200
SATURDAY = 5 * 48


@pytest.fixture
def small_districts(monkeypatch):
    monkeypatch.setattr(districts_module, "MOST_SEATS", 5)
    monkeypatch.setattr(districts_module, "DISTRICT_SEATS", 4)


def is_pool(problem: Problem) -> bool:
    return by_pools.is_pool(build(Columns(problem), lambda: False))


def one_seat_each(seed: int, most_children: int = 12, most_supporters: int = 10) -> Problem:
    """Any problem, of which one weekly role with one seat is left."""
    problem = any_problem(seed, most_children, most_supporters)
    roles = tuple(replace(role, count=1) for role in problem.programme.roles if role.weekly_slot)[:1]
    roles = roles or (replace(VOLUNTEER, caseload=2),)
    named = {role.code for role in roles}
    children = (
        replace(child, waiting=tuple(one for one in child.waiting if one.role in named)) for child in problem.children
    )
    return replace(
        problem,
        programme=replace(
            problem.programme,
            roles=roles,
            gender_rules=tuple(rule for rule in problem.programme.gender_rules if named.issuperset(rule.roles)),
        ),
        children=tuple(children),
        existing=tuple(pair for pair in problem.existing if pair.role in named),
        pins=tuple(pair for pair in problem.pins if pair.role in named),
    )


def pool_rounds() -> list[tuple[int, Problem]]:
    found = ((seed, one_seat_each(seed)) for seed in count())
    return list(islice(((seed, problem) for seed, problem in found if is_pool(problem)), MANY))


def test_circles_of_one_seat_are_a_pool():
    assert is_pool(a_round((lan(), bo()), (mei(),)))


def test_complete_circles_of_two_seats_are_no_pool():
    assert not is_pool(a_round((lan(),), (mei(), officer()), roles=(OFFICER, VOLUNTEER)))


def several_officers(**facts: object) -> Problem:
    """A circle of two officers, neither of whom meets weekly."""
    problem = a_round((lan(guardian_languages=()),), (officer(), officer(id="other")), roles=(OFFICER,))
    role = replace(OFFICER, count=2)
    return replace(problem, programme=replace(problem.programme, roles=(role,), **facts))


def test_nobody_who_could_take_two_seats_of_a_circle_is_in_a_pool():
    assert not is_pool(several_officers(wishes=(Wish.FILLED,)))


def test_two_roles_by_arrangement_are_a_pool_where_complete_circles_do_not_count():
    doctor = replace(OFFICER, code="doctor", kinds=("doctor",), licence=None)
    people = (officer(), officer(id="doctor", kind="doctor"))
    problem = a_round((lan(guardian_languages=()),), people, roles=(OFFICER, doctor))
    assert not is_pool(problem)
    assert is_pool(replace(problem, programme=replace(problem.programme, wishes=(Wish.FILLED, Wish.TRAVEL))))


def test_weekly_roles_and_others_are_no_pool_together():
    problem = a_round((lan(study_help=True), bo()), (mei(), officer()), roles=(OFFICER, TUTOR))
    assert not is_pool(replace(problem, programme=replace(problem.programme, wishes=(Wish.FILLED,))))


def test_meetings_of_the_grid_do_not_overlap_and_are_those_most_people_could_keep():
    use = np.zeros(7 * 48)
    use[[17, 18, 20, 23]] = [5, 7, 5, 1]
    assert most_used(use, 3).tolist() == [17, 20, 23]
    use[18] = 12
    assert most_used(use, 3).tolist() == [18, 23]


def test_a_week_that_is_always_used_has_as_many_meetings_as_a_word_has_bits():
    starts = most_used(np.ones(7 * 48), 3)
    assert len(starts) == MOST_WINDOWS
    assert np.diff(starts).min() >= 3


def test_a_pair_that_stands_at_an_hour_beside_the_grid_keeps_it():
    """Everybody meets at half past eight; Lan and Mei have always met half an hour later."""
    free = Availability((Span(SATURDAY + 17, SATURDAY + 21),))
    early = Availability((Span(SATURDAY + 17, SATURDAY + 20),))
    others = tuple(bo(id=f"bo{number}", windows=early) for number in range(5))
    helpers = tuple(mei(id=f"helper{number}", windows=early) for number in range(5))
    problem = a_round(
        (lan(windows=free), *others),
        (mei(windows=free), *helpers),
        existing=(Pair("lan", "volunteer", "mei", SATURDAY + 18),),
    )
    outcome = solve(problem, iterations=0)
    assert Pair("lan", "volunteer", "mei", SATURDAY + 18) in outcome.plan.pairs
    assert outcome.filled == 6


def test_the_only_seat_of_a_circle_counts_only_who_speaks_the_guardians_language():
    """Mei stands beside Lan today, but nobody of this circle would understand the grandmother."""
    problem = a_round((lan(),), (mei(languages=("mandarin",)),), existing=(Pair("lan", "volunteer", "mei"),))
    assert int(build(Columns(problem), lambda: False).tops.sum()) == 0


def test_no_round_planned_by_a_pool_breaks_a_must():
    filled = 0
    for seed, problem in pool_rounds():
        outcome = solve(problem, iterations=1, seed=seed)
        assert check(problem, outcome) == [], seed
        assert all(wish.value <= wish.bound for wish in outcome.wishes), seed
        filled += outcome.filled
    assert filled > MANY


def test_no_round_planned_by_a_pool_across_districts_breaks_a_must(small_districts):
    joined = 0
    for seed, problem in pool_rounds():
        districts = cut(problem)
        if len(districts) < 2:
            continue
        answers = [solve_district(one, number, iterations=1, seed=seed) for number, one in enumerate(districts)]
        outcome = join(problem, districts, answers, Watch(None, None, None), iterations=1, seed=seed)
        assert check(problem, outcome) == [], seed
        joined += bool(outcome.filled)
    assert joined > MANY / 4


def test_the_plan_is_the_same_for_any_number_of_workers(small_districts):
    for seed in range(4):
        problem = one_seat_each(seed, 16, 16)
        one = solve(problem, iterations=1, seed=seed)
        assert [solve(problem, iterations=1, seed=seed, workers=workers) for workers in (2, 3)] == [one, one]


@pytest.mark.parametrize("steps", [0, 1, 7, 12])
def test_a_round_cut_within_the_pool_is_repeated_from_its_steps(steps, small_districts):
    problem = next(p for seed in count() if len(cut(p := one_seat_each(seed, 16, 16))) > 1)
    whole = dict(solve(problem, iterations=2, seed=5).effort)
    assert {"pool prices", "pool chains"} <= set(whole)
    fewer = {**whole, "pool prices": 100 * steps, "pool chains": min(steps, whole["pool chains"])}
    cut_one = solve(problem, iterations=2, seed=5, repeat=fewer)
    assert dict(cut_one.effort)["pool chains"] == fewer["pool chains"]
    again = solve(problem, iterations=2, seed=5, repeat=dict(cut_one.effort))
    assert again.plan == cut_one.plan
    assert again.effort == cut_one.effort


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.2, 0.6])
def test_wherever_the_clock_cuts_a_pools_round_it_is_repeated_without_it(seconds, small_districts):
    problem = one_seat_each(3, 40, 30)
    cut_one = solve(problem, iterations=2, seed=5, seconds=seconds)
    again = solve(problem, iterations=2, seed=5, repeat=dict(cut_one.effort))
    assert again.plan == cut_one.plan
    assert again.effort == cut_one.effort


def test_a_round_stopped_at_once_still_has_a_plan_of_the_pool():
    problem = a_round((lan(), bo()), (mei(), mei(id="other")))
    outcome = solve(problem, stop=lambda: True)
    assert outcome.status is Status.STOPPED
    assert outcome.filled == 2
    assert check(problem, outcome) == []


def test_a_pool_over_the_whole_loses_less_than_districts_put_together(monkeypatch):
    monkeypatch.setattr(districts_module, "MOST_SEATS", 12)
    monkeypatch.setattr(districts_module, "DISTRICT_SEATS", 10)
    rounds = [one_seat_each(seed, 60, 40) for seed in (0, 7, 10, 11, 22, 24)]
    assert all(len(cut(problem)) > 1 for problem in rounds)
    by_one_pool = [solve(problem, iterations=0, seed=1).wishes[0].value for problem in rounds]
    monkeypatch.setattr(by_pools, "is_pool", lambda _: False)
    put_together = [solve(problem, iterations=0, seed=1).wishes[0].value for problem in rounds]
    assert all(one > other for one, other in zip(by_one_pool, put_together, strict=True))


def test_a_round_solved_whole_begins_better_from_a_pool(monkeypatch):
    monkeypatch.setattr(whole, "MOST_ARCS", 0)
    rounds = [one_seat_each(seed, 60, 40) for seed in range(12)]
    from_pools = [wishes_of(problem) for problem in rounds]
    monkeypatch.setattr(by_pools, "is_pool", lambda _: False)
    without = [wishes_of(problem) for problem in rounds]
    assert all(one >= other for one, other in zip(from_pools, without, strict=True))
    assert sum(map(gt, from_pools, without)) >= 3


def wishes_of(problem: Problem) -> tuple[int, ...]:
    return tuple(wish.value for wish in solve(problem, iterations=0, seed=1).wishes)


def test_all_that_a_pool_plans_is_possible_in_the_round(monkeypatch):
    """Where nobody stands yet no pair of the pool falls away: places, minutes and hours are those of the round."""
    planned = by_pools._filled
    placed: list[tuple[int, int]] = []

    def looked_at(search, state, worth, seats, arcs, slots):
        trial = copy_state(state)
        moves.place_exactly(search.graph, trial, worth, seats, arcs, slots)
        placed.append((len(seats), int((trial.supporter >= 0).sum())))
        return planned(search, state, worth, seats, arcs, slots)

    monkeypatch.setattr(by_pools, "_filled", looked_at)
    for seed in range(60):
        solve(replace(one_seat_each(seed, 40, 12), existing=(), pins=()), iterations=0)
    assert len(placed) >= 40
    assert all(wanted == there for wanted, there in placed)
