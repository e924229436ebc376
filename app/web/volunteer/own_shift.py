"""One of my shifts: I can't come, a little late, who would take it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.clock import now
from app.database import db
from app.models.assignments import LIVE, Assignment, AssignmentState
from app.operations.own_shifts import LATE_WITHIN, CannotChange, cannot_come, come_late
from app.operations.seating import comes, is_late
from app.operations.swaps import CannotSwap, offer_swap, open_swap, withdraw_swap
from app.queries.own_shifts import find_own
from app.queries.replacements import waiting_for
from app.queries.responsible import organiser_for
from app.queries.safe_numbers import safe_children
from app.queries.second_thoughts import just_said
from app.queries.shifts import staffing
from app.web.access import actor, door
from app.web.volunteer import blueprint
from app.web.volunteer.schedule import MINE, me
from app.wording import activities as activity_words
from app.wording import living as words
from app.wording import meetings as meeting_words


@blueprint.get("/shifts/<public_id>")
@door(*MINE)
def own_shift(public_id: str) -> str | Response:
    """Show one shift with what can be done about it."""
    mine = own(public_id)
    if mine.state == AssignmentState.OFFERED:
        return redirect(url_for(".shifts"))
    stands = mine.state == AssignmentState.ACCEPTED and comes(mine.shift)
    return page(
        "volunteer/shift/shift.html",
        mine,
        stands=stands,
        swap=open_swap(mine.id) if stands else None,
        can_take_back=db.session.scalar(just_said(me()).where(Assignment.id == mine.id)) is not None,
        can_be_late=mine.state == AssignmentState.ACCEPTED
        and mine.shift.starts_at - LATE_WITHIN <= now() <= mine.shift.ends_at,
    )


@blueprint.get("/shifts/<public_id>/cannot")
@door(*MINE)
def own_shift_cannot(public_id: str) -> str | Response:
    """Say what follows when the visitor cannot come, before they say it."""
    mine = own(public_id)
    if mine.state not in LIVE or not comes(mine.shift):
        return redirect(url_for(".own_shift", public_id=public_id))
    shift = mine.shift
    adults = staffing([shift])[shift.id].placed
    return page(
        "volunteer/shift/cannot.html",
        mine,
        late=is_late(shift),
        waiting=len(waiting_for([mine.opening_id])),
        safe=safe_children(shift, adults - 1),
        least=shift.least_adults,
        reasons=words.CANNOT_REASONS,
    )


@blueprint.post("/shifts/<public_id>/cannot")
@door(*MINE)
def say_cannot_come(public_id: str) -> Response:
    """Tell them that the visitor cannot come."""
    try:
        cannot_come(own(public_id).id, request.form.get("reason", ""), by=actor())
        flash(_("Thank you for telling us. The organiser has seen it; others are asked now."), "good")
    except CannotChange as fault:
        say_why(fault)
    return redirect(url_for(".own_shift", public_id=public_id))


@blueprint.post("/shifts/<public_id>/late")
@door(*MINE)
def own_shift_late(public_id: str) -> Response:
    """Say that one will be a little late."""
    try:
        come_late(own(public_id).id, by=actor())
        flash(_("The organiser has been told. Ride carefully."), "good")
    except CannotChange as fault:
        say_why(fault)
    return redirect(url_for(".own_shift", public_id=public_id))


@blueprint.post("/shifts/<public_id>/offer")
@door(*MINE)
def give_shift(public_id: str) -> Response:
    """Offer the shift to those who qualify."""
    try:
        offer_swap(own(public_id).id, by=actor())
        flash(_("Offered. It stays yours until somebody takes it; you hear when they do."), "good")
    except CannotSwap as fault:
        flash(str(words.CANNOT_CHANGE.get(fault.code, words.CANNOT_CHANGE["gone"])), "stop")
    return redirect(url_for(".own_shift", public_id=public_id))


@blueprint.post("/shifts/<public_id>/keep")
@door(*MINE)
def keep_shift(public_id: str) -> Response:
    """Keep the shift after all."""
    try:
        withdraw_swap(own(public_id).id, by=actor())
        flash(_("It is yours, as before."), "good")
    except CannotSwap as fault:
        flash(str(words.CANNOT_CHANGE.get(fault.code, words.CANNOT_CHANGE["gone"])), "stop")
    return redirect(url_for(".own_shift", public_id=public_id))


def own(public_id: str) -> Assignment:
    """Return the visitor's assignment, or say that there is nothing."""
    return find_own(me(), public_id) or abort(404)


def say_why(fault: CannotChange) -> None:
    """Say why nothing was changed."""
    if fault.code not in words.CANNOT_CHANGE:
        abort(404)
    flash(str(words.CANNOT_CHANGE[fault.code]), "stop")


def page(name: str, mine: Assignment, **values: object) -> str:
    """Show a page about one shift."""
    return render_template(
        name,
        here="volunteer.schedule",
        mine=mine,
        shift=mine.shift,
        organiser=organiser_for(mine.shift.place),
        words=words,
        meeting_words=meeting_words,
        activity=activity_words,
        **values,
    )
