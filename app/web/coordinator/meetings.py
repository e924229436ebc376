"""Meetings of one's places: this week's, those not noted, those called off."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request
from sqlalchemy import ColumnElement

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.meetings import Meeting, MeetingState
from app.queries.meetings import between, not_noted, reachable_meetings, with_faces
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.weeks import Week, week_asked_for
from app.wording import meetings as words

#: meetings called off or not noted are shown this far back and ahead
REACH = timedelta(weeks=8)


@blueprint.get("/meetings")
@door(Role.COORDINATOR)
def meetings() -> str:
    """List meetings; each leads to where it can be called off, moved or noted."""
    kind = request.args.get("kind", "week")
    week = week_asked_for(request.args.get("week"))
    query = with_faces(reachable_meetings(actor())).where(*conditions(kind, week))
    order = Meeting.starts_at if kind == "week" else Meeting.starts_at.desc()
    page = db.paginate(query.order_by(order, Meeting.id), per_page=25)
    return render_template("coordinator/meetings/meetings.html", page=page, kind=kind, week=week, words=words)


def conditions(kind: str, week: Week) -> list[ColumnElement[bool]]:
    """Return what a list is about; an unknown one is the week's."""
    around = between(today() - REACH, today() + REACH)
    if kind == "open":
        return [not_noted(), around]
    if kind == "off":
        return [Meeting.state == MeetingState.CANCELLED, around]
    return [between(week.first, week.last)]
