"""Shifts in the rota at most."""

from __future__ import annotations

from app.scheduling.rota.rules import must_shifts as must
from tests.scheduling.rota.small import may, on, person, rota, shift


def test_the_most_is_the_last():
    problem = rota((shift("one"), shift("two", day=8), shift("three", day=20)), (person("anna", {"most_shifts": 2}),))
    assert may(must, problem, "anna", "two", on(anna="one"))
    assert not may(must, problem, "anna", "three", on(anna="one two"))
