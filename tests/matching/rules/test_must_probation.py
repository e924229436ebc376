"""H10 for newcomers: on probation never alone, somebody of the programme is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.matching import CircleRole, Explainer, Pair, Plan, SecondAdult, check, solve
from app.matching.rules import must_probation
from tests.matching.counties import OFFICER, VOLUNTEER, a_round, lan, mei, officer
from tests.matching.rules.asking import answer

NEW = mei(probation=True)


@pytest.mark.parametrize("second", [SecondAdult.STAFFED_PLACE, SecondAdult.CHILD_DIRECTOR])
def test_a_newcomer_may_come_where_somebody_of_the_programme_is_there(second):
    assert answer(must_probation.allowed, a_round((lan(second_adult=second),), (NEW,)))


@pytest.mark.parametrize("second", [SecondAdult.GUARDIAN, None])
def test_a_newcomer_does_not_where_only_the_family_is_there(second):
    assert not answer(must_probation.allowed, a_round((lan(second_adult=second),), (NEW,)))


def test_who_is_past_probation_may_come_where_the_guardian_is_there():
    assert answer(must_probation.allowed, a_round((lan(second_adult=SecondAdult.GUARDIAN),), (mei(),)))


@pytest.mark.parametrize("roles", [(VOLUNTEER,), (OFFICER, VOLUNTEER)])
def test_others_in_the_circle_do_not_accompany_for_they_come_at_other_times(roles: tuple[CircleRole, ...]):
    problem = a_round((lan(second_adult=SecondAdult.GUARDIAN),), (NEW, officer(languages=("wu",))), roles)
    outcome = solve(problem, iterations=1)
    assert check(problem, outcome) == []
    assert "mei" not in {pair.supporter for pair in outcome.plan.pairs}


def test_an_experienced_supporter_is_taken_where_the_newcomer_may_not_come():
    problem = a_round((lan(second_adult=SecondAdult.GUARDIAN),), (NEW, mei(id="old", base="next-village")))
    assert [pair.supporter for pair in solve(problem, iterations=1).plan.pairs] == ["old"]


def test_the_funnel_names_it_and_the_newcomer_is_a_near_miss():
    problem = a_round((lan(second_adult=SecondAdult.GUARDIAN),), (NEW,))
    (opening,) = Explainer(problem, Plan(())).openings()
    assert opening.bite == "probation"
    assert [(miss.supporter, miss.must) for miss in opening.near_misses] == [("mei", "probation")]


def test_a_planted_newcomer_alone_with_the_family_is_found():
    problem = a_round((lan(second_adult=SecondAdult.GUARDIAN),), (NEW,))
    planted = replace(solve(problem, iterations=1), plan=Plan((Pair("lan", "volunteer", "mei", 257),)))
    assert "probation" in {violation.code for violation in check(problem, planted)}
