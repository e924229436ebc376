"""Export: take records out as a sheet, for a purpose, with a number."""

from __future__ import annotations

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from app.models.accounts import Role
from app.operations import exports as verbs
from app.web.access import actor, door, proved
from app.web.coordinator import blueprint
from app.web.coordinator.imports import coordinates_all
from app.wording.exports import FORMATS, PURPOSES, WHAT

KINDS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


class ExportForm(FlaskForm):
    """What to take out, as what, and what for."""

    what = RadioField(default="children")
    form = RadioField(default="xlsx")
    purpose = SelectField(default="", validators=[InputRequired()])
    addresses = BooleanField()

    def __init__(self) -> None:
        super().__init__()
        self.what.label.text, self.what.choices = _("What"), list(WHAT.items())
        self.form.label.text, self.form.choices = _("As what"), list(FORMATS.items())
        self.purpose.label.text = _("What for")
        self.purpose.choices = [("", _("Please choose")), *PURPOSES.items()]
        self.purpose.validators = [
            InputRequired(_("Say what the file is for; it stands in the file and in the audit."))
        ]
        self.addresses.label.text = _("With the children's home addresses")


@blueprint.route("/exports", methods=["GET", "POST"])
@door(Role.COORDINATOR)
@proved
def exports() -> Response | str:
    """Ask what for, then hand the sheet over; every export is written down."""
    form = ExportForm()
    if not form.validate_on_submit():
        code = 422 if request.method == "POST" else 200
        page = render_template(
            "coordinator/imports/exports.html", here="coordinator.imports", form=form, imports=coordinates_all()
        )
        return Response(page, code)
    taken = verbs.export(form.what.data, form.form.data, form.purpose.data, by=actor(), addresses=form.addresses.data)
    disposition = f"attachment; filename={taken.file_name}"
    return Response(taken.pieces(), content_type=KINDS[taken.form], headers={"Content-Disposition": disposition})
