"""Wish: who has waited longest comes first, among children of equal need."""

from __future__ import annotations

import pytest

from app.matching import Pair, Rhythm, Waiting, Wish, check, solve, wish_values
from app.matching.rules import wish_waiting
from app.planning.outcome import WishResult
from tests.matching.counties import a_round, bo, lan, mei
from tests.matching.rules.asking import answer


@pytest.mark.parametrize(
    ("days", "steps"),
    [(0, 0), (1, 1), (28, 28), (34, 28), (35, 29), (364, 76), (391, 76), (392, 77), (1036, 100), (9000, 100)],
)
def test_steps_are_days_then_weeks_then_four_weeks(days, steps):
    assert wish_waiting.steps(days) == steps
    problem = a_round((lan(waiting=(Waiting("volunteer", days),)),), (mei(),))
    assert wish_values(problem, (Pair("lan", "volunteer", "mei", 257),))["waiting"] == steps


def test_only_the_role_that_waits_counts_and_nobody_who_stands_there_today():
    waiting = (Waiting("volunteer", 12),)
    assert answer(wish_waiting.score, a_round((lan(waiting=waiting),), (mei(),))) == 12
    assert answer(wish_waiting.score, a_round((lan(),), (mei(),))) == 0
    today = (Pair("lan", "volunteer", "mei"),)
    assert answer(wish_waiting.score, a_round((lan(waiting=waiting),), (mei(),), existing=today)) == 0


def served(*children) -> set[str]:
    problem = a_round(children, (mei(),))
    outcome = solve(problem, iterations=2)
    assert check(problem, outcome) == []
    return {pair.child for pair in outcome.plan.pairs}


def test_of_two_children_of_equal_need_the_one_who_waits_longer_is_served():
    for first, second in ((3, 2), (2, 3), (100, 60), (60, 100)):
        one = lan(waiting=(Waiting("volunteer", first),))
        other = lan(id="an", waiting=(Waiting("volunteer", second),))
        assert served(one, other) == ({"lan"} if first > second else {"an"})


def test_no_wait_outweighs_a_greater_need():
    assert served(lan(rhythm=Rhythm.R1), bo(rhythm=Rhythm.R2, waiting=(Waiting("volunteer", 9000),))) == {"lan"}


def test_waiting_takes_nobodys_familiar_face_away():
    waits = lan(id="an", waiting=(Waiting("volunteer", 900),))
    today = (Pair("lan", "volunteer", "mei", 257),)
    problem = a_round((lan(), waits), (mei(),), existing=today)
    assert [pair.child for pair in solve(problem, iterations=2).plan.pairs] == ["lan"]


def test_the_wish_stands_below_need_and_familiar_faces():
    order = [wish.code for wish in solve(a_round((lan(),), (mei(),)), iterations=1).wishes]
    assert order[:5] == ["complete", "filled", "keep", "waiting", "asked"]
    assert list(Wish)[3] is Wish.WAITING
    assert WishResult("waiting", 0, 0) in solve(a_round((lan(),), (mei(),)), iterations=1).wishes
