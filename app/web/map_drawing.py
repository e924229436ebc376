"""The map as numbers for an SVG: own geometry, no tiles, small enough for a weak line and for paper."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from app.models.places import Place

#: SVG units: as wide as the smallest phone, so that names keep their size there
WIDTH = 360
MARGIN = 26
LOWEST, HIGHEST = 220, 520
KM_PER_DEGREE = 111.195
#: size of the letters, in SVG units
LETTER = 13
#: half an en, as letters of the latin script are narrower
NARROW = 0.56
#: where a name may stand: right of its point, left, above, below (text-anchor, dx, dy)
SPOTS = (("start", 7, 4), ("end", -7, 4), ("middle", 0, -8), ("middle", 0, 17))


@dataclass(frozen=True)
class Label:
    """A name beside its point."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Ground:
    """From degrees to SVG units: north is up, a kilometre is as long east as north."""

    west: float
    north: float
    scale: float
    stretch: float
    left: float
    top: float
    height: int

    @staticmethod
    def around(places: Iterable[Place]) -> Ground:
        """Return the ground that shows all of `places`."""
        points = [(place.lat, place.lon) for place in places]
        if not points:
            return Ground(0, 0, 1, 1, MARGIN, MARGIN, LOWEST)
        south, north = min(lat for lat, _lon in points), max(lat for lat, _lon in points)
        west, east = min(lon for _lat, lon in points), max(lon for _lat, lon in points)
        stretch = math.cos(math.radians((south + north) / 2))
        wide, high = max((east - west) * stretch, 0.005), max(north - south, 0.005)
        scale = min((WIDTH - 2 * MARGIN) / wide, (HIGHEST - 2 * MARGIN) / high)
        height = max(LOWEST, math.ceil(high * scale) + 2 * MARGIN)
        left = (WIDTH - (east - west) * stretch * scale) / 2
        top = (height - (north - south) * scale) / 2
        return Ground(west, north, scale, stretch, left, top, height)

    def at(self, place: Place) -> tuple[float, float]:
        """Return where a place stands in the drawing."""
        x = self.left + (place.lon - self.west) * self.stretch * self.scale
        y = self.top + (self.north - place.lat) * self.scale
        return round(x, 1), round(y, 1)

    def yardstick(self) -> tuple[int, float]:
        """Return a round number of kilometres and its length in SVG units, at most a third of the width."""
        unit = self.scale / KM_PER_DEGREE
        fitting = [km for km in (1, 2, 5, 10, 20, 50, 100) if km * unit <= WIDTH / 3]
        km = fitting[-1] if fitting else 1
        return km, round(km * unit, 1)


def dots(ground: Ground, places: Iterable[Place]) -> str:
    """Return one path of points, drawn by round line ends."""
    return "".join(f"M{x:g} {y:g}h0" for x, y in map(ground.at, places))


def squares(ground: Ground, places: Iterable[Place], side: float = 5) -> str:
    """Return one path of squares around points."""
    return "".join(
        f"M{x - side / 2:g} {y - side / 2:g}h{side:g}v{side:g}h-{side:g}z" for x, y in map(ground.at, places)
    )


def labels(ground: Ground, named: Iterable[tuple[str, Place]]) -> list[Label]:
    """Return names that do not lie over each other; what finds no spot stays in the table below the map."""
    taken: list[tuple[float, float, float, float]] = []
    found: list[Label] = []
    for text, place in named:
        x, y = ground.at(place)
        length = sum(LETTER if letter >= "⺀" else LETTER * NARROW for letter in text)
        for anchor, dx, dy in SPOTS:
            left = x + dx - {"start": 0.0, "middle": length / 2, "end": length}[anchor]
            box = (left, y + dy - LETTER, left + length, y + dy + 3)
            inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= ground.height
            if inside and not any(_over(box, other) for other in taken):
                taken.append(box)
                found.append(Label(text, round(x + dx, 1), round(y + dy, 1), anchor))
                break
    return found


def _over(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
