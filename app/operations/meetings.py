"""What happens to a dated meeting: called off, moved, late, noted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account
from app.models.meetings import Meeting, MeetingState
from app.operations.meeting_dates import hold
from app.operations.messages import tell
from app.operations.traces import record_change
from app.queries.appointments import obstacle
from app.queries.meeting_times import other_times
from app.queries.meetings import MEETING, reachable_meetings, with_faces
from app.queries.responsible import told_of_meetings

#: the day before one can still say "a little late"
LATE_WITHIN = timedelta(hours=12)
#: a meeting held takes this many minutes at most
MOST_MINUTES = 480
#: characters of the line that is kept of a meeting
LONGEST_NOTE = 300


class CannotChange(Exception):
    """A meeting cannot be changed that way; `code` says why.

    unknown: not there or not the actor's · over: it has begun · not_planned: called off or noted already ·
    too_early: it has not begun · not_free: that time is not free for both · same: it is planned for then ·
    minutes, felt, note: out of range · one of `queries.appointments.obstacle`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cancel_meeting(meeting_id: int, *, by: Actor) -> None:
    """Call a planned meeting off and tell everybody else concerned; no reason is asked."""
    with transaction():
        meeting = planned(meeting_id, by)
        if meeting.starts_at <= now():
            raise CannotChange("over")
        change(meeting, by, state=MeetingState.CANCELLED)
        tell_others(meeting, by, "meeting_cancelled", starts_at=meeting.starts_at.isoformat())


def move_meeting(meeting_id: int, starts_at: datetime, *, by: Actor) -> None:
    """Move a planned meeting to another hour both have free, and tell everybody else concerned."""
    with transaction():
        meeting = planned(meeting_id, by)
        if meeting.starts_at <= now():
            raise CannotChange("over")
        hold([meeting.match.supporter_id], [meeting.match.child_id])
        against = against_moving(meeting, starts_at)
        if against:
            raise CannotChange(against)
        before = meeting.starts_at
        change(meeting, by, starts_at=starts_at)
        tell_others(meeting, by, "meeting_moved", before=before.isoformat(), starts_at=starts_at.isoformat())


def against_moving(meeting: Meeting, starts_at: datetime) -> str:
    """Return the code of what speaks against moving a meeting there, "" when nothing does."""
    if meeting.match.half_hour is not None:
        return "" if starts_at in other_times(meeting) else "not_free"
    return "same" if starts_at == meeting.starts_at else obstacle(meeting.match, starts_at, ignoring=meeting)


def come_late(meeting_id: int, *, by: Actor) -> None:
    """Say that the supporter will be a little late; saying it twice tells people once."""
    with transaction():
        meeting = planned(meeting_id, by)
        if not meeting.starts_at - LATE_WITHIN <= now() <= meeting.starts_at + MEETING:
            raise CannotChange("over" if meeting.starts_at < now() else "too_early")
        if meeting.late_at is None:
            meeting.late_at = now()
            tell_others(meeting, by, "meeting_late", starts_at=meeting.starts_at.isoformat())


def note_meeting(
    meeting_id: int, *, happened: bool, minutes: int | None = None, felt: int | None = None, note: str = "", by: Actor
) -> None:
    """Note how a meeting went; noting again corrects it.

    `minutes` held, `felt` one of three faces (1 hard, 2 all right, 3 good), `note` one line.
    """
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise CannotChange("minutes")
    if felt is not None and felt not in (1, 2, 3):
        raise CannotChange("felt")
    if len(note) > LONGEST_NOTE:
        raise CannotChange("note")
    with transaction():
        meeting = found(meeting_id, by)
        if meeting.state == MeetingState.CANCELLED:
            raise CannotChange("not_planned")
        if meeting.starts_at > now():
            raise CannotChange("too_early")
        change(
            meeting,
            by,
            state=MeetingState.HELD if happened else MeetingState.MISSED,
            minutes_held=minutes if happened else None,
            felt=felt if happened else None,
            note=note,
        )
        meeting.noted_at, meeting.noted_by = now(), by.account_id


def call_off(match_id: int, reason: str, *, by: Actor) -> int:
    """Call off every coming meeting of a pair that ends; return how many. For the operation that ends it.

    `reason` is a code such as ended, vetting, consent. People are told by what ended the pair, not meeting by meeting.
    """
    with transaction():
        query = select(Meeting).where(
            Meeting.match_id == match_id, Meeting.state == MeetingState.PLANNED, Meeting.starts_at > now()
        )
        coming = list(db.session.scalars(query))
        for meeting in coming:
            meeting.state, meeting.reason, meeting.changed_by = MeetingState.CANCELLED, reason, by.account_id
    return len(coming)


def found(meeting_id: int, by: Actor) -> Meeting:
    """Load a meeting the actor may change, held until the commit; raise CannotChange."""
    query = with_faces(reachable_meetings(by)).where(Meeting.id == meeting_id).with_for_update(of=Meeting)
    meeting = db.session.scalar(query)
    if meeting is None:
        raise CannotChange("unknown")
    return meeting


def planned(meeting_id: int, by: Actor) -> Meeting:
    """Load a meeting that still stands; raise CannotChange."""
    meeting = found(meeting_id, by)
    if meeting.state != MeetingState.PLANNED:
        raise CannotChange("not_planned")
    return meeting


def change(meeting: Meeting, by: Actor, **values: Any) -> None:
    """Write new values and the history of what can be read openly."""
    before = {name: str(getattr(meeting, name)) for name in values}
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.changed_by = by.account_id
    changed = {name: [before[name], str(value)] for name, value in values.items() if before[name] != str(value)}
    record_change(by, "meeting", meeting.public_id, changed)


def tell_others(meeting: Meeting, by: Actor, kind: str, **params: Any) -> None:
    """Tell the supporter, the child director and the nearest coordinators, but not the one who did it.

    Child and guardian have no account: the child director tells them in person.
    """
    supporter = select(Account.id).where(Account.supporter_id == meeting.match.supporter_id)
    people = [*db.session.scalars(supporter), *told_of_meetings(meeting.match.child.village)]
    for account_id in dict.fromkeys(people):
        if account_id != by.account_id:
            tell(account_id, kind, path=f"/meetings/{meeting.public_id}", **params)
