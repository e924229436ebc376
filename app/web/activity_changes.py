"""What a change of an activity does, in words from old to new, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.clock import local
from app.models.activities import Shift
from app.models.places import Place
from app.queries.series_changes import SeriesChanges, ShiftChange
from app.queries.shift_fit import Moved
from app.web.filters import clock_time, day, day_long
from app.wording.activities import WAYS_HOME, worded
from app.wording.places import place_name

#: what a change of these means for the children, in the order of the form
FACTS = {
    "children": _l("Children expected"),
    "ratio": _l("Children for each adult"),
    "least_adults": _l("Adults at least"),
    "way_home": _l("The way home"),
}


@dataclass(frozen=True)
class Line:
    """One thing that changes; `before` is empty for what is new, `after` for what goes."""

    label: str
    before: str = ""
    after: str = ""


def fact_lines(before: Any, after: Mapping[str, Any]) -> list[Line]:
    """Return what changes for the children between a series or shift and what a form says of it."""
    return [
        Line(str(label), fact_words(field, getattr(before, field)), fact_words(field, after[field]))
        for field, label in FACTS.items()
        if field in after and getattr(before, field) != after[field]
    ]


def fact_words(field: str, value: Any) -> str:
    """Word the value of a fact."""
    if field == "way_home":
        return worded(WAYS_HOME, value)
    return str(_("none")) if value is None else str(value)


def moved_line(shift: Shift, after: Moved) -> Line:
    """Return the old and the new day, hours and place of a shift; the new day and place only where they are others."""
    new = hours(after.starts_at, after.ends_at)
    if local(after.starts_at).date() != shift.local_day:
        new = f"{day_long(after.starts_at)} {new}"
    here, there = shift.place, after.place
    return Line(day_long(shift.starts_at), at(hours(shift.starts_at, shift.ends_at), here, there), at(new, there, here))


def at(when: str, place: Place, other: Place) -> str:
    """Add the place to hours where it is not the same before and after."""
    return when if place.id == other.id else f"{when} · {place_name(place)}"


def hours(starts_at: datetime, ends_at: datetime) -> str:
    """Word the hours of a shift: 16:30–18:30."""
    return f"{clock_time(starts_at)}–{clock_time(ends_at)}"


def date_lines(changes: SeriesChanges) -> list[Line]:
    """Return every date that moves, goes or comes, in the order of the days."""
    lines = [(_first(change), _date_line(change)) for change in (*changes.moved, *changes.gone, *changes.new)]
    return [line for _when, line in sorted(lines, key=lambda pair: pair[0])]


def _first(change: ShiftChange) -> datetime:
    if change.shift is not None:
        return change.shift.starts_at
    assert change.after is not None
    return change.after.starts_at


def _date_line(change: ShiftChange) -> Line:
    if change.is_moved:
        assert change.shift is not None
        assert change.after is not None
        return moved_line(change.shift, change.after)
    if change.after is not None:
        return Line(day_long(change.after.starts_at), after=hours(change.after.starts_at, change.after.ends_at))
    assert change.shift is not None
    return Line(day_long(change.shift.starts_at), before=hours(change.shift.starts_at, change.shift.ends_at))


def stretch(changes: list[ShiftChange]) -> str:
    """Word from which day to which some shifts are; empty for none."""
    days = sorted(change.shift.local_day for change in changes if change.shift is not None)
    if not days:
        return ""
    return str(day(days[0])) if days[0] == days[-1] else f"{day(days[0])} – {day(days[-1])}"
