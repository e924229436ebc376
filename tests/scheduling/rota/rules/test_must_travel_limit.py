"""The way from the base is within the person's own limit."""

from __future__ import annotations

from app.scheduling.rota.rules import must_travel_limit as must
from tests.scheduling.rota.small import may, person, rota, shift

AWAY = (shift("away", place="there"), shift("nowhere", place=None))


def test_the_limit_itself_is_near_enough():
    problem = rota(AWAY, (person("anna", travel_limit=25), person("bo", travel_limit=24)))
    assert may(must, problem, "anna", "away")
    assert not may(must, problem, "bo", "away")


def test_a_shift_nowhere_and_a_person_without_base_need_no_way():
    problem = rota(AWAY, (person("anna", travel_limit=0), person("bo", base=None, travel_limit=0)))
    assert may(must, problem, "anna", "nowhere")
    assert may(must, problem, "bo", "away")
