"""Time for the way from one place to the next."""

from __future__ import annotations

from app.planning.travel import MeasuredTrip, Mode, TravelModel
from app.scheduling.rota.people import BusySpan
from app.scheduling.rota.rules import must_travel_between as must
from app.scheduling.rota.shifts import Shift
from tests.scheduling.rota.small import may, on, person, rota, shift

AWAY = shift("away", place="there", first=11, last=12)
TIGHT, FINE = Shift("tight", 0, 540, 636, "here"), Shift("fine", 0, 540, 635, "here")  # until 10:36 and 10:35


def test_twenty_five_minutes_of_way_need_as_many_of_break():
    problem = rota((TIGHT, FINE, AWAY), (person("anna"),))
    assert not may(must, problem, "anna", "away", on(anna="tight"))
    assert not may(must, problem, "anna", "tight", on(anna="away"))
    assert may(must, problem, "anna", "away", on(anna="fine"))


def test_each_by_their_own_mode():
    problem = rota((FINE, AWAY), (person("anna", mode=Mode.FOOT),))
    assert not may(must, problem, "anna", "away", on(anna="fine"))


def test_one_place_and_people_without_base_need_no_break():
    problem = rota((TIGHT, AWAY, shift("same", first=11, last=12)), (person("anna"), person("bo", base=None)))
    tight = on(anna="tight", bo="tight")
    assert not may(must, problem, "anna", "away", tight)
    assert may(must, problem, "anna", "same", tight)
    assert may(must, problem, "bo", "away", tight)


def test_a_meeting_before_or_after_counts_where_its_place_is_known():
    before = person("anna", busy=(BusySpan(0, 600, 640, 60, "here"),))
    after = person("bo", busy=(BusySpan(0, 720, 780, 60, "here"),))
    unknown = person("chen", busy=(BusySpan(0, 600, 660, 60),))
    problem = rota((AWAY,), (before, after, unknown))
    assert [may(must, problem, name, "away") for name in ("anna", "bo", "chen")] == [False, False, True]


def test_the_next_day_is_another_journey():
    closed = TravelModel(measured=(MeasuredTrip("here", "there", Mode.SCOOTER, 9999),))
    problem = rota((FINE, shift("tue", day=1, place="there")), (person("anna"),), travel=closed)
    assert may(must, problem, "anna", "tue", on(anna="fine"))
