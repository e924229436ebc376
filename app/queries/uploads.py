"""What a file brought in would change: it is read anew and compared with today's records, here and nowhere else."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager, joinedload

from app.clock import today
from app.database import db
from app.imports import (
    Changes,
    ChildRow,
    Existing,
    ImportRow,
    Known,
    PairRow,
    PlaceRow,
    Reading,
    SupporterRow,
    plan_changes,
    read_import,
)
from app.imports.cells import plain as tidy
from app.imports.hours import by_day
from app.models.children import Child, Consent
from app.models.encrypted import keyed_hash
from app.models.matches import TAKEN, Match
from app.models.places import Place
from app.models.supporters import Evidence, EvidenceKind, Supporter
from app.models.uploads import Upload
from app.phones import normal_phone
from app.planning.availability import Availability, Preference, Span
from app.queries.ground import Ground

#: relations as sheets tell them → as a child's file keeps them
RELATIONS = {"paternal_grandparent": "grandparents", "maternal_grandparent": "grandparents", "other_kin": "kin"}
#: circle role in a sheet, by the kind a supporter is kept as; all others are volunteers
ROLE_OF_KIND = {kind: kind for kind in ("tutor", "officer", "doctor", "counsellor")}
#: told in sheets, but needed by nobody here, so not kept (collect as little as is enough)
NOT_KEPT = {
    ChildRow: ("hukou_village", "guardian_birth_year", "guardianship", "parents_city", "parent_returned"),
    SupporterRow: ("applied_on", "licence_number"),
    PlaceRow: ("contact", "contact_phone"),
    PairRow: (),
}
EVIDENCE = {
    "vetted_on": EvidenceKind.RECORD_CHECK,
    "trained_on": EvidenceKind.TRAINING,
    "code_signed_on": EvidenceKind.CODE_OF_CONDUCT,
}


@dataclass(frozen=True)
class Staged:
    """A file as it stands against today's records."""

    reading: Reading
    changes: Changes
    #: of each row that would do something, a hash of what: {sheet: {row: hash}}
    marks: dict[str, dict[str, str]]

    @property
    def digest(self) -> str:
        """A hash of all marks: changes whenever the file would do something else."""
        return hashlib.sha256(json.dumps(self.marks, sort_keys=True).encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows would do what."""
        return {
            "new": len(self.changes.new),
            "changed": sum(bool(change.after) for change in self.changes.changed),
            "unchanged": len(self.changes.unchanged) + sum(not change.after for change in self.changes.changed),
            "doubtful": len(self.changes.duplicates),
            "faulty": len({(fault.sheet, fault.row) for fault in self.reading.errors}),
        }


def uploads() -> Select[Upload]:
    """Return the query for the list of files, newest first."""
    return select(Upload).order_by(Upload.id.desc())


def staged(upload: Upload) -> Staged:
    """Compare a kept file with today's records."""
    kept: dict[str, str] = upload.rows or {}
    return stage(base64.b64decode(kept["data"]), upload.file_name)


def stage(data: bytes, file_name: str) -> Staged:
    """Read a file and compare it with today's records; touches nothing."""
    ground = Ground()
    reading = read_import(data, file_name, Known(today(), ground.townships, ground.villages))
    rows = [plain(row, ground) for row in reading.rows]
    kinds = {type(row) for row in rows}
    changes = plan_changes(rows, [record for kind in kinds for record in EXISTING[kind](ground)])
    return Staged(reading, changes, marks_of(changes))


def plain(row: ImportRow, ground: Ground) -> ImportRow:
    """Return a row with the names this house uses for places, and without what it does not keep.

    Of the county's file number only a keyed hash goes on.
    """
    nothing: dict[str, Any] = dict.fromkeys(NOT_KEPT[type(row)])
    row = replace(row, **nothing)
    if isinstance(row, ChildRow):
        village = ground.find("village", row.village, row.township)
        return replace(
            row,
            file_key=keyed_hash(f"file:{row.file_key}").hex() if row.file_key else None,
            township=ground.township_name(village) or row.township,
            village=ground.name(village) or row.village,
            school=ground.name(ground.anywhere(row.school, row.township)),
            meeting_place=ground.name(ground.anywhere(row.meeting_place, row.township)),
            guardian_relation=RELATIONS.get(row.guardian_relation or "", row.guardian_relation),
        )
    if isinstance(row, SupporterRow):
        base = ground.anywhere(row.base, row.township) or ground.anywhere(row.village, row.township)
        return replace(
            row,
            township=ground.township_name(base) or row.township,
            village=ground.village_name(base),
            base=ground.name(base),
        )
    return row


def marks_of(changes: Changes) -> dict[str, dict[str, str]]:
    """Return a short keyed hash of what each row would do, by sheet and row; rows that change nothing have none."""
    parts: list[tuple[ImportRow, object]] = [(row, "new") for row in changes.new]
    parts += [(one.row, (one.id, sorted(one.after.items()))) for one in changes.changed if one.after]
    parts += [(one.row, ("doubtful", one.id)) for one in changes.duplicates]
    marks: dict[str, dict[str, str]] = {}
    for row, does in parts:
        marks.setdefault(row.sheet, {})[str(row.row)] = keyed_hash(f"mark:{row!r}{does!r}").hex()[:12]
    return marks


def moved(before: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> list[list[Any]]:
    """Return the rows that would do something else now than before, as [[sheet, row, "moved"]]."""
    rows: list[list[Any]] = []
    for sheet in sorted(before.keys() | now.keys()):
        was, does = before.get(sheet, {}), now.get(sheet, {})
        rows += [
            [sheet, row, "moved"]
            for row in sorted(map(int, was.keys() | does.keys()))
            if was.get(str(row)) != does.get(str(row))
        ]
    return rows


def hours(spans: list[list[Any]]) -> Availability | None:
    """Return kept spans as sheets tell them; None where there are none."""
    if not spans:
        return None
    told = (tuple(span) if len(span) > 2 else (*span, Preference.CAN) for span in spans)
    return by_day(Availability(tuple(Span(first, end, Preference(gladly)) for first, end, gladly in told)))


def existing_places(ground: Ground, *where: ColumnElement[bool]) -> Iterator[Existing]:
    """Return places in use as a sheet would tell them: all, or those of a condition."""
    for place in db.session.scalars(select(Place).where(Place.closed.is_(False), *where)):
        own_township = place.kind == "township"
        row = PlaceRow(
            sheet="", row=0, kind=place.kind, name=tidy(place.name_zh), code=place.code,
            township=None if own_township else ground.township_name(place.id),
            village=None if place.kind == "village" else ground.village_name(place.id),
            latitude=place.lat, longitude=place.lon, opening_hours=hours(place.staffed),
        )  # fmt: skip
        yield Existing(str(place.id), row)


def existing_children(ground: Ground, *where: ColumnElement[bool]) -> Iterator[Existing]:
    """Return children as a sheet would tell them: all, or those of a condition."""
    given = select(Consent.child_id, Consent.given_on).where(Consent.purpose == "matching").order_by(Consent.given_on)
    consents: dict[int, date] = dict(db.session.execute(given).all())
    query = select(Child).where(Child.erased_at.is_(None), *where).options(joinedload(Child.guardian))
    for child in db.session.scalars(query):
        guardian = child.guardian
        row = ChildRow(
            sheet="", row=0, file_key=child.file_key.hex() if child.file_key else None, name=child.name, gender=child.sex, birth=child.born,
            township=ground.township_name(child.village_id) or "", village=ground.name(child.village_id) or "",
            guardian_name=guardian.name if guardian else "", school=ground.name(child.school_id),
            boards=child.boards, guardian_relation=guardian.relation if guardian else None,
            guardian_phone=dialled(guardian.phone) if guardian else None,
            guardian_phone_kind=guardian.device if guardian else None,
            guardian_languages=tuple(guardian.languages) if guardian else None,
            consent_on=consents.get(child.id), rhythm=f"R{child.rhythm}", needs=tuple(child.needs),
            interests=tuple(child.interests), free=hours(child.windows),
            meeting_place=ground.name(child.meeting_place_id), address=tidy(child.address) or None,
        )  # fmt: skip
        yield Existing(str(child.id), row)


def dialled(phone: str) -> str | None:
    """Return a number's digits as a sheet's reader gives them; None without a number."""
    digits = normal_phone(phone)
    # A landline is told with the 0 of its area code; numbers of mobile phones begin with 1.
    return f"0{digits}" if digits and not digits.startswith("1") and phone.strip().startswith("0") else digits or None


def existing_supporters(ground: Ground, *where: ColumnElement[bool]) -> Iterator[Existing]:
    """Return supporters as a sheet would tell them: all, or those of a condition."""
    papers: dict[tuple[int, str], Evidence] = {}
    for paper in db.session.scalars(select(Evidence).where(Evidence.ended_at.is_(None)).order_by(Evidence.issued_on)):
        papers[paper.supporter_id, paper.kind] = paper
    for person in db.session.scalars(select(Supporter).where(Supporter.erased_at.is_(None), *where)):
        issued = {name: papers.get((person.id, kind)) for name, kind in EVIDENCE.items()}
        check, insurance = issued["vetted_on"], papers.get((person.id, EvidenceKind.INSURANCE))
        row = SupporterRow(
            sheet="", row=0, name=person.name, phone=dialled(person.phone) or "",
            role=ROLE_OF_KIND.get(person.kind, "volunteer"), kind=person.kind, gender=person.gender,
            birth_year=person.birth_year, township=ground.township_name(person.base_id),
            village=ground.village_name(person.base_id), base=ground.name(person.base_id),
            languages=tuple(person.languages), skills=tuple(person.skills), interests=tuple(person.interests),
            travel_mode=person.mode, travel_limit=person.travel_limit, caseload=person.caseload,
            weekly_minutes=person.weekly_minutes, experience_months=person.experience_months,
            stays_until=person.stays_until, availability=hours(person.windows),
            vetted_until=check.valid_until if check else None,
            insured_until=insurance.valid_until if insurance else None,
            vetted_on=day(issued["vetted_on"]), trained_on=day(issued["trained_on"]),
            code_signed_on=day(issued["code_signed_on"]),
        )  # fmt: skip
        yield Existing(str(person.id), row)


def day(paper: Evidence | None) -> date | None:
    """Return the day a piece of evidence is of."""
    return paper.issued_on if paper else None


def existing_pairs(ground: Ground, *where: ColumnElement[bool]) -> Iterator[Existing]:
    """Return matches that hold a seat as a sheet would tell them: all, or those of a condition."""
    query = select(Match).join(Child, Child.id == Match.child_id).where(Match.state.in_(TAKEN), *where)
    for match in db.session.scalars(query.options(contains_eager(Match.child), joinedload(Match.supporter))):
        row = PairRow(
            sheet="", row=0, child_name=match.child.name, supporter_name=match.supporter.name,
            supporter_phone=dialled(match.supporter.phone) or "", child_village=ground.name(match.child.village_id),
            role=match.role, since=match.live_from,
        )  # fmt: skip
        yield Existing(str(match.id), row)


EXISTING = {
    PlaceRow: existing_places,
    ChildRow: existing_children,
    SupporterRow: existing_supporters,
    PairRow: existing_pairs,
}
