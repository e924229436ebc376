"""Activities that repeat: the list, a new series with its dates shown first, one series, a change shown first."""

from __future__ import annotations

import secrets
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.clock import today
from app.database import db
from app.models.accounts import Account, Role
from app.models.activities import ActivitySeries, Shift
from app.models.places import Place
from app.operations.activity_series import change_series as change
from app.operations.activity_series import end_series as end
from app.operations.activity_series import make_series, planned_series
from app.operations.activity_values import ActivityRefused
from app.planning.sessions import Dates, Skipped
from app.queries.activities import all_series, dates_of, find_series, find_template, templates
from app.queries.keepers import keepers, usual_keeper
from app.queries.monthly_weeks import better_week, lost
from app.queries.overlaps import hours_of, overlaps
from app.queries.places import find_place
from app.queries.series_changes import SeriesChanges, series_changes
from app.queries.shifts import coming, staffing, visible_shifts
from app.web.access import actor, door
from app.web.activity_changes import date_lines, fact_lines, stretch
from app.web.activity_lines import pattern_data
from app.web.forms_activities import SeriesForm
from app.web.organizer import blueprint
from app.web.place_search import only_narrows
from app.wording import activities as words

#: dates are shown so far ahead before a series is written
SHOWN = timedelta(weeks=26)
#: and so many of them one by one
SHOWN_DATES = 15
#: so many dates left out for one reason are named one by one
NAMED_DATES = 4


@blueprint.get("/activities")
@door(Role.ORGANIZER)
def activities() -> str:
    """List the series by place."""
    asked = request.args
    at = find_place(asked.get("place", ""))
    query = all_series(asked.get("q", ""), at.id if at else None, asked.get("kind", ""), since=today())
    return render_template(
        "organizer/activities/list.html", page=db.paginate(query, per_page=25), at=at, words=words, today=today()
    )


