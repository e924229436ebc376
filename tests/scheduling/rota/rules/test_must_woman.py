"""A woman is there where one is asked for."""

from __future__ import annotations

from app.planning.people import Gender
from app.scheduling.rota.rules import must_woman as must
from tests.scheduling.rota.small import may, on, opening, person, rota, shift

CLASS = shift("class", needs_woman=True)
PEOPLE = (person("anna"), person("bo", gender=Gender.MALE), person("chen", gender=Gender.MALE))


def test_the_place_that_completes_it_waits_for_a_woman():
    problem = rota(((CLASS, opening(CLASS, least=2)),), PEOPLE)
    assert not may(must, problem, "chen", "class", on(bo="class"))
    assert may(must, problem, "anna", "class", on(bo="class"))
    assert may(must, problem, "chen", "class", on(anna="class"))


def test_where_none_is_asked_men_will_do():
    assert may(must, rota((shift("talk"),), PEOPLE), "bo", "talk")
