"""Concerns: the list without words, one at a time with every look written down, and what was done."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired

from app.database import db
from app.models.accounts import Role
from app.models.concerns import StepKind
from app.operations.concerns import STEPS, CannotNote, add_step, read_concern
from app.queries.concerns import find_concern, readable_concerns
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.fields import choices_of
from app.wording import concerns as words


class StepForm(FlaskForm):
    """What was done."""

    kind = SelectField(
        _l("What did you do?"),
        choices=choices_of({kind.value: words.STEPS[kind] for kind in STEPS}),
        validators=[InputRequired(words.CANNOT_NOTE["kind"])],
    )
    text = TextAreaField(_l("In a few words"))


@blueprint.get("/concerns")
@door(Role.COORDINATOR)
def concerns() -> str:
    """Show which notes there are, those nobody confirmed reading first; their words are not shown here."""
    page = db.paginate(readable_concerns(actor()), per_page=25)
    return render_template("coordinator/concerns/concerns.html", page=page, words=words)


@blueprint.get("/concerns/<public_id>")
@door(Role.COORDINATOR)
def concern(public_id: str) -> str:
    """Open one note; the look is written down."""
    return page(public_id, StepForm(formdata=None))


@blueprint.post("/concerns/<public_id>/steps")
@door(Role.COORDINATOR)
def concern_step(public_id: str) -> Response | str:
    """Add what was done."""
    form = StepForm()
    found = find_concern(actor(), public_id)
    if found is None:
        abort(404)
    if not form.validate_on_submit():
        return page(public_id, form)
    try:
        add_step(found.id, form.kind.data, form.text.data or "", by=actor())
    except CannotNote as fault:
        form.text.errors = [words.CANNOT_NOTE[fault.code]]
        return page(public_id, form)
    flash(_("Noted."), "good")
    return redirect(url_for("coordinator.concern", public_id=public_id))


def page(public_id: str, form: StepForm) -> str:
    """Draw a note with its steps; without a line in the audit nothing is drawn."""
    found = read_concern(public_id, by=actor())
    if found is None:
        abort(404)
    done = {step.kind for step in found.steps}
    if request.method == "GET":
        form.kind.data = StepKind.NOTE if StepKind.ACKNOWLEDGED in done else StepKind.ACKNOWLEDGED
    return render_template("coordinator/concerns/concern.html", concern=found, form=form, words=words, done=done)
