"""Write rows about places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.actors import Actor
from app.database import db
from app.imports import PlaceRow
from app.models.places import Place, PlaceKind
from app.operations.places import PlaceRefused, Reading, add_place
from app.operations.traces import apply_fields, record_change
from app.queries.ground import Ground

#: what the county is called until somebody says its name
COUNTY = "本县"
#: townships before villages before what stands in them
ORDER = (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE)


class PlaceWriter:
    """Adds places in the order in which they contain one another."""

    def __init__(self, by: Actor) -> None:
        self._by = by
        self._ground = Ground()
        self._county = db.session.scalar(select(Place.id).where(Place.kind == PlaceKind.COUNTY))

    def ordered(self, rows: Iterable[PlaceRow]) -> list[PlaceRow]:
        """Return the rows, containing places first."""
        return sorted(rows, key=lambda row: ORDER.index(PlaceKind(row.kind)) if row.kind in ORDER else len(ORDER))

    def add(self, row: PlaceRow) -> str:
        """Add one place; return a code when it cannot be."""
        if row.latitude is None or row.longitude is None:
            return "no_point"
        parent = self._parent(row)
        if row.kind != PlaceKind.TOWNSHIP and parent is None:
            return "no_township"
        values = {"kind": row.kind, "name_zh": row.name, "parent_id": parent, "staffed": staffed(row)}
        try:
            add_place(values, Reading(row.latitude, row.longitude), by=self._by, code=self._free(row.code))
        except PlaceRefused as fault:
            return fault.code
        if row.kind in ORDER:
            self._ground = Ground()
        return ""

    def _free(self, code: str | None) -> str:
        """Return the county's own code where no other place has it; else the house gives one."""
        taken = code is None or db.session.scalar(select(Place.id).where(Place.code == code)) is not None
        return "" if taken else str(code)

    def _parent(self, row: PlaceRow) -> int | None:
        if row.kind == PlaceKind.TOWNSHIP:
            self._county = self._county or self._add_county(Reading(row.latitude or 0.0, row.longitude or 0.0))
            return self._county
        township = self._ground.find("township", row.township or "")
        if row.kind == PlaceKind.VILLAGE or not row.village:
            return township
        return self._ground.find("village", row.village, row.township or "") or township

    def _add_county(self, point: Reading) -> int:
        """Add the county itself, which no sheet of a county lists; an organizer can correct its point."""
        name = current_app.config["SETTINGS"].county_name or COUNTY
        values: dict[str, Any] = {"kind": PlaceKind.COUNTY, "name_zh": name, "parent_id": None, "staffed": []}
        return add_place(values, point, by=self._by)

    def change(self, place_id: int, row: PlaceRow, _after: Mapping[str, Any]) -> str:
        """Correct a place's point and hours."""
        place = db.session.get_one(Place, place_id)
        values: dict[str, Any] = {}
        if row.latitude is not None and row.longitude is not None:
            values |= {"lat": row.latitude, "lon": row.longitude}
        if row.opening_hours is not None:
            values["staffed"] = staffed(row)
        record_change(self._by, "place", place.public_id, apply_fields(place, values))
        return ""


def staffed(row: PlaceRow) -> list[list[int]]:
    """Return opening hours as a place keeps them."""
    return [[span.start, span.end] for span in row.opening_hours.spans] if row.opening_hours else []
