"""Values of a rota as the JSON objects of `json_format`; fields that say nothing are left out."""

from __future__ import annotations

from typing import Any

from app.scheduling.rota.people import BusySpan, FreeSpan, Limits, Person
from app.scheduling.rota.problem import Exclusion, PersonPair
from app.scheduling.rota.programme import Programme
from app.scheduling.rota.shifts import Assignment, Opening, Shift


def programme_json(programme: Programme) -> dict[str, Any]:
    """A programme as JSON."""
    return {
        "code": programme.code,
        "version": programme.version,
        "shift_musts": [must.value for must in programme.shift_musts],
        "wishes": [wish.value for wish in programme.wishes],
        "blended": programme.blended,
    }


def shift_json(shift: Shift) -> dict[str, Any]:
    """A shift as JSON."""
    return {"id": shift.id, "day": shift.day, "start": shift.start, "end": shift.end} | _told(
        place=shift.place,
        activity=shift.activity,
        series=shift.series,
        children=shift.children,
        ratio=shift.ratio,
        least_adults=shift.least_adults,
        needs_woman=shift.needs_woman,
        needs_first_aider=shift.needs_first_aider,
        urgency=shift.urgency,
        may_stay_closed=shift.may_stay_closed,
    )


def opening_json(opening: Opening) -> dict[str, Any]:
    """An opening as JSON."""
    return {
        "id": opening.id,
        "shift": opening.shift,
        "duty": opening.duty,
        "least": opening.least,
        "wanted": opening.wanted,
        "most": opening.most,
    } | _told(
        licences=list(opening.licences),
        skills=list(opening.skills),
        under_weight=opening.under_weight,
        over_weight=opening.over_weight or None,
    )


def person_json(person: Person) -> dict[str, Any]:
    """A person as JSON."""
    return {
        "id": person.id,
        "base": person.base,
        "mode": person.mode.value,
        "travel_limit": person.travel_limit,
        "gender": person.gender.value,
        "adult": person.adult,
        "newcomer": person.newcomer,
        "first_aider": person.first_aider,
        "valid_until": person.valid_until.isoformat() if person.valid_until else None,
    } | _told(
        licences=list(person.licences),
        skills=list(person.skills),
        limits=limits_json(person.limits),
        asked=dict(person.asked),
        disliked=dict(person.disliked),
        refused=list(person.refused),
        familiar=dict(person.familiar),
        burden_before=person.burden_before or None,
        busy=[_busy_json(span) for span in person.busy],
        free=[_free_json(span) for span in person.free],
    )


def limits_json(limits: Limits) -> dict[str, Any]:
    """Limits as JSON: those that differ from no limit at all."""
    usual, found = Limits(), {}
    for name in Limits.__slots__:
        told = getattr(limits, name)
        if told != getattr(usual, name):
            found[name] = told
    if limits.most_per_activity:
        found["most_per_activity"] = dict(limits.most_per_activity)
    if limits.not_after:
        found["not_after"] = {code: sorted(barred) for code, barred in limits.not_after.items()}
    return found


def assignment_json(assignment: Assignment) -> dict[str, Any]:
    """An assignment as JSON."""
    return {"person": assignment.person, "opening": assignment.opening}


def exclusion_json(exclusion: Exclusion) -> dict[str, Any]:
    """An exclusion as JSON."""
    return {"person": exclusion.person} | _told(opening=exclusion.opening, place=exclusion.place)


def pair_json(pair: PersonPair) -> dict[str, Any]:
    """Two people as JSON."""
    return {"one": pair.one, "other": pair.other}


def _free_json(span: FreeSpan) -> dict[str, Any]:
    return {"day": span.day, "start": span.start, "end": span.end, "preference": span.preference.value}


def _busy_json(span: BusySpan) -> dict[str, Any]:
    return {"day": span.day, "start": span.start, "end": span.end, "minutes": span.minutes} | _told(place=span.place)


def _told(**fields: Any) -> dict[str, Any]:
    """The fields that say something; absent ones read back as nothing."""
    return {name: value for name, value in fields.items() if value not in (None, "", False, [], {})}
