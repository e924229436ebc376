"""The day at a centre: who is expected, who comes and goes, which numbers are there."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.clock import SHANGHAI, now, today
from app.database import db
from app.models.accounts import Role
from app.models.activities import Shift
from app.models.assignments import Assignment
from app.models.places import Place
from app.operations import check_ins
from app.operations.attendance import CannotNote, note_attendance
from app.operations.check_ins import CannotCheck
from app.operations.shift_alerts import note_call_lists
from app.queries.check_codes import door_code
from app.queries.day_sheets import day_sheets, find_kept, kept_shifts, places_of_the_day, tickets_of
from app.queries.places import find_place
from app.queries.responsible import organiser_for
from app.queries.shifts import between, next_day_with_shifts
from app.web.access import actor, door
from app.web.lobby import blueprint
from app.wording import activities as activity_words
from app.wording import days as words

KEEPERS = (Role.COORDINATOR, Role.DIRECTOR)
#: the page that shows phone numbers
SHEET = "lobby/days/sheet.html"
#: what a keeper's tap does
STEPS = {
    "in": check_ins.note_coming,
    "out": check_ins.note_leaving,
    "missed": check_ins.note_missing,
    "back": check_ins.take_back_check,
}


@blueprint.get("/day")
@door(*KEEPERS)
def days() -> str:
    """List the places with shifts on a day."""
    day = day_asked_for()
    here = places_of_the_day(actor(), day)
    return render_template(
        "lobby/days/days.html",
        here="director.shifts",
        day=day,
        today=today(),
        places=here,
        following=None if here else next_day_with_shifts(actor(), max(day, today())),
        words=activity_words,
    )


@blueprint.get("/day/<public_id>")
@door(*KEEPERS)
def day_sheet(public_id: str) -> str:
    """Show a place's day: people, safe number, children by number."""
    return sheet_page(SHEET, public_id)


@blueprint.get("/day/<public_id>/paper")
@door(*KEEPERS)
def day_paper(public_id: str) -> str:
    """Show a place's day on paper, with boxes to tick while there is no power."""
    return sheet_page("lobby/days/paper.html", public_id)


@blueprint.post("/day/people/<public_id>/<step>")
@door(*KEEPERS)
def day_step(public_id: str, step: str) -> Response:
    """Note with one tap that somebody came, left or did not come, or take that back."""
    one = assignment_or_404(public_id)
    try:
        (STEPS.get(step) or abort(404))(one.id, by=actor())
    except CannotCheck as refused:
        refuse(refused.code)
    return back_to(one.shift)


@blueprint.post("/day/shifts/<public_id>/code")
@door(*KEEPERS)
def day_code(public_id: str) -> Response:
    """Note the coming or leaving of whoever shows this code."""
    shift = shift_or_404(public_id)
    try:
        one, came = check_ins.note_by_code(shift.id, request.form.get("code", ""), by=actor())
    except CannotCheck as refused:
        refuse(refused.code)
    else:
        name = one.supporter.name
        flash(_("%(name)s is here.", name=name) if came else _("%(name)s has left.", name=name), "good")
    return back_to(shift)


@blueprint.post("/day/shifts/<public_id>/times")
@door(*KEEPERS)
def day_times(public_id: str) -> Response:
    """Type in what the sheet of paper says of comings and goings: all people of a shift at once."""
    shift = shift_or_404(public_id)
    typed, wrong = 0, ""
    for name in request.form:
        if not name.startswith("came-") or not request.form[name].strip():
            continue
        assignment_id = name.removeprefix("came-")
        try:
            one = assignment_or_404(assignment_id)
            came, left = clock_on(shift, request.form[name]), request.form.get(f"left-{assignment_id}", "").strip()
            check_ins.type_in(one.id, came, clock_on(shift, left) if left else None, by=actor())
            typed += 1
        except CannotCheck as refused:
            wrong = refused.code
    if typed:
        flash(ngettext("Times of %(num)s person noted.", "Times of %(num)s people noted.", typed), "good")
    if wrong:
        refuse(wrong)
    return back_to(shift)


