"""A supporter's meetings and shifts as an iCalendar file: times and places, nothing about a child."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from icalendar import Calendar, Event, vText

from app.clock import local, now
from app.models.activities import ShiftState
from app.models.assignments import Assignment, AssignmentState
from app.models.meetings import Meeting, MeetingState
from app.models.places import Place, PlaceKind
from app.queries.meetings import MEETING
from app.queries.places import township_of
from app.wording.places import place_name

#: kinds of places that may be named: everybody knows them, nobody lives there
OPEN_PLACES = (PlaceKind.CENTRE, PlaceKind.SCHOOL, PlaceKind.CLINIC, PlaceKind.STATION)
#: how often a calendar is asked to look again
REFRESH = timedelta(hours=6)


def calendar_file(meetings: Iterable[Meeting], host: str, shifts: Iterable[Assignment] = ()) -> bytes:
    """Return the file; each entry keeps its UID for ever, so that a moved one moves on the phone too."""
    book = Calendar()
    book.add("prodid", "-//Care Circle//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", vText(str(_("Care Circle"))))
    book.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        book.add_component(entry(meeting, host))
    for assignment in shifts:
        book.add_component(shift_entry(assignment, host))
    book.add_missing_timezones()
    return bytes(book.to_ical())


def entry(meeting: Meeting, host: str) -> Event:
    """Return one meeting."""
    event = dated(f"{meeting.public_id}@{host}", meeting.starts_at, meeting.starts_at + MEETING)
    event.add("sequence", meeting.version)
    event.add("summary", str(_("Care Circle meeting")))
    event.add("location", where(meeting.place))
    event.add("status", "CANCELLED" if meeting.state == MeetingState.CANCELLED else "CONFIRMED")
    return event


def shift_entry(assignment: Assignment, host: str) -> Event:
    """Return one shift."""
    shift = assignment.shift
    event = dated(f"{assignment.public_id}@{host}", shift.starts_at, shift.ends_at)
    event.add("sequence", assignment.version + shift.version)
    event.add("summary", str(_("Care Circle shift")))
    event.add("location", where(shift.place))
    gone = assignment.state == AssignmentState.CANCELLED or shift.state == ShiftState.CANCELLED
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    return event


def dated(uid: str, starts_at: datetime, ends_at: datetime) -> Event:
    """Return what every entry has."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now())
    event.add("dtstart", local(starts_at))
    event.add("dtend", local(ends_at))
    event.add("class", "PRIVATE")
    return event


def where(place: Place | None) -> str:
    """Name a place everybody knows; of any other the township alone."""
    if place is None:
        return ""
    township = township_of(place)
    names = [place_name(place)] if place.kind in OPEN_PLACES else []
    return ", ".join([*names, place_name(township)] if township else names)
