"""How dates, times and numbers read; the county's clock, weeks from Monday."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel.dates import format_skeleton
from flask import Flask
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from app.clock import SHANGHAI, local, today
from app.models.children import Child
from app.web.drawing import arcs
from app.wording.changes import month
from app.wording.paper import first_name
from app.wording.people import child_name
from app.wording.places import place_name


def init_app(app: Flask) -> None:
    """Make the filters known to templates."""
    app.add_template_filter(day, "day")
    app.add_template_filter(day_full, "day_full")
    app.add_template_filter(day_long, "day_long")
    app.add_template_filter(clock_time, "clock_time")
    app.add_template_filter(moment, "moment")
    app.add_template_filter(moment_long, "moment_long")
    app.add_template_filter(in_days, "in_days")
    app.add_template_filter(half_hour, "half_hour")
    app.add_template_filter(span, "span")
    app.add_template_filter(weekday, "weekday")
    app.add_template_filter(child, "child")
    app.add_template_filter(place_name, "place")
    app.add_template_filter(first_name, "first_name")
    app.add_template_filter(month, "month")
    app.add_template_filter(arcs, "arcs")
    app.add_template_filter(place_name, "place")


def day(value: date | datetime | None) -> str:
    """Word a day briefly: 11月21日 / Nov 21."""
    if value is None:
        return ""
    value = local(value).date() if isinstance(value, datetime) else value
    return format_skeleton("MMMd" if value.year == today().year else "yMMMd", value, locale=get_locale())


def day_full(value: date | datetime) -> str:
    """Word a day with its year, as papers need it: 2026年11月21日 / Nov 21, 2026."""
    value = local(value).date() if isinstance(value, datetime) else value
    return format_skeleton("yMMMd", value, locale=get_locale())


def day_long(value: date | datetime) -> str:
    """Word a day with its weekday."""
    value = local(value).date() if isinstance(value, datetime) else value
    return format_skeleton("MMMEd", value, locale=get_locale())


def clock_time(value: datetime) -> str:
    """Word a time of day by the county's clock: 9:00."""
    value = value.astimezone(SHANGHAI)
    return f"{value.hour}:{value.minute:02}"


def moment(value: datetime | None) -> str:
    """Word a moment: day and time."""
    return f"{day(value)} {clock_time(value)}" if value else ""


def moment_long(value: datetime) -> str:
    """Word a moment with its weekday: 11月23日周一 14:30 / Mon, Nov 23 14:30."""
    return f"{day_long(value)} {clock_time(value)}"


def in_days(value: date | datetime) -> str:
    """Word how far off a day is."""
    value = local(value).date() if isinstance(value, datetime) else value
    days = (value - today()).days
    if days == 0:
        return str(_("today"))
    if days == 1:
        return str(_("tomorrow"))
    return str(ngettext("in %(num)s day", "in %(num)s days", days)) if days > 0 else day(value)


def weekday(number: int) -> str:
    """Word a weekday, Monday being 0."""
    return str(format_date(date(2024, 1, 1 + number), "EEE"))


def half_hour(value: int) -> str:
    """Word a half-hour of the week (0..335): 周六 9:00 / Sat 9:00."""
    number, rest = divmod(value, 48)
    return f"{weekday(number)} {rest // 2}:{rest % 2 * 30:02}"


def span(value: list[Any]) -> str:
    """Word a span of the week [first half-hour, end half-hour, …]: 周六 9:00–11:30."""
    first, end = value[0], value[1]
    rest = (end - 1) % 48 + 1
    return f"{half_hour(first)}–{rest // 2}:{rest % 2 * 30:02}"


def child(value: Child) -> str:
    """Word a child as everywhere: a pseudonym and a number."""
    return child_name(value.pseudonym, value.number)
