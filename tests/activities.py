"""Activities for tests that need some: a series at a place, and a shift of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from app.clock import SHANGHAI, today
from app.database import db
from app.models.activities import SAFE_FIELDS, ActivityKind, ActivitySeries, ActivityTemplate, Duty, Opening, Shift
from app.models.assignments import Assignment, AssignmentState, How

COMPANIONS: dict[str, Any] = {"duty": Duty.COMPANION, "least": 2, "wanted": 2, "most": 3, "licences": [], "skills": []}


def template() -> ActivityTemplate:
    """Return the template the tests' activities begin from, made where it is missing."""
    known = db.session.scalar(select(ActivityTemplate).where(ActivityTemplate.code == "tests"))
    if known is None:
        known = ActivityTemplate(
            code="tests", kind=ActivityKind.AFTER_SCHOOL, name_en="After-school class", name_zh="课后陪伴"
        )
        db.session.add(known)
        db.session.flush()
    return known


def series(place_id: int, **values: Any) -> ActivitySeries:
    """Add a series at a place, from today on, for sixteen children and two companions."""
    row = ActivitySeries(
        **{
            "template_id": template().id,
            "kind": ActivityKind.AFTER_SCHOOL,
            "place_id": place_id,
            "first_day": today(),
            "duties": [COMPANIONS],
            "children": 16,
            "ratio": 8,
            **values,
        }
    )
    db.session.add(row)
    db.session.flush()
    return row


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment by the county's clock."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def afternoon(place_id: int, days: int = 1, **values: Any) -> Shift:
    """Add a shift of a new series from 16:30 to 18:30, so many days from today, with its opening."""
    day = today() + timedelta(days=days)
    values.setdefault("series_id", None)
    series_id = values.pop("series_id") or series(place_id).id
    starts_at = moment(day, 16, 30)
    shift = Shift(
        **{
            "series_id": series_id,
            "place_id": place_id,
            "planned_for": starts_at,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "children": 16,
            "ratio": 8,
            "openings": [Opening(**COMPANIONS)],
            **values,
        }
    )
    db.session.add(shift)
    db.session.flush()
    return shift


#: half past four to half past six, every Wednesday of the term
WEDNESDAYS: dict[str, Any] = {"term": {"sessions": [{"weekday": 2, "start": 990, "end": 1110}]}}


def series_values(source: ActivityTemplate | ActivitySeries, place_id: int | None, **changes: Any) -> dict[str, Any]:
    """Return what a form would say of a series that begins as `source` says, from today on at a place."""
    fields = ("kind", "patterns", "duties", "way_home", *SAFE_FIELDS)
    values = {field: getattr(source, field) for field in fields}
    plain = {"name": "", "place_id": place_id, "first_day": today(), "last_day": None, "keeper_id": None}
    return {**values, **plain, **changes}


def place_on(
    shift: Shift, supporter_id: int, state: AssignmentState = AssignmentState.ACCEPTED, seat: int = 0
) -> Assignment:
    """Put somebody on the first opening of a shift."""
    opening = shift.openings[0]
    row = Assignment(
        opening_id=opening.id, shift_id=shift.id, supporter_id=supporter_id, seat=seat, state=state, how=How.HAND
    )
    db.session.add(row)
    db.session.flush()
    return row
