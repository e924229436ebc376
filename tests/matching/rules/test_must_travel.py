"""H4: minutes on the way, by own mode, within both limits."""

from __future__ import annotations

from dataclasses import replace

from app.matching.rules import must_travel
from app.planning.travel import MeasuredTrip, Mode, TravelModel
from tests.matching.counties import VOLUNTEER, a_round, lan, mei
from tests.matching.rules.asking import answer


def timed(minutes, limit=30, role_limit=45):
    travel = TravelModel(measured=(MeasuredTrip("far-village", "village", Mode.SCOOTER, minutes),))
    roles = (replace(VOLUNTEER, travel_limit=role_limit),)
    return a_round((lan(),), (mei(base="far-village", travel_limit=limit),), roles, travel=travel)


def test_a_supporter_of_the_same_village_is_near():
    assert answer(must_travel.allowed, a_round((lan(),), (mei(),)))


def test_a_minute_beyond_the_own_limit_is_too_far():
    assert not answer(must_travel.allowed, timed(31))


def test_a_minute_beyond_the_limit_of_the_role_is_too_far():
    assert not answer(must_travel.allowed, timed(46, limit=60))


def test_exactly_the_limit_is_near_enough():
    assert answer(must_travel.allowed, timed(30))


def test_unmeasured_ways_are_reckoned_from_the_points():
    assert not answer(must_travel.allowed, a_round((lan(),), (mei(base="far-village"),)))