@blueprint.route("/activities/new", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def new_series() -> str | Response:
    """Begin a series with a template: choose it, look at the dates it gives, write it."""
    template = find_template(request.args.get("template", ""))
    if template is None:
        page = db.paginate(templates(), per_page=25)
        return render_template("organizer/activities/choose.html", here="organizer.activities", page=page, words=words)
    plain = {"first_day": today(), "place": request.args.get("place", ""), "request_key": secrets.token_urlsafe(24)}
    form = SeriesForm(data=pattern_data(template) | plain)
    del form.since
    form.offer(find_place(request.args.get("place", "")), {})
    wrong, dates, better, met = "", None, None, []
    if request.method == "POST" and not only_narrows(request.form) and form.validate():
        try:
            dates, better = dates_shown(form)
            met = overlaps(place_of(form).id, hours_of(dates.held), key=form.request_key.data)
            if "write" in request.form and form.agrees(met):
                name = make_series(template.id, values_of(form), request_key=form.request_key.data, by=actor())
                flash(_("The series stands, and its dates are on the list of shifts."), "good")
                return redirect(url_for("organizer.series", public_id=name))
        except ActivityRefused as refused:
            wrong = form.tell(refused)
    return series_form(form, wrong, template=template, dates=dates, better=better, met=met)


@blueprint.get("/activities/<public_id>")
@door(Role.ORGANIZER)
def series(public_id: str) -> str:
    """Show a series: what it asks for, its coming dates, and whether the calendar has changed under it."""
    found = series_or_404(public_id)
    query = visible_shifts(actor()).where(Shift.series_id == found.id, coming()).order_by(Shift.starts_at)
    page = db.paginate(query, per_page=25)
    return render_template(
        "organizer/activities/series.html",
        here="organizer.activities",
        series=found,
        keeper=db.session.get(Account, found.keeper_id) if found.keeper_id else None,
        page=page,
        staffing=staffing(page.items),
        stale=series_changes(found, found, found.place, today()),
        words=words,
        today=today(),
    )


@blueprint.route("/activities/<public_id>/change", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def change_series(public_id: str) -> str | Response:
    """Change a series from a day on: what it does is shown first."""
    found = series_or_404(public_id)
    form = SeriesForm(data=series_data(found) | {"since": chosen_day(request.args.get("since", ""))})
    form.offer(found.place, {one.public_id: one.name for one in keepers(found.place, found.keeper_id)})
    wrong, changes, facts, met = "", None, [], []
    if request.method == "POST" and not only_narrows(request.form) and form.validate():
        since = form.since.data or today()
        try:
            planned, place = planned_series(values_of(form)), place_of(form)
            changes = series_changes(found, planned, place, since)
            came = [one.after for one in (*changes.moved, *changes.new)]
            met = overlaps(place.id, [(one.starts_at, one.ends_at) for one in came if one], series_id=found.id)
            if "write" in request.form and form.agrees(met):
                version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
                done = change(found.id, version, values_of(form), since=since, by=actor())
                flash(told_words(done), "good")
                return redirect(url_for("organizer.series", public_id=done.goes_on))
            facts = fact_lines(found, values_of(form))
        except ActivityRefused as refused:
            wrong = form.tell(refused)
        except StaleDataError:
            wrong = _("Somebody has changed this meanwhile. Open it again and write your change once more.")
    return series_form(form, wrong, found=series_or_404(public_id), changes=changes, facts=facts, met=met)


@blueprint.post("/activities/<public_id>/end")
@door(Role.ORGANIZER)
def end_series(public_id: str) -> Response:
    """Let a series end with a day."""
    found = series_or_404(public_id)
    last = chosen_day(request.form.get("last_day", ""))
    try:
        gone = end(found.id, last, by=actor())
    except ActivityRefused as refused:
        flash(str(words.REFUSALS[refused.code]), "stop")
    else:
        flash(ngettext("It ends; %(num)s date goes.", "It ends; %(num)s dates go.", gone), "good")
    return redirect(url_for("organizer.series", public_id=public_id))


def series_or_404(public_id: str) -> ActivitySeries:
    """Return the series with this public id."""
    return find_series(public_id) or abort(404)


def chosen_day(text: str) -> date:
    """Return the day of an address or a field; today for none and for nonsense."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()


def values_of(form: SeriesForm) -> dict[str, Any]:
    """Return what the form says, as operations take it."""
    place = find_place(form.place.data) if form.place.data else None
    return {
        **form.pattern_values(),
        "name": form.name.data or "",
        "place_id": place.id if place else None,
        "first_day": form.first_day.data,
        "last_day": form.last_day.data,
        "keeper_id": keeper_of(form, place),
    }


def keeper_of(form: SeriesForm, place: Place | None) -> int | None:
    """Return whom the form names as keeper: somebody it offered, else the child director at the place."""
    named = form.keeper.data
    account = db.session.scalar(select(Account).where(Account.public_id == named)) if named else None
    return account.id if account else usual_keeper(place) if place else None


def series_data(found: ActivitySeries) -> dict[str, Any]:
    """Return what a series says, as data of its form."""
    keeper = db.session.get(Account, found.keeper_id) if found.keeper_id else None
    return pattern_data(found) | {
        "name": found.name,
        "place": found.place.public_id,
        "first_day": found.first_day,
        "last_day": found.last_day,
        "keeper": keeper.public_id if keeper else "",
    }


def place_of(form: SeriesForm) -> Place:
    """Return the place a valid form names."""
    return find_place(form.place.data) or abort(400)


def dates_shown(form: SeriesForm) -> tuple[Dates, tuple[int, int] | None]:
    """Return the dates a series would give in the coming half year, and a better week of the month.

    Raise ActivityRefused.
    """
    planned, place = planned_series(values_of(form)), place_of(form)
    first = max(today(), planned.first_day)
    dates = dates_of(planned, place, first, first + SHOWN)
    return dates, better_week(planned, place, first, first + SHOWN, len(lost(dates)))


def series_form(form: SeriesForm, wrong: str, **shown: Any) -> str:
    """Render the form, with the dates or changes it leads to when they were asked for."""
    form.add_lines()
    dates, changes = shown.get("dates"), shown.get("changes")
    skipped = dates.skipped if dates else changes.skipped if changes else []
    touched = date_lines(changes) if changes else []
    return render_template(
        "organizer/activities/edit.html",
        here="organizer.activities",
        form=form,
        wrong=wrong,
        left_out=left_out(skipped),
        touched=touched,
        stays=stretch(changes.kept) if changes else "",
        most=SHOWN_DATES,
        named=NAMED_DATES,
        words=words,
        **{
            "template": None,
            "found": None,
            "dates": None,
            "changes": None,
            "facts": [],
            "better": None,
            "met": [],
            **shown,
        },
    )


def left_out(skipped: list[Skipped]) -> list[tuple[str, list[date]]]:
    """Return why dates are left out and which, in their order, the most frequent reason first."""
    days: dict[str, list[date]] = defaultdict(list)
    for one in sorted(skipped, key=lambda one: one.day):
        days[one.reason].append(one.day)
    return sorted(days.items(), key=lambda pair: -len(pair[1]))


def told_words(done: SeriesChanges) -> str:
    """Say what a change did."""
    touched = len(done.moved) + len(done.gone) + len(done.new)
    dates = ngettext("%(num)s date changed.", "%(num)s dates changed.", touched)
    people = ngettext("%(num)s person hears of it.", "%(num)s people hear of it.", done.told)
    return f"{dates} {people}"
