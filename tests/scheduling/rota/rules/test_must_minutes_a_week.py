"""Minutes a week from Monday to Sunday, ways and meetings included."""

from __future__ import annotations

from datetime import date

from app.scheduling.rota.people import BusySpan
from app.scheduling.rota.rules import must_minutes_a_week as must
from tests.scheduling.rota.small import may, on, person, rota, shift

SHIFTS = (shift("sun", day=6), shift("sat", day=5), shift("mon", day=7))


def test_monday_begins_a_new_week():
    problem = rota(SHIFTS, (person("anna", {"minutes_a_week": 239}),))
    assert not may(must, problem, "anna", "sat", on(anna="sun"))
    assert may(must, problem, "anna", "mon", on(anna="sun"))


def test_meetings_of_the_week_count():
    problem = rota(SHIFTS, (person("anna", {"minutes_a_week": 180}, busy=(BusySpan(2, 600, 660, minutes=61),)),))
    assert not may(must, problem, "anna", "sun")
    assert may(must, problem, "anna", "mon")


def test_a_rota_that_begins_on_a_thursday_has_a_short_first_week():
    problem = rota(
        (shift("thu", day=0), shift("mon", day=4)), (person("anna", {"minutes_a_week": 120}),), start=date(2026, 9, 10)
    )
    assert may(must, problem, "anna", "mon", on(anna="thu"))
