"""Write rows about children."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.clock import today
from app.database import db
from app.imports import Change, ChildRow
from app.models.children import STUDY_HELP, Child, Consent, Guardian
from app.models.common import public_id
from app.models.places import Place
from app.models.traces import Change as HistoryLine
from app.models.traces import Disclosure
from app.operations.bulk import add_rows, add_rows_with_ids, add_tokens, tokens_of, with_defaults
from app.operations.children import TAKEN_IN, drafted, draw_pseudonym, revise_child
from app.operations.consents import check_consent
from app.operations.siblings import draw_group
from app.operations.traces import audit_line, change_line
from app.operations.uploads.writers import RowRefused, Writer, loaded, spans

#: consent told in a sheet lasts a year from its date; then the guardian is asked again
CONSENT = timedelta(days=365)
PURPOSE = "matching"


@dataclass
class NewChild:
    """The rows a child will become."""

    child: dict[str, Any]
    guardian: dict[str, Any]
    consent: dict[str, Any] | None
    tokens: list[bytes]
    #: (village, household) of the file: those who share it are brothers and sisters
    household: tuple[int, str] | None
    #: history to come: {"field": [before, after]}, one line each
    history: list[dict[str, list[Any]]] = field(default_factory=list)


class ChildWriter(Writer[ChildRow]):
    """Adds and changes children; what an import must not touch (consent of known children) it never gets."""

    def __init__(self, by: Actor) -> None:
        super().__init__(by)
        self._new: list[NewChild] = []

    def prepare(self, rows: Sequence[ChildRow], changes: Sequence[Change]) -> None:
        """Read what is needed, make the rows of new children, and leave out what cannot be written."""
        self._changes = list(changes)
        if not rows:
            return
        # Held so that the session finds a child's village without asking for each row.
        places = db.session.scalars(select(Place)).all()
        names = {(word, number) for word, number in db.session.execute(select(Child.pseudonym, Child.number))}
        for row in rows:
            self.take(row, self._draft, names)
        self._join_siblings()
        del places

    def _draft(self, row: ChildRow, names: set[tuple[str, int]]) -> None:
        """Make what a row will become; raise RowRefused or ChildRefused."""
        village = self.ground.find("village", row.village, row.township)
        if village is None:
            raise RowRefused("no_village")
        name = draw_pseudonym(names.__contains__)
        told = {"village_id": village, "name": row.name, "sex": row.gender, "born": row.birth, **self._said(row)}
        child, guardian = drafted(told, self._guardian(row), name)
        consent = self._consent(row)
        names.add(name)
        child |= {"public_id": public_id(), "file_key": file_key(row)}
        tokens = tokens_of("child", row.name, row.guardian_phone or "")
        new = NewChild(child, guardian, consent, tokens, (village, row.household) if row.household else None)
        new.history.append(TAKEN_IN)
        if consent:
            new.history.append({"consent": [None, str(consent["valid_until"])]})
        self._new.append(new)

    def _consent(self, row: ChildRow) -> dict[str, Any] | None:
        if not row.consent_on or row.consent_on + CONSENT <= today():
            return None
        until = row.consent_on + CONSENT
        check_consent(PURPOSE, row.consent_on, until)
        return {
            "purpose": PURPOSE, "given_on": row.consent_on, "valid_until": until, "recorded_by": self.by.account_id,
        }  # fmt: skip

    def _join_siblings(self) -> None:
        """Give children of one household of the file the same number."""
        taken = set(db.session.scalars(select(Child.sibling_group).where(Child.sibling_group.is_not(None))))
        sizes = Counter(new.household for new in self._new if new.household)
        groups: dict[tuple[int, str], int] = {}
        for new in self._new:
            if new.household is None or sizes[new.household] < 2:
                continue
            if new.household not in groups:
                groups[new.household] = draw_group(taken.__contains__)
                taken.add(groups[new.household])
            new.child["sibling_group"] = groups[new.household]
            new.history.append({"sibling_group": [None, groups[new.household]]})

    def write(self) -> None:
        """Write the new children all at once, then the changes of known ones."""
        if self._new:
            self._write_new()
        known = loaded(Child, [int(change.id) for change in self._changes], Child.guardian)
        for change in self._changes:
            self.take(change.row, self._revise, known[int(change.id)], change.after)

    def _write_new(self) -> None:
        ids = add_rows_with_ids(Child, with_defaults(Child, [new.child for new in self._new]))
        pairs = list(zip(ids, self._new, strict=True))
        guardians = [{**new.guardian, "child_id": child_id} for child_id, new in pairs]
        add_rows(Guardian, with_defaults(Guardian, guardians))
        consents = [{**new.consent, "child_id": child_id} for child_id, new in pairs if new.consent]
        if consents:
            add_rows(Consent, consents)
        add_tokens("child", ((child_id, new.tokens) for child_id, new in pairs))
        lines = [("child", new.child["public_id"], fields) for new in self._new for fields in new.history]
        add_rows(HistoryLine, [change_line(self.by, *line) for line in lines])
        given = [new.child["public_id"] for new in self._new if new.consent]
        add_rows(Disclosure, [audit_line(self.by, "consent.given", "child", one, PURPOSE) for one in given])

    def _revise(self, row: ChildRow, child: Child, after: Mapping[str, Any]) -> None:
        """Change what the sheet says differently; raise ChildRefused."""
        said = {name: value for name, value in self._said(row).items() if name != "rhythm" or "rhythm" in after}
        revise_child(child.id, child.version, said, self._guardian(row), by=self.by, reason="import")
        child.file_key = file_key(row) or child.file_key

    def _said(self, row: ChildRow) -> dict[str, Any]:
        """Return the fields a row says something about."""
        said: dict[str, Any] = {
            "school_id": self.ground.anywhere(row.school, row.township),
            "meeting_place_id": self.ground.anywhere(row.meeting_place, row.township),
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


def file_key(row: ChildRow) -> bytes | None:
    """Return the hash of the county's file number, by which the child is found at the next import."""
    return bytes.fromhex(row.file_key) if row.file_key else None
