"""Values as the JSON objects of `json_format`."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.matching.problem import Child, Pair, Supporter
from app.matching.programme import ByRhythm, CircleRole, Programme, Rhythm
from app.planning.availability import Availability


def programme_json(programme: Programme) -> dict[str, Any]:
    """A programme as JSON."""
    return {
        "code": programme.code,
        "version": programme.version,
        "roles": [_role_json(role) for role in programme.roles],
        "gender_rules": [
            {"roles": list(r.roles), "child": r.child.value, "from_age": r.from_age, "supporter": r.supporter.value}
            for r in programme.gender_rules
        ],
        "guardian_language": programme.guardian_language,
        "valid_days": programme.valid_days,
        "stay_months": programme.stay_months,
        "enough_windows": programme.enough_windows,
        "meeting_minutes": programme.meeting_minutes,
        "rhythm_weights": _by_rhythm_json(programme.rhythm_weights),
        "wishes": [wish.value for wish in programme.wishes],
    }


def _role_json(role: CircleRole) -> dict[str, Any]:
    return {
        "code": role.code,
        "kinds": list(role.kinds),
        "count": role.count,
        "exclusive": role.exclusive,
        "caseload": role.caseload,
        "travel_limit": role.travel_limit,
        "needed_by": role.needed_by.value,
        "licence": role.licence,
        "weekly_slot": role.weekly_slot,
        "minimum_windows": role.minimum_windows,
        "meetings_per_year": _by_rhythm_json(role.meetings_per_year),
    }


def _by_rhythm_json(numbers: ByRhythm) -> dict[str, int]:
    return {rhythm.value: numbers.of(rhythm) for rhythm in Rhythm}


def child_json(child: Child) -> dict[str, Any]:
    """A child as JSON, empty fields left out."""
    wishes = {"supporters": list(child.wishes.supporters), "gender": child.wishes.gender}
    return {
        "id": child.id,
        "place": child.place,
        "age": child.age,
        "gender": child.gender.value,
        "rhythm": child.rhythm.value,
        "guardian_languages": list(child.guardian_languages),
        "consent": child.consent,
        "second_adult": child.second_adult.value if child.second_adult else None,
        "study_help": child.study_help,
    } | _filled(
        household=child.household,
        interests=list(child.interests),
        windows=_windows_json(child.windows),
        refused=list(child.refused),
        wishes=_filled(**wishes),
        waiting=[{"role": one.role, "days": one.days} for one in child.waiting],
    )


def supporter_json(supporter: Supporter) -> dict[str, Any]:
    """A supporter as JSON, empty fields left out."""
    return {
        "id": supporter.id,
        "kind": supporter.kind,
        "base": supporter.base,
        "gender": supporter.gender.value,
        "age": supporter.age,
        "mode": supporter.mode.value,
        "travel_limit": supporter.travel_limit,
        "caseload": supporter.caseload,
        "elsewhere": supporter.elsewhere,
        "weekly_minutes": supporter.weekly_minutes,
        "vetted_until": _day(supporter.vetted_until),
        "trained_until": _day(supporter.trained_until),
        "insured_until": _day(supporter.insured_until),
        "code_until": _day(supporter.code_until),
        "experience": supporter.experience,
    } | _filled(
        sibling_caseload=supporter.sibling_caseload,
        stays_until=_day(supporter.stays_until),
        household=supporter.household,
        languages=list(supporter.languages),
        interests=list(supporter.interests),
        licences=list(supporter.licences),
        windows=_windows_json(supporter.windows),
        refused=list(supporter.refused),
        probation=supporter.probation or None,
    )


def _filled(**fields: Any) -> dict[str, Any]:
    """The fields that say something; absent ones read back as empty."""
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def _windows_json(windows: Availability) -> list[dict[str, Any]]:
    return [{"start": s.start, "end": s.end, "preference": s.preference.value} for s in windows.spans]


def pair_json(pair: Pair) -> dict[str, Any]:
    """A pair as JSON, its slot only where it has one."""
    return {"child": pair.child, "role": pair.role, "supporter": pair.supporter} | _filled(slot=pair.slot)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
