"""Sunset against the almanac."""

from __future__ import annotations

from datetime import date

import pytest

from app.planning.geography import Point
from app.planning.sunlight import sunset

JINGNING = Point(27.97, 119.64)


@pytest.mark.parametrize(
    ("day", "point", "hour", "minute"),
    [
        # domain 1.12: 17:10 in December; published tables for Beijing and Shanghai
        (date(2026, 12, 10), JINGNING, 17, 6),
        (date(2026, 6, 21), Point(39.904, 116.407), 19, 46),
        (date(2026, 12, 22), Point(39.904, 116.407), 16, 53),
        (date(2026, 3, 20), Point(31.230, 121.474), 18, 4),
    ],
)
def test_the_sun_sets_within_three_minutes_of_the_almanac(day, point, hour, minute):
    assert abs(sunset(day, point) - (60 * hour + minute)) <= 3


def test_the_sun_sets_later_in_summer_and_further_west():
    assert sunset(date(2026, 6, 21), JINGNING) > sunset(date(2026, 12, 21), JINGNING) + 90
    assert sunset(date(2026, 6, 21), Point(27.97, 110.0)) > sunset(date(2026, 6, 21), JINGNING) + 30


def test_the_polar_night_has_no_evening_and_the_midnight_sun_no_end():
    assert sunset(date(2026, 12, 21), Point(80, 0)) == 0
    assert sunset(date(2026, 6, 21), Point(80, 0)) == 1440
