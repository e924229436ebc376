"""Shifts from Monday to Sunday at most."""

from __future__ import annotations

from app.scheduling.rota.rules import must_shifts_a_week as must
from tests.scheduling.rota.small import may, on, person, rota, shift


def test_two_a_week_and_then_the_next_week():
    shifts = (shift("tue", day=1), shift("thu", day=3), shift("sun", day=6), shift("mon", day=7))
    problem = rota(shifts, (person("anna", {"shifts_a_week": 2}),))
    assert may(must, problem, "anna", "sun", on(anna="tue"))
    assert not may(must, problem, "anna", "sun", on(anna="tue thu"))
    assert may(must, problem, "anna", "mon", on(anna="tue thu"))
