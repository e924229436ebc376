"""Words for meetings: states, what cannot be done and what to do instead, three faces."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.clock import now
from app.models.assignments import Assignment
from app.models.matches import Match
from app.models.meetings import MEETING_MINUTES, Meeting, MeetingState

MEETING_STATES = {
    "planned": _l("planned"),
    "cancelled": _l("called off"),
    "held": _l("took place"),
    "missed": _l("did not take place"),
}
#: app.operations.meetings.CannotChange → what one reads
CANNOT_CHANGE = {
    "over": _l("This meeting has already begun. Ring the organiser instead."),
    "not_planned": _l("This meeting was already called off or noted. Nothing was changed."),
    "too_early": _l("It is too early for that; nothing was changed."),
    "not_free": _l("That time is no longer free. Please choose another one."),
    "same": _l("It is planned for that time already."),
    # a time somebody wrote down for a meeting by appointment
    "past": _l("That time is over. Choose a later one."),
    "too_far": _l("That is more than a year ahead. Choose an earlier day."),
    "half_hour": _l("Choose a full or a half hour."),
    "child_hours": _l("The child is not free then. The free hours stand on this page."),
    "supporter_hours": _l("That lies outside the times the supporter gave. They stand on this page."),
    "closed_day": _l("Nobody meets on that day: it is a holiday or a school day made up for. Choose another one."),
    "away": _l("The supporter is away on that day. Choose another one."),
    "second_adult": _l("No second adult is there at that time. Choose one at which the place is staffed."),
    "supporter_busy": _l("The supporter already meets somebody at that time. Choose another one."),
    "child_busy": _l("The child already meets somebody at that time. Choose another one."),
    "papers": _l("The supporter's papers or the family's consent end before that day. Choose an earlier one."),
    "minutes": _l("Give the minutes as a number from 1 to 480."),
    "felt": _l("Choose one of the three faces."),
    "note": _l("One line is enough: at most 300 characters."),
}
FACES = {1: _l("hard"), 2: _l("all right"), 3: _l("good")}
SECOND_ADULTS = {
    "staffed": _l("The keeper of the place is there all the time."),
    "guardian": _l("The child's carer is there all the time."),
    "director": _l("The child director is there all the time."),
}
#: app.operations.answers.CannotAnswer → what one reads
CANNOT_ANSWER = {
    "answered": _l("You have answered this already. Thank you."),
    "withdrawn": _l("This proposal was taken back in the meantime. You need not do anything."),
    "lapsed": _l("The day to answer has passed. If you would still like to come, please ring us."),
    "vetting": _l(
        "One of your papers has run out, so we cannot begin yet. Your yes is welcome as soon as it is renewed."
    ),
    "consent": _l("Something has changed in the meantime. Thank you for being ready; we will ask you again."),
    "child": _l("The child is not here at the moment. Thank you for being ready; we will ask you again."),
    "excluded": _l("Something has changed in the meantime. Thank you for being ready; we will ask you again."),
    "full": _l("You already stand beside as many children as you said. You can change that number under Me."),
    "reason": _l("Please choose one of the reasons, or none."),
}
DECLINE_REASONS = {
    "too_far": _l("Too far"),
    "times": _l("The times do not fit"),
    "overloaded": _l("Too busy now, ask me later"),
    "other": _l("Something else; I would rather ring"),
}
#: a meeting every so many weeks
RHYTHM = {
    1: _l("every week"),
    2: _l("every two weeks"),
    3: _l("every three weeks"),
    4: _l("every four weeks"),
    9: _l("every two months"),
    13: _l("every three months"),
    26: _l("twice a year"),
    52: _l("once a year"),
}
#: one leaves this many minutes before one has to
SPARE_MINUTES = 5


def state_of(meeting: Meeting) -> str:
    """Word where a meeting stands; one that is over and still planned lacks its note."""
    if meeting.state == MeetingState.PLANNED and meeting.starts_at + timedelta(minutes=MEETING_MINUTES) < now():
        return str(_("not noted"))
    return str(MEETING_STATES[meeting.state])


def way(match: Match | Assignment) -> str:
    """Word the supporter's way to a meeting or a shift: 18 min by scooter."""
    words = {
        "foot": _("%(minutes)s min on foot", minutes=match.minutes),
        "scooter": _("%(minutes)s min by scooter", minutes=match.minutes),
        "bus": _("%(minutes)s min by bus", minutes=match.minutes),
        "car": _("%(minutes)s min by car", minutes=match.minutes),
    }
    return str(words.get(match.supporter.mode) or _("%(minutes)s min away", minutes=match.minutes))


def leave_at(meeting: Meeting) -> datetime:
    """Return when to set out."""
    return leave_for(meeting.starts_at, meeting.match.minutes)


def leave_for(starts_at: datetime, minutes: int) -> datetime:
    """Return when to set out for what begins so many minutes away."""
    return starts_at - timedelta(minutes=minutes + SPARE_MINUTES)


def how_often(weeks: int) -> str:
    """Word a rhythm of so many weeks."""
    return str(RHYTHM.get(weeks) or _("every %(weeks)s weeks", weeks=weeks))
