"""Places of an invented county: townships, villages, schools, centres, clinics and police stations.

Township points are given; villages and institutions are scattered around them (WGS-84), their names invented.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from app.planning.geography import haversine_km
from app.samples.county import Place, PlaceKind
from app.samples.draws import apportion
from app.samples.names import spelled

KM_PER_DEGREE = 111.32
_FIRST = spelled(
    "上:Shang 下:Xia 大:Da 小:Xiao 东:Dong 西:Xi 南:Nan 北:Bei 金:Jin 白:Bai 青:Qing 黄:Huang 石:Shi 竹:Zhu 梅:Mei "
    "桃:Tao 桂:Gui 松:Song 云:Yun 龙:Long 新:Xin 长:Chang 双:Shuang 清:Qing 高:Gao 平:Ping 深:Shen 三:San"
)
_SECOND = spelled(
    "坑:keng 源:yuan 洋:yang 岭:ling 田:tian 坪:ping 山:shan 溪:xi 湾:wan 塘:tang 垟:yang 岙:ao 桥:qiao 岩:yan "
    "坞:wu 潭:tan 屋:wu 林:lin 畈:fan 寨:zhai 冲:chong 井:jing 口:kou 墩:dun"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A township-level unit before its villages are drawn. `spread_km` is how far villages lie from its point."""

    name: str
    name_latin: str
    latitude: float
    longitude: float
    point_source: str
    children: int
    villages: int
    spread_km: float
    she_share: float = 0.0
    communities: int = 0
    mountain: bool = True


def township_rows(file_name: str) -> list[dict[str, str]]:
    """The rows of a geography file of this package."""
    text = files("app.samples").joinpath("data", file_name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


class Layout:
    """Collects the places of one county and answers where things are."""

    def __init__(self, prefix: str, name: str, latin: str, units: Sequence[Unit], rng: np.random.Generator) -> None:
        self.prefix = prefix
        self.units = tuple(units)
        self.townships = tuple(f"{prefix}{i + 1:02d}" for i in range(len(units)))
        self.unit_of = dict(zip(self.townships, self.units, strict=True))
        self.by_code: dict[str, Place] = {}
        self._inside: dict[tuple[str, PlaceKind], list[str]] = {}
        self._rng = rng
        self._names = _village_names(rng)
        middle = (sum(u.latitude for u in units) / len(units), sum(u.longitude for u in units) / len(units))
        self.add(Place(prefix, "county", name, latin, None, _r(middle[0]), _r(middle[1]), "invented"))
        for code, unit in self.unit_of.items():
            point = (_r(unit.latitude), _r(unit.longitude))
            self.add(Place(code, "township", unit.name, unit.name_latin, prefix, *point, unit.point_source))
        for code in self.townships:
            self._add_villages(code)

    def add(self, place: Place) -> str:
        """Keep a place and return its code."""
        if place.code not in self.by_code and place.parent is not None:
            self._inside.setdefault((place.parent, place.kind), []).append(place.code)
            if place.parent not in (self.prefix, self.township_of(place.code)):
                self._inside.setdefault((self.township_of(place.code), place.kind), []).append(place.code)
        self.by_code[place.code] = place
        return place.code

    def _add_villages(self, township: str) -> None:
        unit = self.unit_of[township]
        for number in range(1, unit.villages + unit.communities + 1):
            hanzi, latin = next(self._names)
            community = number > unit.villages
            name = f"{hanzi}社区" if community else f"{hanzi}村"
            spread = unit.spread_km * (0.4 if community else 1.0)
            latitude, longitude = self._near(unit.latitude, unit.longitude, spread)
            latin_name = f"{latin} {'Community' if community else 'Village'}"
            code = f"{township}V{number:02d}"
            self.add(Place(code, "village", name, latin_name, township, latitude, longitude, "invented"))

    def add_institution(
        self, township: str, kind: PlaceKind, name: str, latin: str, at: str | None = None, demonstration: bool = False
    ) -> str:
        """Add a school, centre, clinic or station: at the point of place `at`, or within 400 m of the township's."""
        letter = {"school": "S", "centre": "C", "clinic": "H", "station": "P"}[kind]
        number = 1 + len(self.within(township, kind))
        unit = self.unit_of[township]
        if at is None:
            latitude, longitude = self._near(unit.latitude, unit.longitude, 0.4)
        else:
            latitude, longitude = self.by_code[at].latitude, self.by_code[at].longitude
        parent = at or township
        code = f"{township}{letter}{number:02d}"
        return self.add(
            Place(code, kind, name, latin, parent, latitude, longitude, "invented", demonstration=demonstration)
        )

    def add_centres(self, total: int, demonstration: int) -> None:
        """Open `total` children's centres in villages, at least one per township, the rest where children are."""
        counts = apportion(total - len(self.units), [u.children for u in self.units])
        grades = [rank < demonstration for rank in range(total)]
        shuffled = iter([grades[i] for i in self._rng.permutation(total)])
        for township, more in zip(self.townships, counts, strict=True):
            villages = self.villages(township)
            for village in villages[-(1 + more) :] if 1 + more < len(villages) else villages:
                name, latin = self.by_code[village].name, self.by_code[village].name_latin
                self.add_institution(
                    township, "centre", f"{name}儿童之家", f"{latin} Children's Centre", village, next(shuffled)
                )

    def villages(self, township: str) -> list[str]:
        """Codes of the villages and communities of a township."""
        return self.within(township, "village")

    def within(self, place: str, kind: PlaceKind) -> list[str]:
        """Codes of the places of a kind inside a township or village, in the order they were added."""
        return list(self._inside.get((place, kind), ()))

    def spread(self, count: int, weights: Sequence[float], kind: PlaceKind) -> list[str]:
        """Places of a kind for `count` people: over the townships by weight, in turn over each township's places."""
        bases: list[str] = []
        for township, number in zip(self.townships, apportion(count, weights), strict=True):
            here = self.within(township, kind)
            bases += [here[i % len(here)] for i in range(number)]
        return bases

    def township_of(self, code: str) -> str:
        """The township a place lies in (the place itself if it is one)."""
        return code[: len(self.prefix) + 2]

    def kilometres(self, one: str, other: str) -> float:
        """Straight-line distance between two places."""
        return haversine_km(self.by_code[one].point, self.by_code[other].point)

    def nearest(self, code: str, candidates: Sequence[str]) -> str:
        """The candidate closest to a place, the earlier one on a tie."""
        return min(candidates, key=lambda other: self.kilometres(code, other))

    def _near(self, latitude: float, longitude: float, spread_km: float) -> tuple[float, float]:
        angle = float(self._rng.random()) * 2 * math.pi
        distance = spread_km * math.sqrt(float(self._rng.uniform(0.02, 1.0)))
        north = distance * math.sin(angle) / KM_PER_DEGREE
        east = distance * math.cos(angle) / (KM_PER_DEGREE * math.cos(math.radians(latitude)))
        return _r(latitude + north), _r(longitude + east)


def village_weights(villages: Sequence[str], rng: np.random.Generator) -> Mapping[str, float]:
    """How unevenly children live over the villages of a township."""
    return {code: float(rng.uniform(0.5, 1.5)) for code in villages}


def _village_names(rng: np.random.Generator) -> Iterator[tuple[str, str]]:
    pairs = [(first, second) for first in _FIRST for second in _SECOND]
    for i in rng.permutation(len(pairs)):
        (hanzi, latin), (hanzi2, latin2) = pairs[i]
        yield hanzi + hanzi2, latin + latin2


def _r(degrees: float) -> float:
    return round(degrees, 5)
