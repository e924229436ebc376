"""When and how far a supporter comes: the week, dates away, and limits. Supporters say it; coordinators may for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.models.supporters import Away, Supporter
from app.operations.supporters import current
from app.operations.traces import apply_fields, record_change
from app.planning.availability import Availability, Preference, Span
from app.planning.travel import Mode

#: dates away are told for at most this long at a time
MOST_DAYS_AWAY = 366
#: and for at most so many stretches
MOST_AWAY = 50


class BadTimes(Exception):
    """Times that cannot be kept; `field` says where, `code` why.

    Codes: order (ends before it begins), past, too_long, too_many, range.
    """

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


def save_times(
    supporter_id: int,
    windows: list[list[Any]],
    *,
    mode: Mode,
    travel_limit: int,
    weekly_minutes: int,
    stays_until: date | None,
    version: int | None,
    by: Actor,
) -> None:
    """Keep a supporter's week (half-hour spans), way of travelling, and limits in minutes.

    Raise BadTimes, a Refusal of app.planning for spans that overlap or leave the week, or StaleDataError when somebody
    else changed the record since `version`.
    """
    values: dict[str, Any] = {
        "windows": checked_windows(windows),
        "mode": mode.value,
        "travel_limit": travel_limit,
        "weekly_minutes": weekly_minutes,
        "stays_until": stays_until,
    }
    for field, found, most in (("travel_limit", travel_limit, 240), ("weekly_minutes", weekly_minutes, 10080)):
        if not 0 <= found <= most:
            raise BadTimes(field, "range")
    with transaction():
        supporter = current(supporter_id, version)
        if stays_until is not None and stays_until < today() and stays_until != supporter.stays_until:
            raise BadTimes("stays_until", "past")
        record_change(by, "supporter", supporter.public_id, apply_fields(supporter, values))


def save_windows(supporter_id: int, windows: list[list[Any]], *, by: Actor) -> None:
    """Keep a supporter's week alone; raise a Refusal for spans that overlap or leave the week."""
    kept = checked_windows(windows)
    with transaction():
        supporter = current(supporter_id, None)
        record_change(by, "supporter", supporter.public_id, apply_fields(supporter, {"windows": kept}))


def checked_windows(windows: list[list[Any]]) -> list[list[Any]]:
    """Return spans as they are kept, in order; raise a Refusal when they overlap or leave the week."""
    availability = Availability(tuple(Span(first, end, Preference(gladly)) for first, end, gladly in windows))
    return [[span.start, span.end, span.preference.value] for span in availability.spans]


def add_away(supporter_id: int, first_day: date, last_day: date, note: str = "", *, by: Actor) -> None:
    """Note days on which a supporter cannot come, both included; raise BadTimes."""
    if last_day < first_day:
        raise BadTimes("last_day", "order")
    if last_day < today():
        raise BadTimes("last_day", "past")
    if (last_day - first_day).days > MOST_DAYS_AWAY:
        raise BadTimes("last_day", "too_long")
    with transaction():
        supporter = db.session.get_one(Supporter, supporter_id)
        if len(supporter.away) >= MOST_AWAY:
            raise BadTimes("first_day", "too_many")
        supporter.away.append(Away(first_day=first_day, last_day=last_day, note=note))
        days = f"{first_day} – {last_day}"
        record_change(by, "supporter", supporter.public_id, {"away": ["", days]})


def remove_away(supporter_id: int, first_day: date, last_day: date, *, by: Actor) -> bool:
    """Take back these days away; return whether they were there."""
    with transaction():
        supporter = db.session.get_one(Supporter, supporter_id)
        rows = [row for row in supporter.away if (row.first_day, row.last_day) == (first_day, last_day)]
        for row in rows[:1]:
            record_change(by, "supporter", supporter.public_id, {"away": [f"{first_day} – {last_day}", ""]})
            supporter.away.remove(row)
        return bool(rows)
