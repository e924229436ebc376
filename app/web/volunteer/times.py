"""My times: paint the week, say which days not, how far and how much."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.models.accounts import Role
from app.queries.supporters import own_record
from app.web import times as shared
from app.web.access import actor, door
from app.web.forms_times import AwayForm, TimesForm
from app.web.volunteer import blueprint


@blueprint.route("/times", methods=["GET", "POST"])
@door(Role.SUPPORTER)
def times() -> Response | str | tuple[str, int]:
    """Show and keep one's times."""
    supporter = own_record(actor())
    form = shared.times_form(supporter)
    if form.validate_on_submit() and shared.save(supporter, form):
        shared.tell_what_follows(own_record(actor()))
        return redirect(url_for("volunteer.times"))
    return page(form)


@blueprint.post("/times/away")
@door(Role.SUPPORTER)
def add_away() -> Response | str | tuple[str, int]:
    """Note days on which one cannot come."""
    supporter = own_record(actor())
    form = AwayForm()
    if shared.note_away(supporter, form):
        return redirect(url_for("volunteer.times", _anchor="away"))
    kept = TimesForm(formdata=None, obj=supporter)
    kept.offer(supporter)
    return page(kept, form)


@blueprint.post("/times/away/remove")
@door(Role.SUPPORTER)
def remove_away() -> Response:
    """Take back days away."""
    shared.take_back_away(own_record(actor()))
    return redirect(url_for("volunteer.times", _anchor="away"))


def page(form: TimesForm, away: AwayForm | None = None) -> str | tuple[str, int]:
    """Draw the page."""
    values = shared.page_values(own_record(actor()), form, away)
    actions = {name: url_for(f"volunteer.{name}") for name in ("times", "add_away", "remove_away")}
    drawn = render_template("volunteer/times.html", here="volunteer.times", actions=actions, **values)
    return (drawn, 422) if form.errors or (away and away.errors) else drawn
