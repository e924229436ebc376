"""What an import would change: new records, changed ones with before and after, the rest. One page shows it, then one
transaction applies it.

Vetting, consent and roles of people already known are never changed by an import, nor who is whose sibling; differences
there are reported as held back. An empty cell says nothing, so it erases nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from app.imports.duplicates import row_key
from app.imports.kinds import ChildRow, ImportRow, PairRow

PROTECTED = frozenset(
    {
        "role",
        "licence_number",
        "vetted_on",
        "vetted_until",
        "trained_on",
        "insured_until",
        "code_signed_on",
        "consent_on",
        "household",
    }
)


@dataclass(frozen=True, slots=True)
class Existing:
    """A record the application has: its id, and the row it would be if it came in a sheet (any sheet name and row)."""

    id: str
    row: ImportRow


@dataclass(frozen=True, slots=True)
class Change:
    """A known record a row would change. `held_back` differs but is not for an import to change."""

    row: ImportRow
    id: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    held_back: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row that may be a person already known, or already in the file, under another spelling: for a person to decide.

    `id` is the known record, None where the other one is in the file itself (`other`).
    """

    row: ImportRow
    id: str | None
    other: ImportRow


@dataclass(frozen=True, slots=True)
class Changes:
    """The staged difference. Every row is in exactly one of the four."""

    new: tuple[ImportRow, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[ImportRow, ...]
    duplicates: tuple[Duplicate, ...]


def plan_changes(rows: Sequence[ImportRow], existing: Iterable[Existing]) -> Changes:
    """Compare read rows with what is known; pure, touches nothing."""
    known: dict[tuple[str, ...], list[Existing]] = {}
    filed: dict[str, Existing] = {}
    for record in existing:
        known.setdefault(row_key(record.row), []).append(record)
        if number := _file_key(record.row):
            filed[number] = record
    new: list[ImportRow] = []
    changed: list[Change] = []
    unchanged: list[ImportRow] = []
    duplicates: list[Duplicate] = []
    seen: dict[tuple[str, ...], ImportRow] = {}
    meant: set[str] = set()
    for row in rows:
        key, number = row_key(row), _file_key(row)
        records = known.get(key, [])
        match = filed.get(number) or _same(row, records)
        # Two known children who sound alike, both in the file, are no doubt: each row means its own record.
        if match is not None and match.id not in meant:
            meant.add(match.id)
            change = _change(row, match)
            if change.after or change.held_back:
                changed.append(change)
            else:
                unchanged.append(row)
        elif earlier := seen.get(key) or seen.get(("file", number)):
            duplicates.append(Duplicate(row, None, earlier))
        elif records:
            duplicates.append(Duplicate(row, records[0].id, records[0].row))
        else:
            new.append(row)
        seen.setdefault(key, row)
        if number:
            seen.setdefault(("file", number), row)
    return Changes(tuple(new), tuple(changed), tuple(unchanged), tuple(duplicates))


def _file_key(row: ImportRow) -> str:
    """The number of the county's own file on a child; it means the same child even where the name was corrected."""
    return (row.file_key or "") if isinstance(row, ChildRow) else ""


def _same(row: ImportRow, records: Sequence[Existing]) -> Existing | None:
    """The one known record the row certainly means: the same name in the same characters, and nobody else has it."""
    if isinstance(row, PairRow):
        return records[0] if records else None
    matches = [record for record in records if _name(record.row) == _name(row)]
    return matches[0] if len(matches) == 1 else None


def _name(row: ImportRow) -> str:
    return str(getattr(row, "name", "")).replace(" ", "")


def _change(row: ImportRow, record: Existing) -> Change:
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    held_back: dict[str, object] = {}
    for column in fields(row):
        if column.name in ("sheet", "row"):
            continue
        told, stands = getattr(row, column.name), getattr(record.row, column.name)
        if told is None or told == stands:
            continue
        if column.name in PROTECTED:
            held_back[column.name] = told
        else:
            before[column.name], after[column.name] = stands, told
    return Change(row, record.id, before, after, held_back)
