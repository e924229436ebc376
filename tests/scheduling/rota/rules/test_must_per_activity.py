"""Shifts of one activity at most."""

from __future__ import annotations

from app.scheduling.rota.rules import must_per_activity as must
from tests.scheduling.rota.small import may, on, person, rota, shift

SHIFTS = (
    shift("one", activity="lecture"),
    shift("two", day=1, activity="lecture"),
    shift("three", day=2, activity="class"),
)


def test_only_that_activity_counts():
    problem = rota(
        SHIFTS,
        (person("anna", {"most_per_activity": {"lecture": 1}}), person("bo", {"most_per_activity": {"class": 0}})),
    )
    assert not may(must, problem, "anna", "two", on(anna="one"))
    assert may(must, problem, "anna", "three", on(anna="one"))
    assert may(must, problem, "anna", "two", on(anna="three"))
    assert not may(must, problem, "bo", "three")
