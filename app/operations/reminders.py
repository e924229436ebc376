"""Remind of what is coming: the evening before, and two hours before. Whatever has a date can join.

A noun joins with one function in its queries, listed in SOURCES, and the words of `<kind>_tomorrow` and
`<kind>_reminder` in app.wording.messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import delete, select

from app.clock import local, midnight, now, today
from app.database import db, transaction
from app.models.messages import Reminder
from app.operations.messages import tell
from app.queries.coming import Coming, names_of
from app.queries.meetings import meetings_to_remind_of
from app.queries.own_shifts import shifts_to_remind_of

#: each returns what begins between two moments
SOURCES: tuple[Callable[[datetime, datetime], list[Coming]], ...] = (
    meetings_to_remind_of,
    shifts_to_remind_of,
)
#: by the county's clock
EVENING = time(18, 30)
SOON = timedelta(hours=2)
#: how long it is known that a reminder was given
KEPT = timedelta(days=2)
#: stage → ending of the message's kind
STAGES = {"evening": "tomorrow", "hours": "reminder"}


def remind() -> int:
    """Give the reminders that are due, each once; return how many. For the timetable, every few minutes.

    Something moved is reminded of again: its moment is part of what was reminded of.
    """
    moment = now()
    with transaction():
        known = set(db.session.execute(select(Reminder.account_id, Reminder.path, Reminder.starts_at, Reminder.stage)))
        due = [(coming, stage) for coming, stage in all_due(moment) if row_of(coming, stage) not in known]
        for coming, stage in due:
            account_id, path, starts_at, _ = row_of(coming, stage)
            db.session.add(Reminder(account_id=account_id, path=path, starts_at=starts_at, stage=stage))
            tell(
                account_id,
                f"{coming.kind}_{STAGES[stage]}",
                path=path,
                starts_at=starts_at.isoformat(),
                where=names_of(coming.place),
            )
        db.session.execute(delete(Reminder).where(Reminder.starts_at < moment - KEPT))
    return len(due)


def all_due(moment: datetime) -> Iterator[tuple[Coming, str]]:
    """Yield what one is to be reminded of at `moment`, with the stage."""
    end_of_tomorrow = midnight(today() + timedelta(days=2))
    for source in SOURCES:
        for coming in source(moment, end_of_tomorrow):
            stage = stage_of(coming.starts_at, moment)
            if stage:
                yield coming, stage


def stage_of(starts_at: datetime, moment: datetime) -> str:
    """Return which reminder of something is due at `moment`: hours, evening, or "" for none."""
    if moment < starts_at <= moment + SOON:
        return "hours"
    tomorrow = local(starts_at).date() == local(moment).date() + timedelta(days=1)
    return "evening" if tomorrow and local(moment).time() >= EVENING else ""


def row_of(coming: Coming, stage: str) -> tuple[int, str, datetime, str]:
    """Return what names a reminder."""
    return coming.account_id, coming.path, coming.starts_at, stage
