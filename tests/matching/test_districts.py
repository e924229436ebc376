"""A large round is cut into districts that share nobody, and their answers make one plan without a broken must."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from app.matching import NO_ANSWER, Exclusion, Pair, check, cut, dump_answer, join, load_answer, solve, solve_district
from app.matching import districts as districts_module
from app.planning.availability import Availability, Span
from app.planning.watch import Watch
from tests.matching.counties import a_round, any_problem, bo, mei

SEEDS = range(40)


@pytest.fixture(autouse=True)
def small_districts(monkeypatch):
    """Districts of about five seats, so that small problems are cut."""
    monkeypatch.setattr(districts_module, "MOST_SEATS", 6)
    monkeypatch.setattr(districts_module, "DISTRICT_SEATS", 5)


def county(seed):
    return any_problem(seed, most_children=16, most_supporters=18)


def cut_counties():
    return [problem for problem in map(county, SEEDS) if len(cut(problem)) > 1]


def test_everybody_belongs_to_exactly_one_district():
    for problem in cut_counties():
        districts = cut(problem)
        assert sorted(c.id for d in districts for c in d.children) == sorted(c.id for c in problem.children)
        assert sorted(s.id for d in districts for s in d.supporters) == sorted(s.id for s in problem.supporters)


def test_there_are_counties_that_are_cut():
    assert len(cut_counties()) >= 20


def test_a_small_round_is_not_cut(monkeypatch):
    monkeypatch.setattr(districts_module, "MOST_SEATS", 10_000)
    problem = county(3)
    assert cut(problem) == (problem,)


def test_siblings_and_whoever_is_pinned_together_stay_together():
    for problem in cut_counties():
        district_of = {c.id: n for n, d in enumerate(cut(problem)) for c in d.children}
        home_of = {s.id: n for n, d in enumerate(cut(problem)) for s in d.supporters}
        for one in problem.children:
            for other in problem.children:
                if one.household and one.household == other.household:
                    assert district_of[one.id] == district_of[other.id]
        assert all(district_of[pin.child] == home_of[pin.supporter] for pin in problem.pins)


def test_the_order_of_standing_pairs_does_not_move_the_cut():
    for problem in cut_counties()[:10]:
        shuffled = list(problem.existing)
        random.Random(1).shuffle(shuffled)
        again = cut(replace(problem, existing=tuple(shuffled)))
        assert [[s.id for s in d.supporters] for d in again] == [[s.id for s in d.supporters] for d in cut(problem)]


def test_who_lives_with_an_excluded_person_of_another_district_stays_excluded():
    problem = next(p for p in cut_counties() if len(cut(p)[0].supporters) and len(cut(p)[1].supporters))
    near, far = cut(problem)[0].supporters[0].id, cut(problem)[1].supporters[0].id
    joined = tuple(replace(s, household="the-lins") if s.id in (near, far) else s for s in problem.supporters)
    child = cut(problem)[0].children[0].id
    here = cut(replace(problem, supporters=joined, exclusions=(Exclusion(child, far),)))[0]
    assert Exclusion(child, near) in here.exclusions


def test_two_districts_never_share_a_person_and_the_joined_plan_breaks_no_must():
    for problem in cut_counties():
        districts = cut(problem)
        answers = [solve_district(one, number, iterations=1) for number, one in enumerate(districts)]
        asked = [{pair.supporter for pair in answer.pairs} for answer in answers]
        for number, people in enumerate(asked):
            assert all(people.isdisjoint(others) for others in asked[:number])
        assert check(problem, join(problem, districts, answers, Watch(None, None, None), iterations=1)) == []


@pytest.mark.parametrize("workers", [2, 3])
def test_the_plan_is_the_same_whatever_the_number_of_workers(workers):
    for problem in cut_counties()[:6]:
        assert solve(problem, iterations=1, seed=5, workers=workers) == solve(problem, iterations=1, seed=5)


def test_the_plan_is_the_same_whatever_the_order_and_the_way_the_answers_came():
    for problem in cut_counties()[:6]:
        districts = cut(problem)
        found = {}
        for number in reversed(range(len(districts))):
            found[number] = load_answer(dump_answer(solve_district(districts[number], number, iterations=1, seed=5)))
        answers = [found[number] for number in range(len(districts))]
        plan = join(problem, districts, answers, Watch(None, None, None), iterations=1, seed=5)
        assert plan == solve(problem, iterations=1, seed=5)


def test_districts_nobody_came_to_are_filled_up_when_a_round_is_stopped():
    problem = next(one for one in cut_counties() if solve(one, iterations=1).filled > 2)
    districts = cut(problem)
    answers = [NO_ANSWER for _ in districts]
    outcome = join(problem, districts, answers, Watch(None, None, lambda: True))
    assert outcome.filled
    assert check(problem, outcome) == []


def test_a_pair_that_stands_across_a_cut_is_kept():
    saturday = Availability((Span(5 * 48 + 16, 5 * 48 + 36),))
    children = tuple(
        bo(id=f"{place}-{number}", place=place, windows=saturday)
        for place in ("village", "next-village")
        for number in range(5)
    )
    everybody = [mei(id=f"helper-{number}", base="next-village", windows=saturday) for number in range(5)]
    everybody.append(mei(id="mei", caseload=3, windows=saturday))
    standing = tuple(Pair(child, "volunteer", "mei") for child in ("village-0", "village-1", "next-village-0"))
    problem = a_round(children, tuple(everybody), existing=standing)
    here, there = cut(problem)
    assert "mei" in {one.id for one in here.supporters}
    assert "next-village-0" in {one.id for one in there.children}
    kept = {(pair.child, pair.supporter) for pair in solve(problem, iterations=2).plan.pairs}
    assert {(pair.child, pair.supporter) for pair in standing} <= kept
