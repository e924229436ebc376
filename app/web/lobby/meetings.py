"""One meeting: what it is, calling it off, moving it, being late, noting it. For all who may see it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.clock import now
from app.models.accounts import Role
from app.models.meetings import Meeting, MeetingState
from app.operations.meetings import (
    LATE_WITHIN,
    CannotChange,
    cancel_meeting,
    come_late,
    move_meeting,
    note_meeting,
)
from app.queries.appointments import free_times
from app.queries.meeting_times import other_times
from app.queries.meetings import MEETING, find_meeting
from app.queries.responsible import organiser_for
from app.web.access import actor, door
from app.web.filters import clock_time, day_long
from app.web.forms_meetings import USUAL_MINUTES, AppointmentForm, MoveForm, NoteForm
from app.web.lobby import blueprint
from app.web.lobby.appointments import OFFERED
from app.wording import meetings as words

#: who has to do with meetings
COMPANY = (Role.SUPPORTER, Role.DIRECTOR, Role.COORDINATOR)


def found(public_id: str) -> Meeting:
    """Return the meeting the visitor may see, or say that there is nothing."""
    return find_meeting(actor(), public_id) or abort(404)


def say_why(fault: CannotChange) -> None:
    """Say why nothing was changed; what is not the visitor's (any more) is not there."""
    if fault.code not in words.CANNOT_CHANGE:
        abort(404)
    flash(str(words.CANNOT_CHANGE[fault.code]), "stop")


@blueprint.get("/meetings/<public_id>")
@door(*COMPANY)
def meeting(public_id: str) -> str:
    """Show one meeting with what can be done about it."""
    return page(found(public_id))


@blueprint.post("/meetings/<public_id>/cancel")
@door(*COMPANY)
def meeting_cancel(public_id: str) -> Response:
    """Call a meeting off."""
    this = found(public_id)
    try:
        cancel_meeting(this.id, by=actor())
        flash(_("Called off. The others have been told; the child director tells the child in person."), "good")
    except CannotChange as fault:
        say_why(fault)
    return redirect(url_for("lobby.meeting", public_id=public_id))


@blueprint.post("/meetings/<public_id>/late")
@door(*COMPANY)
def meeting_late(public_id: str) -> Response:
    """Say that one will be a little late."""
    try:
        come_late(found(public_id).id, by=actor())
        flash(_("The organiser has been told. Ride carefully."), "good")
    except CannotChange as fault:
        say_why(fault)
    return redirect(url_for("lobby.meeting", public_id=public_id))


@blueprint.post("/meetings/<public_id>/move")
@door(*COMPANY)
def meeting_move(public_id: str) -> Response | str:
    """Move a meeting to another free time."""
    this = found(public_id)
    form = move_form(this)
    if not form.validate_on_submit():
        return page(this, moving=form)
    try:
        move_meeting(this.id, form.chosen, by=actor())
        flash(_("Moved. The others have been told."), "good")
    except CannotChange as fault:
        say_why(fault)
    return redirect(url_for("lobby.meeting", public_id=public_id))


@blueprint.post("/meetings/<public_id>/note")
@door(*COMPANY)
def meeting_note(public_id: str) -> Response | str:
    """Note how a meeting went."""
    this = found(public_id)
    form = NoteForm()
    if not form.validate_on_submit():
        return page(this, noting=form)
    try:
        note_meeting(
            this.id,
            happened=form.happened.data == "yes",
            minutes=form.minutes.data,
            felt=int(form.felt.data) if form.felt.data else None,
            note=form.note.data or "",
            by=actor(),
        )
        flash(_("Noted, thank you."), "good")
    except CannotChange as fault:
        say_why(fault)
    return redirect(url_for("lobby.meeting", public_id=public_id))


def move_form(this: Meeting) -> MoveForm | AppointmentForm:
    """Return the form with the times that are free now; one by appointment may be moved to any day and hour."""
    form: MoveForm | AppointmentForm
    if this.match.half_hour is None:
        form, moments = AppointmentForm(), free_times(this.match, OFFERED, ignoring=this)
    else:
        form, moments = MoveForm(), other_times(this)
    form.offer(moments, [f"{day_long(moment)} {clock_time(moment)}" for moment in moments])
    return form


def page(this: Meeting, moving: MoveForm | AppointmentForm | None = None, noting: NoteForm | None = None) -> str:
    """Draw the page; `moving` and `noting` carry what was wrong with a form."""
    stands = this.state == MeetingState.PLANNED
    ahead = this.starts_at > now()
    noted = this.state in (MeetingState.HELD, MeetingState.MISSED)
    return render_template(
        "lobby/meetings/meeting.html",
        meeting=this,
        organiser=organiser_for(this.match.child.village),
        can_change=stands and ahead,
        can_be_late=stands and this.starts_at - LATE_WITHIN <= now() <= this.starts_at + MEETING,
        moving=moving or (move_form(this) if stands and ahead else None),
        noting=noting or (note_form(this) if not ahead and (stands or noted) else None),
        words=words,
        short_notice=(this.starts_at - now()).total_seconds() < 24 * 3600,
    )


def note_form(this: Meeting) -> NoteForm:
    """Return the form with what is noted already, or the usual length."""
    noted = this.state in (MeetingState.HELD, MeetingState.MISSED)
    return NoteForm(
        formdata=None,
        happened={MeetingState.HELD: "yes", MeetingState.MISSED: "no"}.get(MeetingState(this.state)),
        minutes=this.minutes_held if noted else USUAL_MINUTES,
        felt=str(this.felt) if this.felt else None,
        note=this.note or "",
    )
