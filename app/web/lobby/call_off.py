"""Calling many shifts off at once, and taking it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import RadioField
from wtforms.validators import InputRequired, Optional

from app.clock import now, today
from app.database import db
from app.models.accounts import Role
from app.models.activities import Cancellation, Shift
from app.models.places import Place, PlaceKind
from app.operations.activity_values import ActivityRefused
from app.operations.cancellations import Selection, cancel_selected, restore, selected, tell_now, to_tell
from app.operations.promises import promises
from app.queries.activities import moment_at
from app.queries.places import open_places
from app.queries.responsible import places_above
from app.queries.shifts import find_cancellation, people_on, places_with_shifts
from app.web.access import actor, door
from app.web.fields import Day, Several, choices_of
from app.web.forms_activities import ClockTime
from app.web.lobby import blueprint
from app.wording import activities as words
from app.wording.places import place_name

#: places that have shifts so far ahead are offered
OFFERED = timedelta(weeks=9)


class CallOffForm(FlaskForm):
    """Which shifts, and why."""

    townships = Several(_l("Whole townships"), {})
    places = Several(_l("Places"), {})
    first_day = Day(_l("From"), [InputRequired(words.REFUSALS["missing"])])
    first_time = ClockTime(_l("at"), [Optional()])
    last_day = Day(_l("Until"), [InputRequired(words.REFUSALS["missing"])])
    last_time = ClockTime(_l("at"), [Optional()])
    reason = RadioField(_l("Why"), [InputRequired(words.REFUSALS["unknown"])], choices=choices_of(words.CANCEL_REASONS))

    def offer(self) -> None:
        """Fill the lists with the places that have shifts, within the actor's own."""
        here = places_with_shifts(actor(), today(), today() + OFFERED)
        self.places.choices = choices_of({place.public_id: place_name(place) for place in here})
        within = {above for place in here for above in places_above(place)}
        townships = db.session.scalars(open_places(PlaceKind.TOWNSHIP).where(Place.id.in_(within)))
        self.townships.choices = choices_of({place.public_id: place_name(place) for place in townships})

    def tell(self, refused: ActivityRefused) -> None:
        """Put what was refused beside its field; what no field is to blame for stands at the days."""
        field = self[refused.field if refused.field in self else "last_day"]
        field.errors = [*field.errors, str(words.REFUSALS[refused.code])]

    def selection(self) -> Selection:
        """Return what is meant: chosen places and townships, from a moment to a moment; none chosen is refused."""
        names = [*(self.places.data or []), *(self.townships.data or [])]
        places = frozenset(db.session.scalars(select(Place.id).where(Place.public_id.in_(names))))
        if not places:
            raise ActivityRefused("places", "unknown")
        first = moment_at(self.first_day.data or today(), self.first_time.data or 0)
        last = moment_at(self.last_day.data or today(), 1440 if self.last_time.data is None else self.last_time.data)
        if last <= first:
            raise ActivityRefused("last_day", "before_first")
        return Selection(places, first, last)


@blueprint.route("/shifts/off", methods=["GET", "POST"])
@door(Role.COORDINATOR, Role.ORGANIZER)
def call_off() -> str | Response:
    """Choose places, times and a reason; see what it takes; call it off."""
    form = CallOffForm(data={"first_day": today(), "last_day": today(), "places": request.args.getlist("place")})
    form.offer()
    shifts: list[Shift] | None = None
    if form.validate_on_submit():
        try:
            if "write" in request.form:
                name = cancel_selected(form.selection(), form.reason.data, by=actor())
                return redirect(url_for("lobby.cancellation", public_id=name))
            shifts = selected(form.selection(), actor())
        except ActivityRefused as refused:
            form.tell(refused)
    return render_template("lobby/shifts/call_off.html", form=form, words=words, **(taken(shifts)))


def taken(shifts: list[Shift] | None) -> dict[str, Any]:
    """Return what calling these shifts off takes, in numbers; nothing was asked yet when `shifts` is None."""
    if shifts is None:
        return {"shifts": None}
    people = {one.supporter_id for one in people_on(shift.id for shift in shifts)}
    return {
        "shifts": shifts,
        "centres": len({shift.place_id for shift in shifts}),
        "children": sum(shift.children for shift in shifts),
        "people": len(people | set(promises([shift.id for shift in shifts]).concerned)),
    }


@blueprint.get("/shifts/off/<public_id>")
@door(Role.COORDINATOR, Role.DIRECTOR, Role.ORGANIZER)
def cancellation(public_id: str) -> str:
    """Show what was called off, whether people know, and how to take it back."""
    found = cancellation_or_404(public_id)
    return render_template(
        "lobby/shifts/cancellation.html",
        cancellation=found,
        people=found.told_people if found.told_at else to_tell(found.id),
        now=now(),
        words=words,
    )


@blueprint.post("/shifts/off/<public_id>/tell")
@door(Role.COORDINATOR, Role.DIRECTOR, Role.ORGANIZER)
def tell_of_cancellation(public_id: str) -> Response:
    """Tell people now."""
    if tell_now(cancellation_or_404(public_id).id, by=actor()):
        flash(_("People are being told now."), "good")
    return redirect(url_for("lobby.cancellation", public_id=public_id))


@blueprint.post("/shifts/off/<public_id>/restore")
@door(Role.COORDINATOR, Role.DIRECTOR, Role.ORGANIZER)
def restore_shifts(public_id: str) -> Response:
    """Take a cancellation back: undo before anybody was told, restore afterwards."""
    cancellation_or_404(public_id)
    try:
        done = restore(public_id, told="told" in request.form, by=actor())
    except ActivityRefused as refused:
        flash(str(words.REFUSALS[refused.code]), "stop")
    else:
        flash(ngettext("%(num)s shift is planned again.", "%(num)s shifts are planned again.", done.shifts), "good")
        if done.told:
            people = ngettext("%(num)s person is asked again.", "%(num)s people are asked again.", done.back)
            flash(people, "good")
        if done.lost:
            flash(
                ngettext(
                    "%(num)s place is open: the person is elsewhere by now.",
                    "%(num)s places are open: the people are elsewhere by now.",
                    done.lost,
                ),
                "hand",
            )
    return redirect(url_for("lobby.cancellation", public_id=public_id))


def cancellation_or_404(public_id: str) -> Cancellation:
    """Return the cancellation, if all its shifts are within the actor's places."""
    return find_cancellation(actor(), public_id) or abort(404)
