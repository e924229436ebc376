"""The sample's supporters: the person, the account they sign in with, and their evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.clock import today
from app.models.accounts import Account
from app.models.common import public_id
from app.models.encrypted import keyed_hash
from app.models.supporters import Evidence, EvidenceKind, Supporter, SupporterState
from app.operations.bulk import add_rows, ids_by, index_people
from app.operations.samples.staff import COORDINATOR, SECOND
from app.phones import normal_phone
from app.planning.availability import Availability
from app.samples import County
from app.samples import county as sample

#: identity, references, interview and a licence are looked at again after five years
LONG = timedelta(days=5 * 365)


def add_supporters(county: County, places: dict[str, int], staff: dict[str, int]) -> dict[str, int]:
    """Write every supporter; return their ids by the county's code."""
    names = {person.code: public_id() for person in county.supporters}
    add_rows(Supporter, [_supporter(person, names[person.code], places) for person in county.supporters])
    by_name = ids_by(Supporter, Supporter.public_id)
    ids = {code: by_name[name] for code, name in names.items()}
    add_rows(Account, [_account(person, ids[person.code]) for person in county.supporters])
    recorder, approver = staff[COORDINATOR], staff[SECOND]
    add_rows(
        Evidence,
        [
            _evidence(ids[person.code], kind, detail, issued, until, recorder, approver)
            for person in county.supporters
            for kind, detail, issued, until in _papers(person)
        ],
    )
    index_people("supporter", ((ids[person.code], person.name, person.phone) for person in county.supporters))
    return ids


def spans(hours: Availability) -> list[list[Any]]:
    """Return availability as the tables keep it."""
    return [[span.start, span.end, str(span.preference)] for span in hours.spans]


def _supporter(person: sample.Supporter, name: str, places: dict[str, int]) -> dict[str, Any]:
    phone = normal_phone(person.phone)
    return {
        "public_id": name,
        "kind": person.kind,
        "state": SupporterState.ACTIVE if person.vetted_on else SupporterState.APPLICANT,
        "name": person.name,
        "phone": phone,
        "phone_hash": keyed_hash(phone),
        "email": "",
        "gender": person.gender,
        "birth_year": person.birth_year,
        "base_id": places[person.base],
        "languages": list(person.languages),
        "skills": list(person.skills),
        "interests": list(person.interests),
        "mode": str(person.travel_mode),
        "travel_limit": person.travel_limit,
        "caseload": person.caseload,
        "weekly_minutes": person.weekly_minutes,
        "experience_months": person.experience_months,
        "stays_until": person.stays_until,
        "first_aid_until": person.trained_until if "first_aid" in person.skills else None,
        "windows": spans(person.availability),
    }


def _account(person: sample.Supporter, supporter_id: int) -> dict[str, Any]:
    handle = normal_phone(person.phone)
    return {
        "public_id": public_id(),
        "name": person.name,
        "handle": handle,
        "handle_hash": keyed_hash(handle),
        "supporter_id": supporter_id,
    }


def _papers(person: sample.Supporter) -> list[tuple[EvidenceKind, str, date, date]]:
    applied = person.applied_on
    papers = [(EvidenceKind.IDENTITY, "", applied, applied + LONG)]
    if person.vetted_on and person.vetted_until:
        papers += [
            (EvidenceKind.REFERENCES, "", applied, applied + LONG),
            (EvidenceKind.INTERVIEW, "", applied, applied + LONG),
            (EvidenceKind.RECORD_CHECK, "", person.vetted_on, person.vetted_until),
        ]
    if person.trained_on and person.trained_until:
        papers.append((EvidenceKind.TRAINING, "", person.trained_on, person.trained_until))
    if person.code_signed_on and person.code_until:
        papers.append((EvidenceKind.CODE_OF_CONDUCT, "", person.code_signed_on, person.code_until))
    if person.insured_until:
        papers.append((EvidenceKind.INSURANCE, "", min(applied, person.insured_until), person.insured_until))
    licence = person.licence or ("teacher" if person.archetype == "teacher" else "")
    if licence:
        papers.append((EvidenceKind.LICENCE, licence, applied, today() + LONG))
    return papers


def _evidence(
    supporter_id: int, kind: EvidenceKind, detail: str, issued: date, until: date, recorder: int, approver: int
) -> dict[str, Any]:
    return {
        "public_id": public_id(),
        "supporter_id": supporter_id,
        "kind": kind,
        "detail": detail,
        "issued_on": issued,
        "valid_until": until,
        "note": "",
        "recorded_by": recorder,
        "approved_by": approver,
        "approved_at": datetime.combine(min(issued, today()), time(2), UTC),
    }
