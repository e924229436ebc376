"""Rest between days."""

from __future__ import annotations

from app.scheduling.rota.rules import must_rest as must
from tests.scheduling.rota.small import may, on, person, rota, shift

SHIFTS = (
    shift("evening", first=18, last=22),
    shift("morning", day=1, first=8, last=10),
    shift("noon", day=1, first=9, last=11),
)


def test_eleven_hours_are_rest_and_ten_are_not():
    problem = rota(SHIFTS, (person("anna", {"rest_minutes": 11 * 60}), person("bo")))
    assert not may(must, problem, "anna", "morning", on(anna="evening"))
    assert not may(must, problem, "anna", "evening", on(anna="morning"))
    assert may(must, problem, "anna", "noon", on(anna="evening"))
    assert may(must, problem, "bo", "morning", on(bo="evening"))


def test_a_break_within_a_day_is_no_rest():
    problem = rota(
        (shift("one", first=8, last=9), shift("two", first=10, last=11)), (person("anna", {"rest_minutes": 660}),)
    )
    assert may(must, problem, "anna", "two", on(anna="one"))
