"""Wish: complete circles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.matching import ByRhythm, Rhythm, Wish, solve
from app.matching.rules import wish_complete
from tests.matching.counties import OFFICER, VOLUNTEER, a_round, bo, lan, mei, officer


@pytest.mark.parametrize(("rhythm", "weight"), [(Rhythm.R1, 8), (Rhythm.R2, 4), (Rhythm.R3, 2), (Rhythm.R4, 1)])
def test_a_complete_circle_counts_by_rhythm(rhythm, weight):
    problem = a_round((lan(rhythm=rhythm),), (mei(),))
    assert wish_complete.weight(problem.programme, problem.children[0]) == weight


def test_a_programme_may_weigh_otherwise():
    programme = replace(a_round((), ()).programme, rhythm_weights=ByRhythm(3, 2, 1, 1))
    assert wish_complete.weight(programme, lan()) == 3


def test_one_complete_circle_is_worth_more_than_two_halves():
    # one volunteer; Lan has no officer near, Bo could be complete
    near = officer(languages=("wu",), travel_limit=20)
    roles = (OFFICER, VOLUNTEER)
    problem = a_round((lan(place="far-village"), bo()), (near, mei(travel_limit=600)), roles)
    outcome = solve(problem, iterations=2)
    assert {pair.child for pair in outcome.plan.pairs} == {"bo"}
    assert next(wish.value for wish in outcome.wishes if wish.code == Wish.COMPLETE) == 1
