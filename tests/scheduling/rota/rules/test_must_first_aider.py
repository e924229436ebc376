"""A first-aider is there where one is asked for."""

from __future__ import annotations

from app.scheduling.rota.rules import must_first_aider as must
from tests.scheduling.rota.small import may, on, opening, person, rota, shift

CLASS = shift("class", needs_first_aider=True)
PEOPLE = (person("anna", first_aider=True), person("bo"), person("chen"))


def test_the_place_that_completes_it_waits_for_a_first_aider():
    problem = rota(((CLASS, opening(CLASS, least=2)),), PEOPLE)
    assert not may(must, problem, "chen", "class", on(bo="class"))
    assert may(must, problem, "anna", "class", on(bo="class"))
    assert may(must, problem, "chen", "class", on(anna="class"))


def test_where_none_is_asked_anybody_will_do():
    assert may(must, rota((shift("talk"),), PEOPLE), "bo", "talk")
