"""What the two pages of a supporter's times do, whoever opens them: the supporter, or a coordinator for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.clock import today
from app.models.matches import MatchState
from app.models.supporters import Supporter, SupporterState
from app.operations.availability import BadTimes, add_away, remove_away, save_times
from app.planning.availability import MEETING_HALF_HOURS
from app.planning.travel import Mode
from app.queries.supporters import pairs_of
from app.web.access import actor
from app.web.filters import half_hour
from app.web.forms_times import AwayForm, TimesForm
from app.web.paint import GLADNESS, PARTLY_WORD, grid, hours, painted, unrolled
from app.wording import choices

FAULTS = {
    "order": _l("This is before the first day."),
    "past": _l("This day is over."),
    "too_long": _l("At most a year at a time; for longer, say until when you stay."),
    "too_many": _l("There are many entries already; remove old ones first."),
    "range": _l("This is more than a week has."),
}


def times_form(supporter: Supporter) -> TimesForm:
    """Return the form of a supporter's limits, filled from the record or from what was sent."""
    form = TimesForm(obj=supporter)
    form.offer(supporter)
    if request.method == "GET":
        form.process(obj=supporter)
    return form


def save(supporter: Supporter, form: TimesForm) -> bool:
    """Keep the painted week and the limits; on a fault, word it beside its field and return False."""
    windows = painted(supporter.windows, request.form)
    try:
        save_times(
            supporter.id,
            windows,
            mode=Mode(form.mode.data),
            travel_limit=form.travel_limit.data,
            weekly_minutes=form.weekly_minutes.data,
            stays_until=form.stays_until.data,
            version=int(form.version.data or 0),
            by=actor(),
        )
    except BadTimes as fault:
        form[fault.field].errors = [FAULTS[fault.code]]
        return False
    return True


def tell_what_follows(supporter: Supporter) -> None:
    """Say what the saved times mean, and which agreed meeting they leave out."""
    given = hours(supporter.windows)
    if supporter.state == SupporterState.APPLICANT:
        flash(
            ngettext(
                "Saved: %(hours)s hour a week. It counts as soon as your vetting is done.",
                "Saved: %(hours)s hours a week. They count as soon as your vetting is done.",
                1 if given == 1 else 2,
                hours=f"{given:g}",
            ),
            "good",
        )
    else:
        flash(
            ngettext(
                "Saved: %(hours)s hour a week. The next round plans with it; what is agreed stays.",
                "Saved: %(hours)s hours a week. The next round plans with them; what is agreed stays.",
                1 if given == 1 else 2,
                hours=f"{given:g}",
            ),
            "good",
        )
    week = unrolled(supporter.windows)
    for pair in pairs_of(supporter.id):
        start = pair.half_hour
        if pair.state == MatchState.LIVE and start is not None and None in week[start : start + MEETING_HALF_HOURS]:
            words = _(
                "The meeting on %(when)s stays, though it lies outside these hours. Ring us if it has to move.",
                when=half_hour(start),
            )
            flash(words, "hand")


def note_away(supporter: Supporter, form: AwayForm) -> bool:
    """Note days away; on a fault, word it beside its field and return False. One day needs no last day."""
    if not form.validate():
        return False
    first = form.first_day.data or today()
    last = form.last_day.data or first
    try:
        add_away(supporter.id, first, last, form.note.data or "", by=actor())
    except BadTimes as fault:
        form[fault.field].errors = [FAULTS[fault.code]]
        return False
    flash(
        _("Noted. Meetings on these days will not be planned; those already agreed you call off on your schedule."),
        "good",
    )
    return True


def take_back_away(supporter: Supporter) -> None:
    """Take back the days away the form names."""
    try:
        days = [date.fromisoformat(request.form.get(name, "")) for name in ("first_day", "last_day")]
    except ValueError:
        return
    if remove_away(supporter.id, days[0], days[1], by=actor()):
        flash(_("Removed. You can come on these days again."), "good")


def page_values(supporter: Supporter, form: TimesForm, away: AwayForm | None) -> dict[str, Any]:
    """Return what the template of both pages needs."""
    windows = painted(supporter.windows, request.form) if form.errors else supporter.windows
    return {
        "supporter": supporter,
        "form": form,
        "away_form": away or AwayForm(formdata=None),
        "grid": grid(windows),
        "partly": PARTLY_WORD,
        "gladness": GLADNESS,
        "hours": f"{hours(windows):g}",
        "best": f"{hours(windows, 'prefer'):g}",
        "coming": sorted(
            (row for row in supporter.away if row.last_day >= today()), key=lambda row: (row.first_day, row.last_day)
        ),
        "words": choices,
    }
