"""I am worried: 110 first, then the duty phone, then the note."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.database import db
from app.models.children import Child
from app.operations.concerns import LONGEST, CannotNote, raise_concern
from app.queries.concerns import own_concerns
from app.queries.policy import visible_children
from app.web.access import actor, signed_in
from app.web.fields import choices_of
from app.web.filters import child as child_words
from app.web.lobby import blueprint
from app.wording.concerns import CANNOT_NOTE, NUMBERS

#: a list longer than this is of no use in a hurry; the child is then named in the words
LONGEST_LIST = 60


class WorryForm(FlaskForm):
    """The note. Only the words are needed."""

    text = TextAreaField(
        _l("What did you see or hear?"),
        validators=[
            InputRequired(CANNOT_NOTE["empty"]),
            Length(max=LONGEST, message=CANNOT_NOTE["too_long"]),
        ],
    )
    child = SelectField(_l("Which child, if it is one of yours"), validate_choice=False)
    called_110 = BooleanField(_l("I have called 110"))


@blueprint.route("/worry", methods=["GET", "POST"])
@signed_in
def worry() -> Response | str:
    """Say whom to call, at once; then take the note."""
    form = WorryForm()
    form.child.choices = choices_of({"": _("None of them, or I would rather not say"), **own_children()})
    if form.validate_on_submit():
        try:
            raise_concern(
                form.text.data, child_public_id=form.child.data or "", called_110=form.called_110.data, by=actor()
            )
        except CannotNote as fault:
            form.child.errors = [CANNOT_NOTE[fault.code]] if fault.code == "child" else []
            form.text.errors = [] if fault.code == "child" else [CANNOT_NOTE[fault.code]]
        else:
            flash(
                _("It is written down and the coordinators have been told. You need not look into it yourself."), "good"
            )
            return redirect(url_for("lobby.worry"))
    return render_template("lobby/worry.html", form=form, numbers=NUMBERS, own=own_concerns(actor().account_id or 0))


def own_children() -> dict[str, str]:
    """Return the children to choose from: those one may know of, as pseudonyms."""
    query = visible_children(actor()).order_by(Child.number, Child.id).limit(LONGEST_LIST + 1)
    found = list(db.session.scalars(query))
    return {} if len(found) > LONGEST_LIST else {child.public_id: child_words(child) for child in found}
