"""The sample's activities: series at some centres, each with its dated shifts, ready for a rota round."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.clock import today
from app.database import db
from app.models.accounts import Grant, Role
from app.models.activities import SAFE_FIELDS, ActivitySeries, ActivityTemplate, WayHome
from app.models.common import public_id
from app.models.places import Place
from app.operations.activity_templates import ensure_ready_made
from app.operations.bulk import add_rows
from app.operations.shift_dates import date_series
from app.samples import County
from app.samples import county as sample

#: as many centres as Guangdong's children-friendly ones, whose monthly minimum the sample plans (4 + 1 + 1 sessions)
CENTRES = 26
SEASONS = ("term", "exams", "winter", "summer")
#: school lets out at 16:15, on Fridays at 15:00
SCHOOL_OUT = [975, 975, 975, 975, 900, None, None]
#: boarders leave on Friday and come back on Sunday (domain 1.6)
BUSES = [[4, 780, 870], [6, 780, 960]]


def add_activities(county: County, places: dict[str, int]) -> int:
    """Write the templates, the series and their shifts; return how many shifts there are."""
    ensure_ready_made()
    templates = {row.code: row for row in db.session.scalars(select(ActivityTemplate))}
    centres = chosen(county)
    set_childrens_days([places[centre.code] for centre in centres])
    directors = select(Grant.place_id, Grant.account_id).where(Grant.role == Role.DIRECTOR)
    keepers = {row.place_id: row.account_id for row in db.session.execute(directors)}
    rows = [
        _series(templates[code], places[centre.code], keepers.get(places[centre.parent or ""]), changes)
        for number, centre in enumerate(centres)
        for code, changes in activities_of(number)
    ]
    add_rows(ActivitySeries, rows)
    return date_series(list(db.session.scalars(select(ActivitySeries.id).order_by(ActivitySeries.id))))


def chosen(county: County) -> list[sample.Place]:
    """Return the centres with activities: one of each township, then those of demonstration grade, then others."""
    centres = [place for place in county.places if place.kind == "centre"]
    parents = {place.code: place.parent for place in county.places}
    first: dict[str | None, sample.Place] = {}
    for centre in centres:
        first.setdefault(parents.get(centre.parent or ""), centre)
    rest = [centre for centre in centres if centre not in first.values()]
    rest.sort(key=lambda centre: not centre.demonstration)
    return [*first.values(), *rest][:CENTRES]


def busiest_village(county: County) -> str | None:
    """Return the code of the first village whose centre is open on school days and at the weekend."""
    for number, centre in enumerate(chosen(county)):
        if {"after_school", "weekend_home"} <= {code for code, _ in activities_of(number)}:
            return centre.parent
    return None


def set_childrens_days(place_ids: list[int]) -> None:
    """Let school let out at every centre, and boarding buses run at every third."""
    for number, place_id in enumerate(place_ids):
        place = db.session.get_one(Place, place_id)
        place.school_out = SCHOOL_OUT
        place.buses = BUSES if number % 3 == 0 else []
    db.session.flush()


def hours(weekday: int, start: int, end: int, *weeks: int) -> dict[str, Any]:
    """Return the same session for every part of the year but Spring Festival."""
    session = {"weekday": weekday, "start": start, "end": end, "weeks": list(weeks)}
    pattern = {"sessions": [session], "make_up": [], "holidays": False}
    return dict.fromkeys(SEASONS, pattern)


def activities_of(number: int) -> list[tuple[str, dict[str, Any]]]:
    """Return what the centre of that number holds: a template and what differs from it.

    Counsellors and lecturers travel, so their days are spread over the weeks of the month, at hours at which the
    county's people have time (app.samples.windows): counsellors and mothers in the afternoon from half past two,
    teachers on Saturday morning or after school.
    """
    week = 1 + number // 2 % 4
    saturday, after_school = hours(5, 570, 660, week), hours(number // 2 % 4, 1050, 1140, week)
    found: list[tuple[str, dict[str, Any]]] = [
        ("recreation", {}),
        ("home_education", {"patterns": saturday if number % 2 else after_school}),
        ("counselling", {"patterns": hours(number % 5, 870, 990, 1 + number // 5 % 4)}),
    ]
    if number % 3 == 1:
        found.append(("after_school", {}))
    if number % 6 == 2:
        # Half past four is too late for who walks home in winter; on Sunday the dark takes a quarter of an hour.
        sunday = {"weekday": 6, "start": 900, "end": 1020, "weeks": []}
        found.append(("drawing", {"way_home": WayHome.WALK, "patterns": {"term": {"sessions": [sunday]}}}))
    if number % 4 == 0:
        weekend: list[dict[str, Any]] = [{"weekday": day, "start": 540, "end": 690, "weeks": []} for day in (5, 6)]
        summer: list[dict[str, Any]] = [{"weekday": day, "start": 840, "end": 1020, "weeks": []} for day in (1, 3)]
        patterns = {"term": {"sessions": weekend, "make_up": []}, "summer": {"sessions": summer}}
        found.append(("weekend_home", {"patterns": patterns}))
    if number % 8 == 3:
        found += [("parent_lecture", {"patterns": hours(5, 570, 660, week % 4 + 1)}), ("caring_activity", {})]
    return found


def _series(
    template: ActivityTemplate, place_id: int, keeper_id: int | None, changes: dict[str, Any]
) -> dict[str, Any]:
    copied = ("kind", "patterns", "duties", "way_home", *SAFE_FIELDS)
    return {
        "public_id": public_id(),
        "version": 1,
        "template_id": template.id,
        "place_id": place_id,
        "name": "",
        "first_day": first_day(),
        "last_day": None,
        "keeper_id": keeper_id,
        **{field: getattr(template, field) for field in copied},
        **changes,
    }


def first_day() -> date:
    """Return when the sample's activities began: some weeks ago; dates are given from today on."""
    return today() - timedelta(weeks=6)
