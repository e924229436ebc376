"""What a supporter has coming up: circle meetings and shifts in one list, by date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, String, and_, cast, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from app.clock import local, now
from app.database import db
from app.models.activities import Shift
from app.models.assignments import Assignment, AssignmentState
from app.models.meetings import Meeting, MeetingState
from app.queries.meetings import between, coming, own_meetings, with_faces
from app.queries.own_shifts import own_shifts, shifts_between, with_shift


@dataclass(frozen=True)
class Entry:
    """One line of a schedule: a meeting, or a shift."""

    meeting: Meeting | None = None
    assignment: Assignment | None = None

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        found = self.meeting.starts_at if self.meeting else None
        return found or self.shift.starts_at

    @property
    def shift(self) -> Shift:
        """The shift of an assignment."""
        assert self.assignment is not None
        return self.assignment.shift


def coming_keys(supporter_id: int) -> Select[str]:
    """Return the query for the keys of everything that is coming, in order; `entries` loads what they name."""
    shifts = own_shifts(supporter_id).where(Assignment.state == AssignmentState.ACCEPTED, Shift.ends_at > now())
    return ordered(own_meetings(supporter_id).where(coming()), shifts)


def ordered(meetings: Select[Meeting], shifts: Select[Assignment]) -> Select[str]:
    """Return one query over both, by the moment they begin."""
    both = union_all(
        meetings.with_only_columns(key("m", Meeting.id).label("key"), Meeting.starts_at.label("at")),
        shifts.with_only_columns(key("s", Assignment.id).label("key"), Shift.starts_at.label("at")),
    ).subquery()
    return select(both.c.key).order_by(both.c.at, both.c.key)


def key(letter: str, column: InstrumentedAttribute[int]) -> ColumnElement[str]:
    """Return what names a row of either table."""
    return literal(letter) + cast(column, String)


def entries(keys: Iterable[str]) -> list[Entry]:
    """Return the entries of these keys in their order, in two questions."""
    keys = list(keys)
    wanted = {letter: [int(one[1:]) for one in keys if one[0] == letter] for letter in "ms"}
    found: dict[str, Entry] = {}
    if wanted["m"]:
        for meeting in db.session.scalars(with_faces(select(Meeting).where(Meeting.id.in_(wanted["m"])))):
            found[f"m{meeting.id}"] = Entry(meeting=meeting)
    if wanted["s"]:
        for row in db.session.scalars(with_shift(select(Assignment).where(Assignment.id.in_(wanted["s"])))):
            found[f"s{row.id}"] = Entry(assignment=row)
    return [found[one] for one in keys if one in found]


def next_entry(supporter_id: int) -> Entry | None:
    """Return what comes first."""
    found = entries(db.session.scalars(coming_keys(supporter_id).limit(1)))
    return found[0] if found else None


def entries_between(supporter_id: int, first: date, last: date, *, planned: bool = False) -> list[Entry]:
    """Return what stands on the days `first` to `last`; called-off meetings never, past ones unless only `planned`."""
    there = Meeting.state == MeetingState.PLANNED if planned else Meeting.state != MeetingState.CANCELLED
    meetings = own_meetings(supporter_id).where(and_(between(first, last), there))
    shifts = own_shifts(supporter_id).where(shifts_between(first, last))
    return entries(db.session.scalars(ordered(meetings, shifts)))


def by_day(found: Iterable[Entry]) -> dict[date, list[Entry]]:
    """Return entries by the day they begin."""
    days: dict[date, list[Entry]] = {}
    for entry in found:
        days.setdefault(local(entry.starts_at).date(), []).append(entry)
    return days
