"""The sample's children, their guardians and consents."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.clock import today
from app.models.children import Child, Consent, Guardian
from app.models.common import public_id
from app.models.encrypted import keyed_hash
from app.operations.bulk import add_rows, ids_by, index_people
from app.operations.samples.staff import COORDINATOR
from app.operations.samples.supporters import spans
from app.phones import normal_phone
from app.samples import County
from app.samples import county as sample

#: as long as consent lasts before the guardian is asked again
CONSENT = timedelta(days=365)
RELATIONS = {"paternal_grandparent": "grandparents", "maternal_grandparent": "grandparents", "other_kin": "kin"}
SECOND_ADULTS = {"staffed_place": "staffed", "guardian": "guardian", "child_director": "director"}
GENDER_WISHES = {"female": "woman", "male": "man"}


def add_children(county: County, places: dict[str, int], staff: dict[str, int]) -> dict[str, int]:
    """Write every child; return their ids by the county's code."""
    names = {child.code: public_id() for child in county.children}
    groups = {group: number for number, group in enumerate(sorted(_groups(county)), 1)}
    add_rows(Child, [_child(child, names[child.code], places, groups) for child in county.children])
    by_name = ids_by(Child, Child.public_id)
    ids = {code: by_name[name] for code, name in names.items()}
    add_rows(Guardian, [_guardian(child.guardian, ids[child.code]) for child in county.children])
    recorder = staff[COORDINATOR]
    add_rows(Consent, [_consent(child, ids[child.code], recorder) for child in county.children])
    index_people("child", ((ids[child.code], child.name, child.guardian.phone) for child in county.children))
    return ids


def _groups(county: County) -> set[str]:
    return {child.sibling_group for child in county.children if child.sibling_group}


def _child(child: sample.Child, name: str, places: dict[str, int], groups: dict[str, int]) -> dict[str, Any]:
    word, number = child.pseudonym_latin.rsplit(" ", 1)
    weekday_place = places[child.weekday_place]
    return {
        "public_id": name,
        "pseudonym": word.lower(),
        "number": int(number),
        "file_key": keyed_hash(f"file:{child.code}"),
        "name": child.name,
        "address": "",
        "sex": child.gender,
        "born": date(child.birth_year, child.birth_month, 1),
        "village_id": places[child.home_village],
        "school_id": weekday_place if child.weekday_place != child.home_village else None,
        "meeting_place_id": places[child.meeting_place],
        "second_adult": SECOND_ADULTS[child.second_adult],
        "boards": child.boards,
        "rhythm": int(child.rhythm[1]),
        "study_help": child.needs_tutor,
        "needs": list(child.needs),
        "interests": list(child.interests),
        "windows": spans(child.free),
        "sibling_group": groups.get(child.sibling_group or ""),
        "wishes": [GENDER_WISHES[child.asks_for_gender]] if child.asks_for_gender else [],
        "waiting_since": child.consent_on,
    }


def _guardian(guardian: sample.Guardian, child_id: int) -> dict[str, Any]:
    phone = normal_phone(guardian.phone) if guardian.phone else ""
    return {
        "child_id": child_id,
        "name": guardian.name,
        "phone": phone,
        "phone_hash": keyed_hash(phone) if phone else None,
        "relation": RELATIONS.get(guardian.relation, guardian.relation),
        "languages": list(guardian.languages),
        "device": guardian.phone_kind,
    }


def _consent(child: sample.Child, child_id: int, recorder: int) -> dict[str, Any]:
    given = min(child.consent_on, today())
    return {
        "child_id": child_id,
        "purpose": "matching",
        "given_on": given,
        "valid_until": given + CONSENT,
        "recorded_by": recorder,
    }
