"""The whole shift lies inside the hours offered."""

from __future__ import annotations

from app.scheduling.rota.rules import must_available as must
from app.scheduling.rota.shifts import Shift
from tests.scheduling.rota.small import hours, may, person, rota, shift


def test_a_shift_must_fit_to_the_minute():
    problem = rota(
        (shift("early", first=9, last=11), shift("late", first=10, last=12)), (person("anna", free=hours(9, 11, 0)),)
    )
    assert may(must, problem, "anna", "early")
    assert not may(must, problem, "anna", "late")


def test_touching_spans_are_one_also_over_midnight():
    free = hours(20, 22, 0) + hours(22, 24, 0) + hours(0, 6, 1)
    night = Shift("night", 0, 21 * 60, 29 * 60, "here")
    assert may(must, rota((night,), (person("anna", free=free),)), "anna", "night")


def test_the_same_hours_of_another_day_do_not_help():
    assert not may(must, rota((shift("tue", day=1),), (person("anna", free=hours(9, 11, 0)),)), "anna", "tue")
