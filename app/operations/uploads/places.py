"""Write rows about places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.actors import Actor
from app.database import db
from app.imports import Change, PlaceRow
from app.models.places import Place, PlaceKind
from app.operations.places import Reading, add_place
from app.operations.traces import apply_fields, record_change
from app.operations.uploads.writers import RowRefused, Writer, loaded
from app.queries.ground import Spot

#: what the county is called until somebody says its name
COUNTY = "本县"
#: townships before villages before what stands in them
ORDER = (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE)


class PlaceWriter(Writer[PlaceRow]):
    """Adds places in the order in which they contain one another."""

    def __init__(self, by: Actor) -> None:
        super().__init__(by)
        self._rows: list[PlaceRow] = []
        self._county = db.session.scalar(select(Place.id).where(Place.kind == PlaceKind.COUNTY))
        self._codes = set(db.session.scalars(select(Place.code)))

    def prepare(self, rows: Sequence[PlaceRow], changes: Sequence[Change]) -> None:
        """Put containing places first."""
        self._changes = list(changes)
        self._rows = sorted(rows, key=lambda row: ORDER.index(PlaceKind(row.kind)) if row.kind in ORDER else len(ORDER))

    def write(self) -> None:
        """Add the new places one in another, then correct known ones."""
        # Held so that the session finds what a place lies in without asking for each row.
        held: list[Place] = list(db.session.scalars(select(Place)))
        for row in self._rows:
            self.take(row, self._add, held)
        known = loaded(Place, [int(change.id) for change in self._changes])
        for change in self._changes:
            self.take(change.row, self._correct, known[int(change.id)])

    def _add(self, row: PlaceRow, held: list[Place]) -> None:
        """Add one place; raise RowRefused or PlaceRefused."""
        if row.latitude is None or row.longitude is None:
            raise RowRefused("no_point")
        parent = self._parent(row)
        if row.kind != PlaceKind.TOWNSHIP and parent is None:
            raise RowRefused("no_township")
        values = {"kind": row.kind, "name_zh": row.name, "parent_id": parent, "staffed": staffed(row)}
        # The county's own code where no other place has it; else the house gives one.
        code = "" if row.code is None or row.code in self._codes else row.code
        place_id = add_place(values, Reading(row.latitude, row.longitude), by=self.by, code=code)
        self._codes.add(code)
        self.ground.add(Spot(place_id, row.kind, row.name.strip(), parent))
        held.append(db.session.get_one(Place, place_id))

    def _parent(self, row: PlaceRow) -> int | None:
        if row.kind == PlaceKind.TOWNSHIP:
            self._county = self._county or self._add_county(Reading(row.latitude or 0.0, row.longitude or 0.0))
            return self._county
        township = self.ground.find("township", row.township or "")
        if row.kind == PlaceKind.VILLAGE or not row.village:
            return township
        return self.ground.find("village", row.village, row.township or "") or township

    def _add_county(self, point: Reading) -> int:
        """Add the county itself, which no sheet of a county lists; an organizer can correct its point."""
        name = current_app.config["SETTINGS"].county_name or COUNTY
        values: dict[str, Any] = {"kind": PlaceKind.COUNTY, "name_zh": name, "parent_id": None, "staffed": []}
        county = add_place(values, point, by=self.by)
        self.ground.add(Spot(county, PlaceKind.COUNTY, name, None))
        return county

    def _correct(self, row: PlaceRow, place: Place) -> None:
        """Correct a place's point and hours."""
        values: dict[str, Any] = {}
        if row.latitude is not None and row.longitude is not None:
            values |= {"lat": row.latitude, "lon": row.longitude}
        if row.opening_hours is not None:
            values["staffed"] = staffed(row)
        record_change(self.by, "place", place.public_id, apply_fields(place, values))


def staffed(row: PlaceRow) -> list[list[int]]:
    """Return opening hours as a place keeps them."""
    return [[span.start, span.end] for span in row.opening_hours.spans] if row.opening_hours else []
