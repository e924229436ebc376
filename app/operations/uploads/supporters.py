"""Write rows about supporters. New ones come as applicants: a sheet brings evidence, a second person approves it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.clock import today
from app.database import db
from app.imports import Change, SupporterRow
from app.models.accounts import Account
from app.models.common import public_id
from app.models.supporters import Evidence, EvidenceKind, Supporter
from app.models.traces import Disclosure
from app.operations.availability import checked_windows, save_windows
from app.operations.bulk import add_rows, add_rows_with_ids, add_tokens, tokens_of, with_defaults
from app.operations.supporters import PhoneTaken, account_row, drafted, edit_supporter
from app.operations.traces import audit_line
from app.operations.uploads.writers import RowRefused, Writer, loaded, spans
from app.operations.vetting import BadEvidence, drafted_evidence, recorded_words
from app.phones import normal_phone

LICENCES = {"officer": "police", "doctor": "physician", "counsellor": "counsellor"}
#: what every supporter's record needs, where the sheet says nothing
USUAL: dict[str, Any] = {
    "mode": "scooter",
    "travel_limit": 30,
    "caseload": 1,
    "weekly_minutes": 240,
    "experience_months": 0,
    "languages": ["mandarin"],
    "skills": [],
    "interests": [],
    "email": "",
}


@dataclass
class NewSupporter:
    """The rows a supporter will become."""

    supporter: dict[str, Any]
    account: dict[str, Any]
    papers: list[dict[str, Any]]
    tokens: list[bytes]


class SupporterWriter(Writer[SupporterRow]):
    """Adds and changes supporters; vetting and role of known people it never gets.

    New people are told nothing yet, paper by paper: none of them has signed in, and what lacks is shown when they do.
    """

    def __init__(self, by: Actor) -> None:
        super().__init__(by)
        self._new: list[NewSupporter] = []

    def prepare(self, rows: Sequence[SupporterRow], changes: Sequence[Change]) -> None:
        """Make the rows of new applicants, and leave out those whose phone somebody has."""
        self._changes = list(changes)
        if not rows:
            return
        taken = set(db.session.scalars(select(Supporter.phone_hash).where(Supporter.phone_hash.is_not(None))))
        taken |= set(db.session.scalars(select(Account.handle_hash)))
        for row in rows:
            self.take(row, self._draft, taken)

    def _draft(self, row: SupporterRow, taken: set[bytes | None]) -> None:
        """Make what a row will become; raise RowRefused or PhoneTaken."""
        base = self._base(row)
        if base is None:
            raise RowRefused("no_base")
        if row.gender is None or row.birth_year is None:
            raise RowRefused("no_gender_or_birth_year")
        kind = row.kind or (row.role if row.role in ("tutor", "officer", "doctor", "counsellor") else "volunteer")
        told = {**USUAL, "kind": kind, "name": row.name, "phone": row.phone, "base_id": base, **self._said(row)}
        supporter = drafted(told) | {"public_id": public_id(), "windows": self._windows(row) or []}
        account = account_row(row.name, normal_phone(row.phone))
        if taken & {supporter["phone_hash"], account["handle_hash"]}:
            raise PhoneTaken
        taken |= {supporter["phone_hash"], account["handle_hash"]}
        tokens = tokens_of("supporter", row.name, row.phone)
        self._new.append(NewSupporter(supporter, account, self._papers(kind, row), tokens))

    def write(self) -> None:
        """Write the new applicants all at once, then the changes of known people."""
        if self._new:
            self._write_new()
        known = loaded(Supporter, [int(change.id) for change in self._changes])
        for change in self._changes:
            self.take(change.row, self._edit, known[int(change.id)])

    def _write_new(self) -> None:
        ids = add_rows_with_ids(Supporter, with_defaults(Supporter, [new.supporter for new in self._new]))
        pairs = list(zip(ids, self._new, strict=True))
        add_rows(Account, [{**new.account, "supporter_id": supporter_id} for supporter_id, new in pairs])
        papers = [{**paper, "supporter_id": supporter_id} for supporter_id, new in pairs for paper in new.papers]
        if papers:
            add_rows(Evidence, papers)
        add_tokens("supporter", ((supporter_id, new.tokens) for supporter_id, new in pairs))
        lines = []
        for new in self._new:
            name = new.supporter["public_id"]
            lines.append(audit_line(self.by, "supporter.added", "supporter", name))
            told = (recorded_words(paper) for paper in new.papers)
            lines += [audit_line(self.by, "evidence.recorded", "supporter", name, words) for words in told]
        add_rows(Disclosure, lines)

    def _edit(self, row: SupporterRow, supporter: Supporter) -> None:
        """Change what the sheet says differently."""
        values = self._said(row)
        if (base := self._base(row)) is not None:
            values["base_id"] = base
        edit_supporter(supporter.id, values, version=None, by=self.by)
        if (windows := self._windows(row)) is not None:
            save_windows(supporter.id, windows, by=self.by)

    def _base(self, row: SupporterRow) -> int | None:
        for name in (row.base, row.village, row.township):
            if (found := self.ground.anywhere(name, row.township)) is not None:
                return found
        return None

    def _windows(self, row: SupporterRow) -> list[list[Any]] | None:
        told = spans(row.availability)
        return None if told is None else checked_windows(told)

    def _said(self, row: SupporterRow) -> dict[str, Any]:
        said: dict[str, Any] = {
            "gender": row.gender,
            "birth_year": row.birth_year,
            "languages": list(row.languages) if row.languages is not None else None,
            "skills": list(row.skills) if row.skills is not None else None,
            "interests": list(row.interests) if row.interests is not None else None,
            "mode": row.travel_mode,
            "travel_limit": row.travel_limit,
            "caseload": row.caseload,
            "weekly_minutes": row.weekly_minutes,
            "experience_months": row.experience_months,
            "stays_until": row.stays_until,
        }
        return {name: value for name, value in said.items() if value is not None}

    def _papers(self, kind: str, row: SupporterRow) -> list[dict[str, Any]]:
        told: list[tuple[EvidenceKind, date | None, date | None, str]] = [
            (EvidenceKind.RECORD_CHECK, row.vetted_on, row.vetted_until, ""),
            (EvidenceKind.TRAINING, row.trained_on, None, ""),
            (EvidenceKind.CODE_OF_CONDUCT, row.code_signed_on, None, ""),
        ]
        if row.insured_until:
            told.append((EvidenceKind.INSURANCE, min(today(), row.insured_until), row.insured_until, ""))
        if kind in LICENCES:
            told.append((EvidenceKind.LICENCE, row.applied_on or today(), None, LICENCES[kind]))
        papers = []
        for what, issued, until, detail in told:
            if issued is not None:
                with suppress(BadEvidence):  # evidence that ran out is no evidence; the track shows what is missing
                    papers.append(drafted_evidence(what, issued, until, detail, by=self.by))
        return papers
