"""Worked weekends at most."""

from __future__ import annotations

from app.scheduling.rota.rules import must_weekends as must
from tests.scheduling.rota.small import may, on, person, rota, shift

SHIFTS = (shift("sat", day=5), shift("sun", day=6), shift("next", day=13), shift("friday", day=11))


def test_saturday_and_sunday_are_one_weekend():
    problem = rota(SHIFTS, (person("anna", {"most_weekends": 1}), person("bo", {"most_weekends": 0})))
    assert may(must, problem, "anna", "sun", on(anna="sat"))
    assert not may(must, problem, "anna", "next", on(anna="sat"))
    assert may(must, problem, "anna", "friday", on(anna="sat"))
    assert not may(must, problem, "bo", "sat")
