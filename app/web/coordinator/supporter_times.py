"""A supporter's times, kept by a coordinator for somebody who told them on the phone; exact hours too."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.models.accounts import Role
from app.models.supporters import Supporter
from app.operations.availability import save_times
from app.planning.travel import Mode
from app.web import times as shared
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.supporters import supporter_or_404
from app.web.forms_times import AwayForm, HoursForm, TimesForm
from app.web.paint import laid_over


@blueprint.route("/supporters/<public_id>/times", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def supporter_times(public_id: str) -> Response | str | tuple[str, int]:
    """Show and keep a supporter's times."""
    supporter = supporter_or_404(public_id)
    form = shared.times_form(supporter)
    if form.validate_on_submit() and shared.save(supporter, form):
        shared.tell_what_follows(supporter_or_404(public_id))
        return back(public_id)
    return page(public_id, form)


@blueprint.post("/supporters/<public_id>/times/hours")
@door(Role.COORDINATOR)
def supporter_hours(public_id: str) -> Response | str | tuple[str, int]:
    """Lay exact hours over the painted week."""
    supporter = supporter_or_404(public_id)
    form = HoursForm()
    form.offer()
    if not form.validate():
        return page(public_id, plain_form(supporter), exact=form)
    first, end = form.span
    save_times(
        supporter.id,
        laid_over(supporter.windows, first, end, form.gladly.data),
        mode=Mode(supporter.mode),
        travel_limit=supporter.travel_limit,
        weekly_minutes=supporter.weekly_minutes,
        stays_until=supporter.stays_until,
        version=int(form.version.data or 0),
        by=actor(),
    )
    flash(_("Saved."), "good")
    return back(public_id)


@blueprint.post("/supporters/<public_id>/times/away")
@door(Role.COORDINATOR)
def add_supporter_away(public_id: str) -> Response | str | tuple[str, int]:
    """Note days on which a supporter cannot come."""
    supporter = supporter_or_404(public_id)
    form = AwayForm()
    if shared.note_away(supporter, form):
        return back(public_id)
    return page(public_id, plain_form(supporter), form)


@blueprint.post("/supporters/<public_id>/times/away/remove")
@door(Role.COORDINATOR)
def remove_supporter_away(public_id: str) -> Response:
    """Take back a supporter's days away."""
    shared.take_back_away(supporter_or_404(public_id))
    return back(public_id)


def back(public_id: str) -> Response:
    """Go back to the page of the times."""
    return redirect(url_for("coordinator.supporter_times", public_id=public_id))


def plain_form(supporter: Supporter) -> TimesForm:
    """Return the form as the record stands."""
    form = TimesForm(formdata=None, obj=supporter)
    form.offer(supporter)
    return form


def page(
    public_id: str, form: TimesForm, away: AwayForm | None = None, exact: HoursForm | None = None
) -> str | tuple[str, int]:
    """Draw the page."""
    faulty = any(sent is not None and sent.errors for sent in (form, away, exact))
    if exact is None:
        exact = HoursForm(formdata=None)
        exact.offer()
    names = {
        "times": "supporter_times",
        "add_away": "add_supporter_away",
        "remove_away": "remove_supporter_away",
        "exact": "supporter_hours",
    }
    drawn = render_template(
        "volunteer/times.html",
        here="coordinator.supporters",
        actions={name: url_for(f"coordinator.{view}", public_id=public_id) for name, view in names.items()},
        exact=exact,
        **shared.page_values(supporter_or_404(public_id), form, away),
    )
    return (drawn, 422) if faulty else drawn
