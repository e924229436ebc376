"""Write rows about supporters. New ones come as applicants: a sheet brings evidence, a second person approves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.actors import Actor
from app.clock import today
from app.imports import SupporterRow
from app.models.supporters import EvidenceKind
from app.operations.availability import save_windows
from app.operations.supporters import PhoneTaken, add_supporter, edit_supporter
from app.operations.uploads.children import spans
from app.operations.vetting import BadEvidence, record_evidence
from app.queries.ground import Ground

LICENCES = {"officer": "police", "doctor": "physician", "counsellor": "counsellor"}
#: what every supporter's record needs, where the sheet says nothing
USUAL_CASELOAD, USUAL_MINUTES, USUAL_LIMIT = 1, 240, 30


class SupporterWriter:
    """Adds and changes supporters; vetting and role of known people it never gets."""

    def __init__(self, by: Actor) -> None:
        self._by = by
        self._ground = Ground()

    def ordered(self, rows: Iterable[SupporterRow]) -> list[SupporterRow]:
        """Return the rows as they stand."""
        return list(rows)

    def add(self, row: SupporterRow) -> str:
        """Add an applicant with the evidence the sheet tells; return a code when it cannot be."""
        base = self._base(row)
        if base is None:
            return "no_base"
        if row.gender is None or row.birth_year is None:
            return "no_gender_or_birth_year"
        usual = {
            "mode": "scooter",
            "travel_limit": USUAL_LIMIT,
            "caseload": USUAL_CASELOAD,
            "weekly_minutes": USUAL_MINUTES,
            "experience_months": 0,
            "languages": ["mandarin"],
            "skills": [],
            "interests": [],
            "email": "",
        }
        kind = row.kind or (row.role if row.role in ("tutor", "officer", "doctor", "counsellor") else "volunteer")
        values = {**usual, "kind": kind, "name": row.name, "phone": row.phone, "base_id": base, **self._said(row)}
        try:
            supporter_id = add_supporter(values, by=self._by).id
        except PhoneTaken:
            return "phone_taken"
        if (windows := spans(row.availability)) is not None:
            save_windows(supporter_id, windows, by=self._by)
        self._evidence(supporter_id, kind, row)
        return ""

    def change(self, supporter_id: int, row: SupporterRow, _after: Mapping[str, Any]) -> str:
        """Change what the sheet says differently."""
        values = self._said(row)
        if (base := self._base(row)) is not None:
            values["base_id"] = base
        edit_supporter(supporter_id, values, version=None, by=self._by)
        if (windows := spans(row.availability)) is not None:
            save_windows(supporter_id, windows, by=self._by)
        return ""

    def _base(self, row: SupporterRow) -> int | None:
        for name in (row.base, row.village, row.township):
            if (found := self._ground.anywhere(name, row.township)) is not None:
                return found
        return None

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

    def _evidence(self, supporter_id: int, kind: str, row: SupporterRow) -> None:
        papers: list[tuple[EvidenceKind, date | None, date | None, str]] = [
            (EvidenceKind.RECORD_CHECK, row.vetted_on, row.vetted_until, ""),
            (EvidenceKind.TRAINING, row.trained_on, None, ""),
            (EvidenceKind.CODE_OF_CONDUCT, row.code_signed_on, None, ""),
        ]
        if row.insured_until:
            papers.append((EvidenceKind.INSURANCE, min(today(), row.insured_until), row.insured_until, ""))
        if kind in LICENCES:
            papers.append((EvidenceKind.LICENCE, row.applied_on or today(), None, LICENCES[kind]))
        for what, issued, until, detail in papers:
            if issued is None:
                continue
            try:
                record_evidence(supporter_id, what, issued, until, detail, by=self._by)
            except BadEvidence:
                continue  # evidence that ran out is no evidence; the track shows what is missing
