"""Write rows about children."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.clock import today
from app.database import db
from app.imports import ChildRow
from app.models.children import Child
from app.models.places import Place
from app.operations.children import ChildRefused, register_child, revise_child
from app.operations.consents import record_consent
from app.operations.siblings import join_siblings
from app.planning.availability import Availability
from app.queries.ground import Ground

#: consent told in a sheet lasts a year from its date; then the guardian is asked again
CONSENT = timedelta(days=365)
#: a need of the sheet that asks for a tutor in the circle
STUDY_HELP = "study_help"


class ChildWriter:
    """Adds and changes children; what an import must not touch (consent of known children) it never gets."""

    def __init__(self, by: Actor) -> None:
        self._by = by
        self._ground = Ground()
        # Held so that the session finds a child's village without asking for each row.
        self._places = db.session.scalars(select(Place)).all()
        #: (village, household) of the file → a child of it that came in
        self._households: dict[tuple[int, str], int] = {}

    def ordered(self, rows: Iterable[ChildRow]) -> list[ChildRow]:
        """Return the rows as they stand."""
        return list(rows)

    def add(self, row: ChildRow) -> str:
        """Take a child in; return a code when it cannot be."""
        village = self._ground.find("village", row.village, row.township)
        if village is None:
            return "no_village"
        try:
            child_id = register_child(
                {"village_id": village, "name": row.name, "sex": row.gender, "born": row.birth, **self._said(row)},
                self._guardian(row),
                by=self._by,
            )
            if row.consent_on and row.consent_on + CONSENT > today():
                record_consent(child_id, "matching", row.consent_on, row.consent_on + CONSENT, by=self._by)
        except ChildRefused as fault:
            return f"{fault.field}_{fault.code}"
        self._note_file(child_id, row)
        if row.household:
            first = self._households.setdefault((village, row.household), child_id)
            if first != child_id:
                join_siblings(child_id, first, by=self._by)
        return ""

    def change(self, child_id: int, row: ChildRow, after: Mapping[str, Any]) -> str:
        """Change what the sheet says differently."""
        child = db.session.get_one(Child, child_id)
        said = {name: value for name, value in self._said(row).items() if name != "rhythm" or "rhythm" in after}
        try:
            revise_child(child_id, child.version, said, self._guardian(row), by=self._by, reason="import")
        except ChildRefused as fault:
            return f"{fault.field}_{fault.code}"
        self._note_file(child_id, row)
        return ""

    def _note_file(self, child_id: int, row: ChildRow) -> None:
        """Keep the hash of the county's file number, by which the child is found at the next import."""
        if row.file_key:
            db.session.get_one(Child, child_id).file_key = bytes.fromhex(row.file_key)

    def _said(self, row: ChildRow) -> dict[str, Any]:
        """Return the fields a row says something about."""
        said: dict[str, Any] = {
            "school_id": self._ground.anywhere(row.school, row.township),
            "meeting_place_id": self._ground.anywhere(row.meeting_place, row.township),
            "boards": row.boards,
            "address": row.address,
            "rhythm": int(row.rhythm[1]) if row.rhythm else None,
            "needs": list(row.needs) if row.needs is not None else None,
            "study_help": STUDY_HELP in row.needs if row.needs is not None else None,
            "interests": list(row.interests) if row.interests is not None else None,
            "windows": spans(row.free),
        }
        return {name: value for name, value in said.items() if value is not None}

    def _guardian(self, row: ChildRow) -> dict[str, Any]:
        said = {
            "name": row.guardian_name,
            "phone": row.guardian_phone,
            "relation": row.guardian_relation,
            "device": row.guardian_phone_kind,
            "languages": list(row.guardian_languages) if row.guardian_languages is not None else None,
        }
        return {name: value for name, value in said.items() if value is not None}


def spans(hours: Availability | None) -> list[list[Any]] | None:
    """Return hours as the tables keep them."""
    return None if hours is None else [[span.start, span.end, span.preference.value] for span in hours.spans]