@blueprint.post("/day/shifts/<public_id>/children")
@door(*KEEPERS)
def day_children(public_id: str) -> Response:
    """Note which numbers are there: ticks, or the numbers typed one after another."""
    shift = shift_or_404(public_id)
    unknown = numbers_told() - {one.number for one in tickets_of({shift.place_id})}
    try:
        here = note_attendance(shift.id, numbers_told(), others_absent="all" in request.form, by=actor())
    except CannotNote as refused:
        refuse(refused.code)
    else:
        flash(ngettext("%(num)s child is here.", "%(num)s children are here.", here), "good")
        if unknown:
            numbers = ", ".join(str(number) for number in sorted(unknown))
            flash(_("No child has this number here: %(numbers)s. Compare it with the paper.", numbers=numbers), "hand")
    return back_to(shift, "c")


def sheet_page(template: str, public_id: str) -> str:
    """Render a place's day; a place without shifts the actor runs is not there (404)."""
    place = find_place(public_id) or abort(404)
    day = day_asked_for()
    shifts = list(db.session.scalars(kept_shifts(actor()).where(between(day, day), Shift.place_id == place.id)))
    if not shifts and not runs_place(place):
        abort(404)
    sheets = day_sheets(shifts)
    if template == SHEET and note_call_lists([one.shift.public_id for one in sheets if one.calls], by=actor()):
        return sheet_page(template, public_id)  # what was read before the line was written is read anew
    return render_template(
        template,
        here="director.shifts",
        place=place,
        day=day,
        sheets=sheets,
        door_code=door_code,
        now=now(),
        today=today(),
        organiser=organiser_for(place),
        words=words,
        activity=activity_words,
    )


def runs_place(place: Place) -> bool:
    """Say whether the actor runs any shift at a place."""
    found = kept_shifts(actor()).where(Shift.place_id == place.id).with_only_columns(Shift.id).order_by(None)
    return db.session.scalar(found.limit(1)) is not None


def shift_or_404(public_id: str) -> Shift:
    """Return the shift, if it is the actor's to run."""
    return find_kept(actor(), public_id) or abort(404)


def assignment_or_404(public_id: str) -> Assignment:
    """Return somebody on a shift the actor runs."""
    one = db.session.scalar(select(Assignment).where(Assignment.public_id == public_id)) or abort(404)
    shift_or_404(one.shift.public_id)
    return one


def day_asked_for() -> date:
    """Return the day of the address, today where it says none that exists."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today()


def numbers_told() -> set[int]:
    """Return the ticked numbers and those typed in one line, apart by anything."""
    typed = "".join(letter if letter.isdecimal() else " " for letter in request.form.get("typed", ""))
    told = [*request.form.getlist("here"), *typed.split()]
    return {int(number) for number in told if number.isdecimal() and len(number) < 5}


def clock_on(shift: Shift, text: str) -> datetime:
    """Return a time of the shift's day such as 16:25; raise CannotCheck."""
    try:
        hour, _colon, minute = text.strip().replace("：", ":").partition(":")
        return datetime.combine(shift.local_day, time(int(hour), int(minute or 0)), SHANGHAI)
    except ValueError:
        raise CannotCheck("times") from None


def refuse(code: str) -> None:
    """Say why something was not noted; what is not there looks like no page at all."""
    if code == "unknown":
        abort(404)
    flash(str(words.CANNOT[code]), "stop")


def back_to(shift: Any, part: str = "s") -> Response:
    """Return to the shift on its day's sheet."""
    anchor = f"{part}{shift.public_id}"
    return redirect(
        url_for("lobby.day_sheet", public_id=shift.place.public_id, day=shift.local_day.isoformat(), _anchor=anchor)
    )
