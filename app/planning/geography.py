"""Points on the earth: WGS-84 inside, GCJ-02 (the shifted grid of Chinese maps) only at the edges."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.planning.refusals import refuse_unless

EARTH_RADIUS_KM = 6371.0088
_KRASOVSKY_AXIS = 6378245.0
_KRASOVSKY_ECCENTRICITY = 0.00669342162296594323


@dataclass(frozen=True, slots=True)
class Point:
    """A place on earth in WGS-84 degrees."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        refuse_unless(math.isfinite(self.lat) and -90 <= self.lat <= 90, "out_of_range", "lat",
                      found=self.lat, least=-90, most=90)  # fmt: skip
        refuse_unless(math.isfinite(self.lon) and -180 <= self.lon <= 180, "out_of_range", "lon",
                      found=self.lon, least=-180, most=180)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A village, school, centre or station: where children are met and where supporters start from."""

    id: str
    point: Point


def haversine_km(one: Point, other: Point) -> float:
    """Great-circle distance in kilometres."""
    half_lat = math.radians(other.lat - one.lat) / 2
    half_lon = math.radians(other.lon - one.lon) / 2
    chord = (
        math.sin(half_lat) ** 2
        + math.cos(math.radians(one.lat)) * math.cos(math.radians(other.lat)) * math.sin(half_lon) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def gcj02_from_wgs84(point: Point) -> Point:
    """The point as Chinese map tiles show it. Points outside China are not shifted."""
    if _outside_china(point):
        return point
    shift_lat, shift_lon = _shift(point)
    return Point(point.lat + shift_lat, point.lon + shift_lon)


def wgs84_from_gcj02(point: Point) -> Point:
    """The true point behind one taken from a Chinese map, to within a centimetre."""
    if _outside_china(point):
        return point
    guess = point
    for _ in range(6):
        shown = gcj02_from_wgs84(guess)
        guess = Point(guess.lat + point.lat - shown.lat, guess.lon + point.lon - shown.lon)
    return guess


def _outside_china(point: Point) -> bool:
    return not (0.8293 <= point.lat <= 55.8271 and 72.004 <= point.lon <= 137.8347)


def _shift(point: Point) -> tuple[float, float]:
    """The published GCJ-02 distortion at a WGS-84 point, in degrees (lat, lon)."""
    x, y = point.lon - 105.0, point.lat - 35.0
    ripple = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + ripple
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + ripple
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    radians = math.radians(point.lat)
    curvature = 1 - _KRASOVSKY_ECCENTRICITY * math.sin(radians) ** 2
    meridian = _KRASOVSKY_AXIS * (1 - _KRASOVSKY_ECCENTRICITY) / (curvature * math.sqrt(curvature))
    parallel = _KRASOVSKY_AXIS / math.sqrt(curvature) * math.cos(radians)
    return north * 180.0 / (meridian * math.pi), east * 180.0 / (parallel * math.pi)
