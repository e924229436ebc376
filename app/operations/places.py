"""Places: added, corrected, closed. Points are kept in WGS-84, whatever map they were read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import exists, select

from app.actors import Actor
from app.database import db, transaction
from app.models.places import Place, PlaceKind
from app.operations.traces import apply_fields, record_change
from app.operations.versions import expect_version
from app.planning.geography import Point, wgs84_from_gcj02
from app.planning.refusals import Refusal
from app.queries.sounds import sound_of

#: what may stand directly inside what
PARENTS: dict[str, tuple[str, ...]] = {
    PlaceKind.COUNTY: (),
    PlaceKind.TOWNSHIP: (PlaceKind.COUNTY,),
    PlaceKind.VILLAGE: (PlaceKind.TOWNSHIP,),
    PlaceKind.HOME: (PlaceKind.VILLAGE,),
}
#: everything else stands in a village, a township or, like a county hospital, in the county
ANYWHERE = (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE)
FIELDS = frozenset({"kind", "name_zh", "name_en", "parent_id", "staffed"})
GRIDS = ("wgs84", "gcj02")


class PlaceRefused(Exception):
    """A place cannot be written so; `field` says where, `code` what is wrong."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


@dataclass(frozen=True)
class Reading:
    """A point as somebody read it from a map: degrees, and the map's grid (wgs84 or gcj02)."""

    lat: float
    lon: float
    grid: str = "wgs84"

    def point(self) -> Point:
        """Return the true point; raise PlaceRefused for what is no point on earth."""
        if self.grid not in GRIDS:
            raise PlaceRefused("grid", "unknown")
        try:
            point = Point(self.lat, self.lon)
        except Refusal as fault:
            raise PlaceRefused(fault.path, "out_of_range") from fault
        return wgs84_from_gcj02(point) if self.grid == "gcj02" else point


def add_place(values: dict[str, Any], reading: Reading, *, by: Actor, code: str = "") -> int:
    """Add a place and return the row's id; raise PlaceRefused. Without a `code` it gets one from its sound."""
    with transaction():
        place = Place(code=code or _free_code(values["kind"], values["name_zh"]))
        _write(place, values, reading)
        db.session.add(place)
        db.session.flush()
        record_change(by, "place", place.public_id, {"name_zh": [None, place.name_zh]})
        return place.id


def edit_place(place_id: int, version: int, values: dict[str, Any], reading: Reading, *, by: Actor) -> None:
    """Correct a place; raise ChangedMeanwhile or PlaceRefused."""
    with transaction():
        place = db.session.get_one(Place, place_id)
        expect_version(place, version)
        record_change(by, "place", place.public_id, _write(place, values, reading))


def set_closed(place_id: int, closed: bool, *, by: Actor) -> None:
    """Close a place (it stays where it is used and is offered no more) or open it again."""
    with transaction():
        place = db.session.get_one(Place, place_id)
        if closed and db.session.scalar(select(exists().where(Place.parent_id == place_id, Place.closed.is_(False)))):
            raise PlaceRefused("closed", "has_open_places")
        record_change(by, "place", place.public_id, apply_fields(place, {"closed": closed}))


def set_childrens_day(place_id: int, school_out: list[int | None], buses: list[list[int]], *, by: Actor) -> None:
    """Write when school lets out at a place (Monday to Sunday, minutes of the day) and when boarding buses come.

    Shifts that are dated stay; the pages of their series show what would change. Raise PlaceRefused.
    """
    if len(school_out) != 7 or any(first >= last for _, first, last in buses):
        raise PlaceRefused("buses", "order")
    with transaction():
        place = db.session.get_one(Place, place_id)
        facts = {"school_out": school_out, "buses": sorted(buses)}
        record_change(by, "place", place.public_id, apply_fields(place, facts))


def _write(place: Place, values: dict[str, Any], reading: Reading) -> dict[str, list[Any]]:
    unknown = values.keys() - FIELDS
    if unknown:
        raise ValueError(f"not fields of a place: {', '.join(sorted(unknown))}")
    if not values["name_zh"].strip():
        raise PlaceRefused("name_zh", "missing")
    point = reading.point()
    parent = db.session.get(Place, values["parent_id"]) if values.get("parent_id") else None
    wanted = PARENTS.get(values["kind"], ANYWHERE)
    if wanted and (parent is None or parent.kind not in wanted):
        raise PlaceRefused("parent", "wrong_kind")
    if not wanted and parent is not None:
        raise PlaceRefused("parent", "none_above")
    if any(above is place for above in _up(parent)):
        raise PlaceRefused("parent", "inside_itself")
    facts = {**values, "name_zh": values["name_zh"].strip(), "sound": sound_of(values["name_zh"])}
    return apply_fields(place, {**facts, "lat": point.lat, "lon": point.lon, "source": reading.grid})


def _up(place: Place | None) -> Iterator[Place]:
    while place is not None:
        yield place
        place = place.parent


def _free_code(kind: str, name: str) -> str:
    stem = f"{kind}-{sound_of(name)}"[:34]
    for number in count(1):
        code = stem if number == 1 else f"{stem}-{number}"
        if db.session.scalar(select(Place.id).where(Place.code == code)) is None:
            return code
    raise AssertionError
