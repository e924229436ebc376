"""Minutes on the way, one way, by mode: points x road factor / speed + fixed, rounded up; measured pairs win."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.planning.geography import EARTH_RADIUS_KM, Place, Point
from app.planning.refusals import refuse_unless

UNREACHABLE_MINUTES = 9999
"""A closed road is a measured pair of this many minutes: beyond every limit."""


class Mode(StrEnum):
    """How somebody travels."""

    FOOT = "foot"
    SCOOTER = "scooter"
    BUS = "bus"
    CAR = "car"


@dataclass(frozen=True, slots=True)
class Pace:
    """Speed in km/h on the road and fixed minutes (waiting, parking) of one mode."""

    km_per_hour: float
    fixed_minutes: int = 0

    def __post_init__(self) -> None:
        refuse_unless(
            0 < self.km_per_hour <= 200, "out_of_range", "km_per_hour", found=self.km_per_hour, least=1, most=200
        )
        refuse_unless(0 <= self.fixed_minutes <= 240, "out_of_range", "fixed_minutes",
                      found=self.fixed_minutes, least=0, most=240)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeasuredTrip:
    """A trip somebody timed between two places, good in both directions."""

    origin: str
    destination: str
    mode: Mode
    minutes: int

    def __post_init__(self) -> None:
        refuse_unless(0 <= self.minutes <= UNREACHABLE_MINUTES, "out_of_range", "minutes",
                      found=self.minutes, least=0, most=UNREACHABLE_MINUTES)  # fmt: skip


def usual_paces() -> dict[Mode, Pace]:
    """Speeds of a mountain county: walking 4 km/h, scooter 21, bus 25 after half an hour's wait, car 35."""
    return {Mode.FOOT: Pace(4), Mode.SCOOTER: Pace(21), Mode.BUS: Pace(25, 30), Mode.CAR: Pace(35)}


@dataclass(frozen=True)
class TravelModel:
    """Turns points into minutes. `road_factor` is road over straight line: 1.6 in mountains, 1.3 in plains."""

    road_factor: float = 1.6
    paces: Mapping[Mode, Pace] = field(default_factory=usual_paces)
    measured: tuple[MeasuredTrip, ...] = ()

    def __post_init__(self) -> None:
        refuse_unless(
            1 <= self.road_factor <= 5, "out_of_range", "road_factor", found=self.road_factor, least=1, most=5
        )
        for mode in Mode:
            refuse_unless(mode in self.paces, "missing", f"paces.{mode.value}")

    def minutes(self, origin: Point, destination: Point, mode: Mode) -> int:
        """Minutes between two points, one way; measured pairs are the caller's to apply (they go by place)."""
        here = np.array([[origin.lat, origin.lon]])
        there = np.array([[destination.lat, destination.lon]])
        return int(self.minutes_between(here, there, mode)[0, 0])

    def minutes_between(
        self, origins: NDArray[np.float64], destinations: NDArray[np.float64], mode: Mode
    ) -> NDArray[np.int32]:
        """Minutes from every origin (rows of lat, lon) to every destination, as a table of whole minutes."""
        pace = self.paces[mode]
        raw = _kilometres(origins, destinations) * (self.road_factor * 60.0 / pace.km_per_hour) + pace.fixed_minutes
        # a hair off, so that 30.000000001 from rounding stays 30
        rounded = np.ceil(raw - 1e-6).astype(np.int32)
        return np.minimum(rounded, UNREACHABLE_MINUTES)

    def table(self, places: Sequence[Place], mode: Mode) -> NDArray[np.int32]:
        """Minutes from every place (rows) to every place, measured pairs applied; 0 within a place.

        A pair measured in both directions differs by direction; otherwise it is good for both.
        """
        points = np.array([[place.point.lat, place.point.lon] for place in places]).reshape(-1, 2)
        minutes = self.minutes_between(points, points, mode)
        row_of = {place.id: row for row, place in enumerate(places)}
        trips = [(row_of[t.origin], row_of[t.destination], t.minutes) for t in self.measured if t.mode is mode]
        for origin, destination, measured in trips:
            minutes[destination, origin] = measured
        for origin, destination, measured in trips:
            minutes[origin, destination] = measured
        np.fill_diagonal(minutes, 0)
        return minutes


def _kilometres(origins: NDArray[np.float64], destinations: NDArray[np.float64]) -> NDArray[np.float64]:
    lat1, lon1 = np.radians(origins[:, 0])[:, None], np.radians(origins[:, 1])[:, None]
    lat2, lon2 = np.radians(destinations[:, 0])[None, :], np.radians(destinations[:, 1])[None, :]
    chord = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    km: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(chord)))
    return km
