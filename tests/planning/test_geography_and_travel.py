"""Points, shifted maps and minutes on the way."""

from __future__ import annotations

import numpy as np
import pytest

from app.planning.capacity import weekly_minutes, weeks_between
from app.planning.geography import Place, Point, gcj02_from_wgs84, haversine_km, wgs84_from_gcj02
from app.planning.refusals import Refusal
from app.planning.travel import MeasuredTrip, Mode, Pace, TravelModel

JINGNING = Point(27.9744, 119.6308)


def test_a_degree_of_latitude_is_111_km():
    assert haversine_km(Point(27, 119), Point(28, 119)) == pytest.approx(111.195, abs=0.01)
    assert haversine_km(JINGNING, JINGNING) == 0


def test_chinese_maps_shift_points_by_hundreds_of_metres_and_back():
    shown = gcj02_from_wgs84(JINGNING)
    assert 0.1 < haversine_km(JINGNING, shown) < 1
    assert haversine_km(wgs84_from_gcj02(shown), JINGNING) < 0.0001


def test_points_outside_china_are_not_shifted():
    paris = Point(48.85, 2.35)
    assert gcj02_from_wgs84(paris) == paris == wgs84_from_gcj02(paris)


@pytest.mark.parametrize("lat_lon", [(91, 0), (0, 181), (float("nan"), 0)])
def test_points_off_the_globe_are_refused(lat_lon):
    with pytest.raises(Refusal):
        Point(*lat_lon)


@pytest.mark.parametrize(("mode", "minutes"), [(Mode.FOOT, 134), (Mode.SCOOTER, 26), (Mode.BUS, 52), (Mode.CAR, 16)])
def test_minutes_go_by_mode_and_are_rounded_up(mode, minutes):
    # 5.5598 km as the crow flies, 8.896 km by road
    assert TravelModel(1.6).minutes(Point(27.90, 119.60), Point(27.95, 119.60), mode) == minutes


def test_no_way_takes_no_time_but_the_wait():
    assert TravelModel().minutes(JINGNING, JINGNING, Mode.FOOT) == 0
    assert TravelModel().minutes(JINGNING, JINGNING, Mode.BUS) == 30


def test_many_ways_at_once_give_the_same_minutes_as_one_by_one():
    rng = np.random.default_rng(3)
    points = np.column_stack([27.7 + rng.random(20) * 0.4, 119.3 + rng.random(20) * 0.6])
    table = TravelModel().minutes_between(points, points, Mode.SCOOTER)
    one = [[TravelModel().minutes(Point(*a), Point(*b), Mode.SCOOTER) for b in points] for a in points]
    assert (table == np.array(one)).all()


def test_nonsense_is_refused():
    for build in (
        lambda: TravelModel(0.9),
        lambda: TravelModel(paces={}),
        lambda: Pace(0),
        lambda: Pace(4, -1),
        lambda: MeasuredTrip("a", "b", Mode.CAR, -1),
    ):
        with pytest.raises(Refusal):
            build()


def test_weekly_minutes_are_meetings_with_both_ways_rounded_up():
    assert weekly_minutes(24, 20) == 54  # 24 x 115 / 52 = 53.08
    assert weekly_minutes(12, 0) == 18
    assert weekly_minutes(52, 0) == 75
    assert weekly_minutes(0, 20) == 0


def test_a_slot_is_used_every_so_many_weeks():
    assert [weeks_between(meetings) for meetings in (52, 24, 12, 1, 0)] == [1, 2, 4, 52, 52]


def test_a_table_of_ways_knows_measured_pairs_both_ways_unless_each_was_measured():
    places = [Place("low", Point(27.98, 119.63)), Place("high", Point(27.83, 119.69)), Place("far", Point(27.7, 119.5))]
    up, down = MeasuredTrip("low", "high", Mode.SCOOTER, 40), MeasuredTrip("high", "low", Mode.SCOOTER, 30)
    one_way, both = TravelModel(measured=(up,)), TravelModel(measured=(up, down))
    assert one_way.table(places, Mode.SCOOTER)[:2, :2].tolist() == [[0, 40], [40, 0]]
    assert both.table(places, Mode.SCOOTER)[:2, :2].tolist() == [[0, 40], [30, 0]]
    estimated = both.table(places, Mode.CAR)
    assert estimated[0, 1] == both.minutes(places[0].point, places[1].point, Mode.CAR)


def test_within_a_place_nobody_waits_for_the_bus():
    places = [Place("low", Point(27.98, 119.63)), Place("high", Point(27.83, 119.69))]
    assert TravelModel().table(places, Mode.BUS).diagonal().tolist() == [0, 0]
