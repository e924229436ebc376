"""Meetings by appointment that are due: which pairs lack a date, and the next free time for each at one tap."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.operations.appointments import plan_appointment
from app.operations.meetings import CannotChange
from app.queries.appointments import AHEAD, due_before, due_days, find_pair, next_free, with_people
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.filters import clock_time, day_long
from app.web.forms_meetings import moment_of
from app.wording import children as child_words
from app.wording import meetings as words

#: each with a calendar of its own to look through
PER_PAGE = 15
#: where the button stands, and one comes back to
LISTS = ("coordinator.appointments", "coordinator.today")


@blueprint.get("/appointments")
@door(Role.COORDINATOR)
def appointments() -> str:
    """List the pairs by appointment that are to meet within two weeks and have no date."""
    query = with_people(due_before(actor(), today() + AHEAD + timedelta(days=1)))
    page = db.paginate(query, per_page=PER_PAGE)
    pairs = list(page.items)
    return render_template(
        "coordinator/meetings/appointments.html",
        here="coordinator.meetings",
        page=page,
        due=due_days(pairs),
        free=next_free(pairs),
        today=today(),
        words=words,
        child_words=child_words,
    )


@blueprint.post("/appointments/<public_id>")
@door(Role.COORDINATOR)
def plan(public_id: str) -> Response:
    """Put the meeting on the time the button carries."""
    match = find_pair(actor(), public_id) or abort(404)
    starts_at = moment_of(request.form.get("starts_at")) or abort(400)
    try:
        plan_appointment(match.id, starts_at, by=actor())
        when = f"{day_long(starts_at)} {clock_time(starts_at)}"
        flash(_("Planned for %(when)s. The others have been told.", when=when), "good")
    except CannotChange as fault:
        flash(str(words.CANNOT_CHANGE.get(fault.code) or abort(404)), "stop")
    back = request.form.get("back", "")
    return redirect(url_for(back if back in LISTS else LISTS[0]))
