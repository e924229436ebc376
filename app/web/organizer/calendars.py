"""Calendars: a month with its holidays and make-up workdays, the parts of the school year, the yearly list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.clock import monday, today
from app.database import db
from app.models.accounts import Role
from app.models.calendars import Season
from app.operations.calendars import (
    CalendarRefused,
    Declared,
    declare_days,
    drop_season,
    forget_day,
    read_list,
    set_season,
)
from app.queries.calendars import Calendar, calendar
from app.web.access import actor, door
from app.web.fields import choices_of
from app.web.organizer import blueprint
from app.wording.calendars import LINE_FAULTS, SEASONS

NEEDED = InputRequired(_l("Please fill this in."))
REMEDIES = {
    "before_first": _l("The last day lies before the first: please look again."),
    "overlaps": _l("Another part of this kind lies in these days: change that one, or choose other days."),
    "unknown": _l("Please choose one."),
}
#: encodings of the lists people have: with or without a mark, or as old Chinese spreadsheets write
ENCODINGS = ("utf-8-sig", "gb18030")


class DayForm(FlaskForm):
    """One day declared by the county."""

    day = DateField(_l("Day"), [NEEDED])
    kind = RadioField(
        _l("What it is"), [NEEDED], choices=choices_of({"off": _l("a day off"), "work": _l("a workday")}), default="off"
    )
    name = StringField(_l("What it is called"), [Length(max=80)])


class ListForm(FlaskForm):
    """The State Council's yearly list, pasted or as a file."""

    text = TextAreaField(_l("The list"), [Length(max=40_000)])
    file = FileField(_l("or a CSV file"))


class SeasonForm(FlaskForm):
    """A part of the school year."""

    kind = SelectField(_l("What it is"), [NEEDED], choices=choices_of(SEASONS))
    name = StringField(_l("What it is called"), [NEEDED, Length(max=80)])
    first_day = DateField(_l("First day"), [NEEDED])
    last_day = DateField(_l("Last day"), [NEEDED])


@blueprint.route("/calendars", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def calendars() -> str | Response:
    """Show a month, declare a day."""
    form = DayForm()
    if form.validate_on_submit():
        declare_days([Declared(form.day.data, form.kind.data == "work", form.name.data.strip())], by=actor())
        flash(_("Declared. Meetings and rotas go by it from now on."), "good")
        return redirect(url_for("organizer.calendars", month=f"{form.day.data:%Y-%m}"))
    first = chosen_month(request.args.get("month", ""))
    days = month_days(first)
    known = calendar(days[0], days[-1])
    return render_template(
        "organizer/calendars/month.html",
        form=form,
        first=first,
        earlier=(first - timedelta(days=1)).replace(day=1),
        later=(first + timedelta(days=31)).replace(day=1),
        weeks=[days[start : start + 7] for start in range(0, len(days), 7)],
        calendar=known,
        declared=[row for day, row in sorted(known.declared.items()) if day.month == first.month],
        seasons=db.session.scalars(select(Season).order_by(Season.first_day.desc()).limit(20)).all(),
        words=SEASONS,
    )


def chosen_month(text: str) -> date:
    """Return the first day of the month written as 2026-11; this month when it is none the house can show."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today().replace(day=1)
    return first if 2000 <= first.year <= 2098 else today().replace(day=1)


def month_days(first: date) -> list[date]:
    """Return the days of a month in whole weeks."""
    start = monday(first)
    end = (first + timedelta(days=31)).replace(day=1)
    weeks = -((start - end).days // 7)
    return [start + timedelta(days=number) for number in range(7 * weeks)]


@blueprint.post("/calendars/forget")
@door(Role.ORGANIZER)
def forget_declared() -> Response:
    """Take a declared day back."""
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        abort(400)
    forget_day(day, by=actor())
    flash(_("Taken back: the published calendar counts for this day."), "good")
    return redirect(url_for("organizer.calendars", month=f"{day:%Y-%m}"))


@blueprint.route("/calendars/list", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def calendar_list() -> str | Response:
    """Read the yearly list: shown first, written when asked."""
    form = ListForm()
    days: list[Declared] = []
    faults: list[Any] = []
    if form.validate_on_submit():
        if form.file.data:
            form.text.data = decoded(form.file.data.read())
        days, faults = read_list(form.text.data or "")
        if "write" in request.form and days and not faults:
            changed = declare_days(days, by=actor())
            flash(ngettext("%(num)s day is declared.", "%(num)s days are declared.", changed), "good")
            return redirect(url_for("organizer.calendars", month=f"{days[0].day:%Y-%m}"))
    known = calendar(days[0].day, days[-1].day) if days else Calendar()
    return render_template(
        "organizer/calendars/list.html",
        here="organizer.calendars",
        form=form,
        days=[(one, known.declared.get(one.day), known.is_workday(one.day)) for one in days],
        faults=faults,
        fault_words=LINE_FAULTS,
        asked=form.is_submitted(),
    )


def decoded(content: bytes) -> str:
    """Return the text of a CSV file in one of the encodings people have."""
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


@blueprint.route("/calendars/seasons/new", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def new_season() -> str | Response:
    """Add a part of the school year."""
    return season_page(SeasonForm(), None)


@blueprint.route("/calendars/seasons/<public_id>", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def season(public_id: str) -> str | Response:
    """Change a part of the school year."""
    found = season_or_404(public_id)
    shown = {field: getattr(found, field) for field in ("kind", "name", "first_day", "last_day")}
    return season_page(SeasonForm(data=shown), found)


@blueprint.post("/calendars/seasons/<public_id>/drop")
@door(Role.ORGANIZER)
def end_season(public_id: str) -> Response:
    """Take a part of the school year out of the calendar."""
    drop_season(season_or_404(public_id).id, by=actor())
    flash(_("Taken out of the calendar."), "good")
    return redirect(url_for("organizer.calendars"))


def season_or_404(public_id: str) -> Season:
    """Return the part of the school year with this public id."""
    return db.session.scalar(select(Season).where(Season.public_id == public_id)) or abort(404)


def season_page(form: SeasonForm, found: Season | None) -> str | Response:
    """Write a part of the school year, or show its form."""
    if form.validate_on_submit():
        values = {field: form[field].data for field in ("kind", "name", "first_day", "last_day")}
        try:
            set_season(values, by=actor(), season_id=found.id if found else None)
        except CalendarRefused as refused:
            form[refused.field].errors = [REMEDIES[refused.code]]
        else:
            flash(_("Saved."), "good")
            return redirect(url_for("organizer.calendars", month=f"{form.first_day.data:%Y-%m}"))
    return render_template("organizer/calendars/season.html", here="organizer.calendars", form=form, season=found)
