"""One face, one seat."""

from __future__ import annotations

from app.matching import Pair
from app.matching.rules import must_one_face
from tests.matching.counties import TUTOR, VOLUNTEER, a_round, lan, mei
from tests.matching.rules.asking import allows, solved


def test_nobody_fills_two_seats_of_one_circle():
    child = lan(study_help=True)
    assert len(solved(a_round((child,), (mei(caseload=2),), (VOLUNTEER, TUTOR)))) == 1
    assert len(solved(a_round((child,), (mei(caseload=2), mei(id="second")), (VOLUNTEER, TUTOR)))) == 2


def test_who_sits_in_the_circle_is_not_asked_for_another_seat():
    problem = a_round((lan(study_help=True),), (mei(caseload=2), mei(id="second")), (VOLUNTEER, TUTOR))
    assert allows(must_one_face.allowed, problem, Pair("lan", "tutor", "mei", 257)) == ["second"]
