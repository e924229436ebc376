"""A meeting of a pair without a weekly hour: its page, for the supporter and the coordinator alike."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.clock import today
from app.models.accounts import Role
from app.models.matches import Match
from app.operations.appointments import plan_appointment
from app.operations.meetings import CannotChange
from app.queries.appointments import due_days, find_pair, free_times
from app.queries.meeting_times import place_of
from app.queries.meetings import next_of
from app.queries.responsible import organiser_for
from app.web.access import actor, door
from app.web.filters import clock_time, day_long
from app.web.forms_meetings import AppointmentForm
from app.web.lobby import blueprint
from app.wording import children as child_words
from app.wording import meetings as words

#: times to tap; any other can be written down
OFFERED = 8


@blueprint.route("/pairs/<public_id>/appointment", methods=["GET", "POST"])
@door(Role.SUPPORTER, Role.COORDINATOR)
def appointment(public_id: str) -> Response | str:
    """Agree on a meeting at the pair's place: a time offered, or a day and an hour."""
    match = find_pair(actor(), public_id) or abort(404)
    form = AppointmentForm()
    if form.validate_on_submit():
        try:
            meeting = plan_appointment(match.id, form.chosen, by=actor())
            flash(_("It stands in the schedule. The others have been told."), "good")
            return redirect(url_for("lobby.meeting", public_id=meeting))
        except CannotChange as fault:
            form.refuse(str(words.CANNOT_CHANGE.get(fault.code) or abort(404)))
            match = find_pair(actor(), public_id) or abort(404)
    moments = free_times(match, OFFERED)
    form.offer(moments, [f"{day_long(moment)} {clock_time(moment)}" for moment in moments])
    return page(match, form)


def page(match: Match, form: AppointmentForm) -> str:
    """Draw the page."""
    return render_template(
        "lobby/meetings/appointment.html",
        match=match,
        place=place_of(match),
        due=due_days([match])[match.id],
        coming=next_of([match.id]).get(match.id),
        organiser=organiser_for(match.child.village),
        form=form,
        today=today(),
        words=words,
        child_words=child_words,
    )
