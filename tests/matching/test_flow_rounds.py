"""Rounds in which places alone bind are solved by a flow for each wish, and proven."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.matching import Wish, check, solve
from app.matching.columns import Columns
from app.matching.engine import flows
from app.matching.engine.build import build
from app.planning.outcome import Status
from tests.matching.counties import OFFICER, VOLUNTEER, a_round, any_problem, bo, lan, officer
from tests.matching.test_optimum import every_plan, sound, values_of


def officers_only(seed, most_children, most_supporters, count=1):
    """A round for officers who have time for all they take: places bind, and every wish counts."""
    problem = any_problem(seed, most_children, most_supporters)
    role = replace(OFFICER, count=count, caseload=2)
    return replace(
        problem,
        programme=replace(problem.programme, roles=(role,), gender_rules=(), guardian_language=False),
        supporters=tuple(
            replace(s, kind="officer", licences=("police",), sibling_caseload=None, weekly_minutes=2000)
            for s in problem.supporters
        ),
        existing=tuple(replace(pair, role="officer", slot=None) for pair in problem.existing),
        children=tuple(replace(child, waiting=()) for child in problem.children),
        pins=(),
    )


def flows_say_all(problem):
    """Whether the round goes to the exact rung."""
    return flows.is_flow(build(Columns(problem), lambda: False))


def told(outcome):
    """The value of each wish in order."""
    return tuple(wish.value for wish in outcome.wishes)


def test_a_proven_round_is_the_best_of_all_plans():
    compared = 0
    for seed in range(90):
        problem = officers_only(seed, most_children=3, most_supporters=3)
        outcome = solve(problem)
        assert (outcome.status, check(problem, outcome)) == (Status.OPTIMAL, [])
        best = [values_of(problem, plan) for plan in every_plan(problem) if sound(problem, plan)]
        compared += len(best) > 2
        assert not best or told(outcome) == max(best)
    assert compared >= 30


def test_the_general_engine_finds_nothing_better(monkeypatch):
    problems = [officers_only(seed, most_children=40, most_supporters=12) for seed in range(6)]
    proven = [told(solve(problem)) for problem in problems]
    monkeypatch.setattr(flows, "is_flow", lambda search: False)
    for problem, best in zip(problems, proven, strict=True):
        assert told(solve(problem, iterations=4)) <= best


@pytest.mark.parametrize(
    "change",
    [
        {"roles": (VOLUNTEER,)},
        {"roles": (replace(OFFICER, count=2),)},
        {"roles": (OFFICER, replace(OFFICER, code="second"))},
        {"guardian_language": True},
    ],
    ids=["weekly hours", "two of a role", "one person in two roles", "language"],
)
def test_rules_that_are_no_flow_go_to_the_general_engine(change):
    chief = officer(languages=("mandarin",))
    problem = a_round((lan(), bo()), (chief, replace(chief, id="mei", kind="volunteer")), (OFFICER,))
    quiet = replace(problem, programme=replace(problem.programme, guardian_language=False))
    assert flows_say_all(quiet)
    assert not flows_say_all(replace(quiet, programme=replace(quiet.programme, **change)))


def test_scarce_minutes_are_no_flow():
    problem = a_round(
        (lan(guardian_languages=()), bo(guardian_languages=())), (officer(weekly_minutes=20),), (OFFICER,)
    )
    assert not flows_say_all(problem)
    assert flows_say_all(replace(problem, supporters=(officer(weekly_minutes=400),)))


def test_an_even_load_is_proven_too():
    programme = replace(a_round((), (), (OFFICER,)).programme, wishes=(Wish.FILLED, Wish.BALANCE))
    children = tuple(bo(id=f"bo-{n}", guardian_languages=()) for n in range(4))
    two = (officer(weekly_minutes=400), officer(id="sergeant", weekly_minutes=400))
    outcome = solve(a_round(children, two, programme=programme))
    assert outcome.status is Status.OPTIMAL
    assert sorted(pair.supporter for pair in outcome.plan.pairs) == ["officer", "officer", "sergeant", "sergeant"]


def test_a_stop_keeps_what_the_first_wish_proved():
    problem = officers_only(3, most_children=20, most_supporters=8)
    outcome = solve(problem, stop=lambda: True)
    assert check(problem, outcome) == []
    assert outcome.wishes[0].value == outcome.wishes[0].bound == solve(problem).wishes[0].value
