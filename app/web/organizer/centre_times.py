"""What the children's own day sets at a place: when school lets out, when the boarding bus comes."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import FieldList, Form, FormField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.models.accounts import Role
from app.operations.places import PlaceRefused, set_childrens_day
from app.queries.places import find_place
from app.web.access import actor, door
from app.web.filters import weekday
from app.web.forms_activities import ClockTime
from app.web.organizer import blueprint


class BusRow(Form):
    """One window of a boarding bus."""

    day = SelectField(_l("Day"), validate_choice=False)
    start = ClockTime(_l("from"), [Optional()])
    end = ClockTime(_l("to"), [Optional()])


class ChildrensDayForm(FlaskForm):
    """When school lets out, Monday to Sunday, and the buses."""

    school_out = FieldList(ClockTime(_l("School lets out"), [Optional()]), min_entries=7, max_entries=7)
    buses = FieldList(FormField(BusRow))

    def offer(self) -> None:
        """Name the days, and show one empty line."""
        self.buses.append_entry()
        for row in self.buses:
            row.form.day.choices = [
                SelectChoice("", _("no day")),
                *(SelectChoice(str(day), weekday(day)) for day in range(7)),
            ]

    def windows(self) -> list[list[int]]:
        """Return the lines with a day, a beginning and an end."""
        rows = [row.form for row in self.buses]
        return [
            [int(row.day.data), row.start.data, row.end.data]
            for row in rows
            if row.day.data and row.day.data in "0123456" and row.start.data is not None and row.end.data is not None
        ]


@blueprint.route("/places/<public_id>/children", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def childrens_day(public_id: str) -> str | Response:
    """Show and change when the children come from school and leave by bus."""
    found = find_place(public_id) or abort(404)
    buses = [{"day": str(day), "start": start, "end": end} for day, start, end in found.buses]
    form = ChildrensDayForm(data={"school_out": found.school_out or [None] * 7, "buses": buses})
    wrong = ""
    if request.method == "POST" and form.validate():
        try:
            set_childrens_day(found.id, [field.data for field in form.school_out], form.windows(), by=actor())
        except PlaceRefused:
            wrong = _("A bus leaves after it has come: please look at the times again.")
        else:
            flash(_("Saved. Series at this place show which of their dates this changes."), "good")
            return redirect(url_for("organizer.childrens_day", public_id=public_id))
    form.offer()
    return render_template(
        "organizer/places/children.html", here="organizer.places", form=form, place=found, wrong=wrong, weekday=weekday
    )
