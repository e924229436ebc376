"""My schedule: what comes next, then the week, then the list: meetings and shifts; on paper and in the phone's calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user as visitor
from sqlalchemy import ColumnElement, Select, func, select
from werkzeug.wrappers import Response

from app.clock import now, today
from app.database import db
from app.models.accounts import Role
from app.models.meetings import Meeting
from app.models.places import Place
from app.operations.subscriptions import end_calendar, renew_calendar
from app.queries.agenda import Entry, by_day, coming_keys, entries, entries_between, next_entry
from app.queries.appointments import due_days, without_date
from app.queries.meeting_times import WEEKS_AHEAD
from app.queries.meetings import between, not_noted, own_meetings, with_faces
from app.queries.messages import unread
from app.queries.offers import live_circles, open_offers
from app.queries.own_shifts import shift_offers
from app.queries.replacements import open_asks
from app.queries.responsible import Organiser, organiser_for
from app.queries.seats import Seat, current_roles, matches_of, seats_of
from app.web.access import actor, door
from app.web.volunteer import blueprint
from app.web.weeks import week_asked_for
from app.wording import activities as activity_words
from app.wording import meetings as words

#: meetings this long ago are still asked about
ASKED_DAYS = 28
#: pairs by appointment without a date that stand here; all stand on the page of circles
AGREE_SHOWN = 5
#: asks to step in that stand here
ASKS_SHOWN = 3
#: whose schedule it is
MINE = (Role.SUPPORTER,)


@blueprint.get("/schedule")
@door(*MINE)
def schedule() -> str:
    """Show the next meeting, what wants an answer, the week and what is coming."""
    supporter_id = me()
    mine = with_faces(own_meetings(supporter_id))
    upcoming = db.paginate(coming_keys(supporter_id), per_page=25)
    following = next_entry(supporter_id)
    to_agree = without_date(supporter_id)
    week = week_asked_for(request.args.get("week"))
    return render_template(
        "volunteer/schedule/schedule.html",
        next=following.meeting if following else None,
        next_shift=following.assignment if following else None,
        seats=circle_of(following.meeting) if following and following.meeting else [],
        organiser=organiser_of(following) if following else None,
        upcoming=upcoming,
        entries=entries(upcoming.items),
        week=week,
        in_week=by_day(entries_between(supporter_id, week.first, week.last)),
        to_note=list(db.session.scalars(mine.where(not_noted(), recent()).order_by(Meeting.starts_at.desc()).limit(5))),
        to_agree=to_agree,
        agree_shown=AGREE_SHOWN,
        due=due_days(to_agree),
        offers=count(open_offers(supporter_id)),
        shift_offers=count(shift_offers(supporter_id)),
        asks=list(db.session.scalars(open_asks(supporter_id).limit(ASKS_SHOWN))),
        pairs=count(live_circles(supporter_id)),
        unread=unread(visitor.account.id),
        today=today(),
        words=words,
        activity=activity_words,
    )


@blueprint.get("/schedule/print")
@door(*MINE)
def schedule_print() -> str:
    """Show the coming weeks as a sheet of paper."""
    last = today() + timedelta(weeks=WEEKS_AHEAD)
    found = entries_between(me(), today(), last, planned=True)
    organisers = {where(entry).id: organiser_of(entry) for entry in found}
    return render_template(
        "volunteer/schedule/print.html",
        entries=found,
        organisers=list(dict.fromkeys(organisers.values())),
        last=last,
        now=now(),
        words=words,
        activity=activity_words,
    )


@blueprint.get("/calendar")
@door(*MINE)
def subscription() -> str:
    """Show the secret address for the phone's calendar."""
    return render_template("volunteer/schedule/subscription.html", key=visitor.account.calendar_key)


@blueprint.post("/calendar/renew")
@door(*MINE)
def subscription_renew() -> Response:
    """Make a new address; an earlier one stops working."""
    renew_calendar(by=actor())
    flash(_("This is your address now; an earlier one no longer works."), "good")
    return redirect(url_for("volunteer.subscription"))


@blueprint.post("/calendar/end")
@door(*MINE)
def subscription_end() -> Response:
    """End the address."""
    end_calendar(by=actor())
    flash(_("The address no longer works."), "good")
    return redirect(url_for("volunteer.subscription"))


def me() -> int:
    """Return the visitor's id as a supporter (the door lets nobody else in)."""
    supporter_id = actor().supporter_id
    assert supporter_id is not None
    return supporter_id


def recent() -> ColumnElement[bool]:
    """Return the condition that a meeting was within the last weeks."""
    return between(today() - timedelta(days=ASKED_DAYS), today())


def count(query: Select[Any]) -> int:
    """Return how many rows a query finds."""
    return db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def circle_of(meeting: Meeting) -> list[Seat]:
    """Return the places of the child's circle, for the ring."""
    child = meeting.match.child
    return seats_of(child, matches_of([child.id]).get(child.id, []), current_roles())


def where(entry: Entry) -> Place:
    """Return the place whose organiser is responsible: the child's village, or where the shift is."""
    return entry.meeting.match.child.village if entry.meeting else entry.shift.place


def organiser_of(entry: Entry) -> Organiser:
    """Return whom to ring about a meeting or a shift."""
    return organiser_for(where(entry))
