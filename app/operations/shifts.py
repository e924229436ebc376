"""One shift on its own: another time, place or headcount for this date only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.clock import local, now
from app.database import db, transaction
from app.models.activities import Shift, ShiftState
from app.models.assignments import Assignment
from app.models.places import Place
from app.operations.activity_values import ActivityRefused, checked_duties, checked_safety
from app.operations.shift_people import SHIFT_CHANGED, fit_openings, let_go, tell_each
from app.operations.traces import apply_fields, record_change
from app.operations.versions import expect_version
from app.planning.activity_documents import read_duties
from app.planning.sessions import LEAST_MINUTES
from app.queries.activities import moment_at
from app.queries.series_changes import who_stays
from app.queries.shift_fit import Moved, engagements
from app.queries.shifts import people_on, seen_by

MINUTES_A_DAY = 1440


@dataclass(frozen=True)
class ShiftEffect:
    """What a change of one shift does: who stays, who leaves and why, and the new time and place."""

    stay: list[Assignment]
    #: with codes of app.wording.activities.MISFITS
    leave: list[tuple[Assignment, str]]
    moved: bool
    after: Moved


def shift_effect(shift: Shift, values: dict[str, Any]) -> ShiftEffect:
    """Return what a change would do, without writing. Raise ActivityRefused.

    `values`: day, start and end (minutes of the day), place_id, duties, and those of checked_safety.
    """
    after = _after(values)
    people = people_on([shift.id])
    known = engagements([one.supporter_id for one in people], min(shift.starts_at, after.starts_at), after.ends_at)
    stay, leave = who_stays(people, after, known)
    moved = (shift.starts_at, shift.ends_at, shift.place_id) != (after.starts_at, after.ends_at, after.place.id)
    return ShiftEffect(stay, leave, moved, after)


def change_shift(shift_id: int, version: int, values: dict[str, Any], *, by: Actor) -> ShiftEffect:
    """Change one shift; later changes of its series leave it alone. Raise ActivityRefused or ChangedMeanwhile.

    People who still fit stay and hear of a new time or place; the others are let go and told.
    """
    safe = checked_safety(values)
    with transaction():
        shift = changeable(shift_id, by)
        expect_version(shift, version)
        after, effect = _after(values), shift_effect(shift, values)
        let_go((one for one, _ in effect.leave), SHIFT_CHANGED)
        tell_each([one for one, _ in effect.leave], "shift_released", "shifts_released")
        facts = {"starts_at": after.starts_at, "ends_at": after.ends_at, "place_id": after.place.id, **safe}
        changed = apply_fields(shift, facts)
        shift.by_hand = True
        db.session.flush()
        fit_openings(shift, after.duties)
        record_change(by, "shift", shift.public_id, changed)
        if effect.moved:
            tell_each(effect.stay, "shift_moved", "shifts_moved")
        return effect


def changeable(shift_id: int, by: Actor) -> Shift:
    """Load a coming planned shift the actor may change, held until the commit; raise ActivityRefused."""
    shift = db.session.scalar(select(Shift).where(Shift.id == shift_id, seen_by(by)).with_for_update())
    if shift is None:
        raise ActivityRefused("shift", "unknown")
    if shift.state != ShiftState.PLANNED:
        raise ActivityRefused("shift", "not_planned")
    if shift.starts_at <= now():
        raise ActivityRefused("shift", "over")
    return shift


def values_of(shift: Shift) -> dict[str, Any]:
    """Return a shift as a form shows it."""
    here = local(shift.starts_at)
    start = here.hour * 60 + here.minute
    return {
        "day": here.date(),
        "start": start,
        "end": start + int((shift.ends_at - shift.starts_at).total_seconds() // 60),
        "place_id": shift.place_id,
    }


def _after(values: dict[str, Any]) -> Moved:
    day: date | None = values["day"]
    start, end = values["start"], values["end"]
    if day is None:
        raise ActivityRefused("day", "missing")
    if start is None or end is None:
        raise ActivityRefused("start" if start is None else "end", "missing")
    if not 0 <= start < start + LEAST_MINUTES <= end <= MINUTES_A_DAY:
        raise ActivityRefused("end", "too_short")
    if moment_at(day, start) <= now():
        raise ActivityRefused("day", "over")
    place = db.session.get(Place, values["place_id"]) if values["place_id"] else None
    if place is None or place.closed:
        raise ActivityRefused("place", "not_a_place")
    duties = read_duties(checked_duties(values["duties"]))
    return Moved(moment_at(day, start), moment_at(day, end), place, duties)
