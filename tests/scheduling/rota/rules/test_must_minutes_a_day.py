"""Minutes a day, ways and meetings included."""

from __future__ import annotations

from app.scheduling.rota.people import BusySpan
from app.scheduling.rota.rules import must_minutes_a_day as must
from tests.scheduling.rota.small import may, on, person, rota, shift

SHIFTS = (
    shift("one", first=8, last=9),
    shift("two", first=10, last=11),
    shift("away", first=14, last=15, place="there"),
)


def test_shifts_of_a_day_add_up_to_the_limit():
    problem = rota(SHIFTS, (person("anna", {"minutes_a_day": 120}),))
    assert may(must, problem, "anna", "two", on(anna="one"))
    assert not may(must, problem, "anna", "away", on(anna="one"))  # an hour there and 25 minutes each way


def test_a_meeting_takes_its_minutes():
    busy = (BusySpan(0, 1000, 1060, minutes=61),)
    assert not may(must, rota(SHIFTS, (person("anna", {"minutes_a_day": 120}, busy=busy),)), "anna", "one")
