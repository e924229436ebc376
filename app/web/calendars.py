"""A supporter's meetings as an iCalendar file: times and places, nothing about a child."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext as _
from icalendar import Calendar, Event, vText

from app.clock import local, now
from app.models.meetings import Meeting, MeetingState
from app.models.places import Place, PlaceKind
from app.queries.meetings import MEETING
from app.queries.places import township_of
from app.wording.places import place_name

#: kinds of places that may be named: everybody knows them, nobody lives there
OPEN_PLACES = (PlaceKind.CENTRE, PlaceKind.SCHOOL, PlaceKind.CLINIC, PlaceKind.STATION)
#: how often a calendar is asked to look again
REFRESH = timedelta(hours=6)


def calendar_file(meetings: Iterable[Meeting], host: str) -> bytes:
    """Return the file; each meeting keeps its UID for ever, so that a moved one moves on the phone too."""
    book = Calendar()
    book.add("prodid", "-//Care Circle//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", vText(str(_("Care Circle"))))
    book.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        book.add_component(entry(meeting, host))
    book.add_missing_timezones()
    return bytes(book.to_ical())


def entry(meeting: Meeting, host: str) -> Event:
    """Return one meeting."""
    event = Event()
    event.add("uid", f"{meeting.public_id}@{host}")
    event.add("sequence", meeting.version)
    event.add("dtstamp", now())
    event.add("dtstart", local(meeting.starts_at))
    event.add("dtend", local(meeting.starts_at + MEETING))
    event.add("summary", str(_("Care Circle meeting")))
    event.add("location", where(meeting.place))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if meeting.state == MeetingState.CANCELLED else "CONFIRMED")
    return event


def where(place: Place | None) -> str:
    """Name a place everybody knows; of any other the township alone."""
    if place is None:
        return ""
    township = township_of(place)
    names = [place_name(place)] if place.kind in OPEN_PLACES else []
    return ", ".join([*names, place_name(township)] if township else names)
