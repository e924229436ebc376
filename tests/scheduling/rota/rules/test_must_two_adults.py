"""At least two adults on a shift that can start."""

from __future__ import annotations

from app.scheduling.rota.rules import must_two_adults as must
from tests.scheduling.rota.small import may, on, opening, person, rota, shift

CLASS = shift("class", children=12)
PEOPLE = (person("anna"), person("bo"), person("pupil", adult=False))
PROBLEM = rota(((CLASS, opening(CLASS, least=2, wanted=3)),), PEOPLE)


def test_the_place_that_completes_it_waits_for_an_adult():
    assert may(must, PROBLEM, "bo", "class", on(anna="class"))
    assert not may(must, PROBLEM, "pupil", "class", on(anna="class"))


def test_while_it_is_not_complete_anybody_may_join():
    assert may(must, PROBLEM, "pupil", "class")


def test_beside_two_adults_a_pupil_helps():
    assert may(must, PROBLEM, "pupil", "class", on(anna="class", bo="class"))


def test_without_children_nobody_is_asked_for():
    talk = shift("talk")
    assert may(must, rota((talk,), PEOPLE), "pupil", "talk")
