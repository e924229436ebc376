"""Who stands beside whom in the sample today, and who must not."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time
from typing import Any

from app.matching import Programme, Rhythm
from app.models.children import Exclusion, SupporterWish
from app.models.common import public_id
from app.models.matches import Match, MatchState
from app.operations.bulk import add_rows
from app.operations.samples.ground import STAFFED
from app.planning.availability import Availability, Span, meeting_starts
from app.planning.travel import TravelModel
from app.samples import County
from app.samples import county as sample
from app.samples.circles import PROGRAMMES

#: a meeting takes three half-hours of the week
MEETING = 0b111
ASKED_BY = {"relative": "guardian", "household": "coordinator", "supporter_declined": "supporter"}
STAFFED_HOURS = Availability(tuple(Span(first, end) for first, end in STAFFED)).mask


def add_matches(county: County, places: dict[str, int], children: dict[str, int], supporters: dict[str, int]) -> None:
    """Write the pairs that run, each with its minutes and, where the role meets weekly, a time free for both."""
    programme = PROGRAMMES[county.programme]()
    roles = {role.code: role for role in programme.roles}
    child_by = {child.code: child for child in county.children}
    supporter_by = {person.code: person for person in county.supporters}
    points = {place.code: place.point for place in county.places}
    travel, taken = TravelModel(county.road_factor), defaultdict[str, int](int)
    rows: list[dict[str, Any]] = []
    for pair in county.pairs:
        child, person = child_by[pair.child], supporter_by[pair.supporter]
        role = roles.get(person.role)
        if role is None:
            continue
        half_hour = _time(child, person, taken) if role.weekly_slot else None
        began = datetime.combine(pair.since, time(2), UTC)
        rows.append(
            {
                "public_id": public_id(),
                "child_id": children[pair.child],
                "supporter_id": supporters[pair.supporter],
                "role": role.code,
                "state": MatchState.LIVE,
                "offered_at": began,
                "answered_at": began,
                "live_from": pair.since,
                "minutes": travel.minutes(points[person.base], points[child.meeting_place], person.travel_mode),
                "half_hour": half_hour,
                "every_weeks": _weeks_between(programme, role.code, child),
                "place_id": places[child.meeting_place],
                "second_adult": "staffed" if child.second_adult == "staffed_place" else "guardian",
                "reasons": [],
            }
        )
    add_rows(Match, rows)


def _time(child: sample.Child, person: sample.Supporter, taken: dict[str, int]) -> int | None:
    """Return the first half-hour at which both can meet and neither has another meeting, and mark it as taken."""
    free = child.free.mask & (STAFFED_HOURS if child.second_adult == "staffed_place" else -1) & ~taken[child.code]
    starts = meeting_starts(free & person.availability.mask & ~taken[person.code])
    if not starts:
        return None
    first = (starts & -starts).bit_length() - 1
    for code in (child.code, person.code):
        taken[code] |= MEETING << first
    return first


def _weeks_between(programme: Programme, role_code: str, child: sample.Child) -> int:
    role = next(role for role in programme.roles if role.code == role_code)
    return max(1, round(52 / role.meetings_per_year.of(Rhythm(child.rhythm))))


def add_exclusions(county: County, children: dict[str, int], supporters: dict[str, int]) -> None:
    """Write who must not be brought together: relatives in conflict, households, and what children refused."""
    pairs = {(e.child, e.supporter): ASKED_BY.get(e.reason, "coordinator") for e in county.exclusions}
    pairs |= {(child.code, code): "child" for child in county.children for code in child.refuses}
    rows = [
        {"child_id": children[child], "supporter_id": supporters[person], "asked_by": asked_by}
        for (child, person), asked_by in pairs.items()
    ]
    add_rows(Exclusion, rows)


def add_supporter_wishes(county: County, children: dict[str, int], supporters: dict[str, int]) -> None:
    """Write whom children ask for."""
    rows = [
        {
            "child_id": children[child.code],
            "supporter_id": supporters[code],
            "asked_by": "child",
            "asked_on": county.today,
        }
        for child in county.children
        for code in child.asks_for
    ]
    add_rows(SupporterWish, rows)
