"""Nobody is at two places at once."""

from __future__ import annotations

from app.scheduling.rota.people import BusySpan
from app.scheduling.rota.rules import must_one_place as must
from app.scheduling.rota.shifts import Shift
from tests.scheduling.rota.small import may, on, person, rota, shift

SHIFTS = (shift("first", first=9, last=11), shift("second", first=10, last=12), shift("third", first=11, last=13))


def test_overlap_is_forbidden_touching_is_not():
    problem = rota(SHIFTS, (person("anna"), person("bo")))
    assert not may(must, problem, "anna", "second", on(anna="first"))
    assert may(must, problem, "anna", "third", on(anna="first"))
    assert may(must, problem, "bo", "second", on(anna="first"))


def test_a_circle_meeting_keeps_somebody_away():
    meeting = BusySpan(0, 10 * 60, 11 * 60, minutes=75)
    problem = rota(SHIFTS, (person("anna", busy=(meeting,)),))
    assert [may(must, problem, "anna", code) for code in ("first", "second", "third")] == [False, False, True]


def test_a_night_shift_still_runs_the_next_morning():
    night = Shift("night", 0, 22 * 60, 30 * 60, "here")
    problem = rota(
        (night, shift("dawn", day=1, first=5, last=7), shift("later", day=1, first=6, last=8)), (person("anna"),)
    )
    assert not may(must, problem, "anna", "dawn", on(anna="night"))
    assert may(must, problem, "anna", "later", on(anna="night"))
