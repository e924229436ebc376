"""The list of shifts of a week, as coordinators and child directors see it within their places."""

from __future__ import annotations

from flask import render_template, request
from flask_sqlalchemy.pagination import Pagination

from app.clock import today
from app.database import db
from app.models.activities import Shift, ShiftState
from app.queries.places import find_place
from app.queries.shifts import (
    at_place,
    between,
    held_in,
    listed,
    next_day_with_shifts,
    places_with_shifts,
    short_handed,
    staffing,
    visible_shifts,
)
from app.web.access import actor
from app.web.weeks import Week, week_asked_for
from app.wording import activities as words


def week_page(endpoint: str) -> str:
    """Show the shifts of one week: by day, with a search for places and the short-handed ones alone when asked."""
    asked = request.args
    week = week_with_shifts(asked.get("week"))
    page = shifts_of(week)
    return render_template(
        "lobby/shifts/week.html",
        page=page,
        staffing=staffing(page.items),
        week=week,
        kind=asked.get("kind", ""),
        at=find_place(asked.get("place", "")),
        places=places_with_shifts(actor(), week.first, week.last),
        endpoint=endpoint,
        words=words,
        today=today(),
    )


def week_with_shifts(asked: str | None) -> Week:
    """Return the week asked for; for none, the one of the next shift, so that a Sunday does not open on an empty week."""
    following = None if asked else next_day_with_shifts(actor(), today())
    return week_asked_for(following.isoformat() if following else asked)


def shifts_of(week: Week) -> Pagination:
    """Return the week's shifts as the address asks for them."""
    asked = request.args
    query = visible_shifts(actor()).where(between(week.first, week.last), listed()).order_by(Shift.starts_at, Shift.id)
    text, at = asked.get("q", "").strip(), find_place(asked.get("place", ""))
    if text:
        query = query.where(at_place(text))
    if at is not None:
        query = query.where(held_in(frozenset({at.id})))
    if asked.get("kind") == "short":
        query = query.where(short_handed())
    elif asked.get("kind") == "off":
        query = query.where(Shift.state == ShiftState.CANCELLED)
    return db.paginate(query, per_page=25)
