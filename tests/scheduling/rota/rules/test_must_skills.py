"""Who fills a place has all the skills it names."""

from __future__ import annotations

from app.scheduling.rota.rules import must_skills as must
from tests.scheduling.rota.small import may, opening, person, rota, shift

CLASS = shift("class")


def test_one_skill_of_two_is_not_enough():
    people = (person("anna", skills=("drawing", "song")), person("bo", skills=("drawing",)))
    problem = rota(((CLASS, opening(CLASS, skills=("drawing", "song"))),), people)
    assert may(must, problem, "anna", "class")
    assert not may(must, problem, "bo", "class")
