"""In one round no child loses everybody it knows."""

from __future__ import annotations

from dataclasses import replace

from app.matching import Exclusion, Pair, check, solve
from app.matching.known_faces import known_faces
from tests.matching.counties import OFFICER, VOLUNTEER, a_round, bo, lan, mei, officer

TOGETHER = Pair("bo", "volunteer", "mei", 257)


def tempting():
    """Lan, whose rhythm is closest, waits; only Mei could come to her, and Mei stands beside Bo, who has nobody else."""
    return a_round((lan(), bo()), (mei(),), existing=(TOGETHER,))


def test_without_the_guard_the_child_who_counts_more_gets_the_only_person():
    assert {pair.child for pair in solve(tempting(), iterations=2).plan.pairs} == {"lan"}


def test_with_it_the_child_keeps_the_one_it_knows():
    problem = tempting()
    guarded = replace(problem, pins=known_faces(problem, [TOGETHER]))
    outcome = solve(guarded, iterations=2)
    assert outcome.plan.pairs == (TOGETHER,)
    assert check(guarded, outcome) == []


def test_one_face_is_enough_and_a_weekly_one_comes_first():
    problem = a_round(
        (bo(),), (mei(), officer()), (OFFICER, VOLUNTEER), existing=(Pair("bo", "officer", "officer"), TOGETHER)
    )
    assert known_faces(problem, problem.existing) == (TOGETHER,)
    assert known_faces(problem, [problem.existing[0]]) == (problem.existing[0],)


def test_a_coordinators_own_pin_is_enough():
    problem = replace(tempting(), pins=(TOGETHER,))
    assert known_faces(problem, [TOGETHER]) == ()


def test_who_may_not_stay_is_not_held():
    problem = replace(tempting(), exclusions=(Exclusion("bo", "mei"),))
    assert known_faces(problem, [TOGETHER]) == ()


def test_somebody_only_asked_is_no_known_face():
    assert known_faces(tempting(), []) == ()
