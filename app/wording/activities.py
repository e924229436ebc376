"""Words for activities, shifts and what happens to them."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models.activities import ActivityKind, ActivitySeries, ActivityTemplate, Duty, Shift
from app.wording.calendars import SEASONS

#: pages are handed this module as `words`
__all__ = ["SEASONS"]

KINDS = {
    ActivityKind.AFTER_SCHOOL: _l("after-school class"),
    ActivityKind.WEEKEND_HOME: _l("weekend home"),
    ActivityKind.DAILY_CENTRE: _l("children's centre, every day"),
    ActivityKind.DRAWING: _l("drawing"),
    ActivityKind.RECREATION: _l("play and sports"),
    ActivityKind.CARING_ACTIVITY: _l("caring activity"),
    ActivityKind.HOME_EDUCATION: _l("home education"),
    ActivityKind.PARENT_LECTURE: _l("parent lecture"),
    ActivityKind.PARENT_CALLS: _l("calls with parents"),
    ActivityKind.COUNSELLING: _l("counselling session"),
    ActivityKind.PSYCHOLOGIST_DAY: _l("psychologist's day"),
}
DUTIES = {
    Duty.LEAD: _l("leads the activity"),
    Duty.COMPANION: _l("companion"),
    Duty.STUDY_HELP: _l("study help"),
    Duty.LECTURER: _l("lecturer"),
    Duty.COUNSELLOR: _l("counselling"),
    Duty.MEDIATOR: _l("mediator"),
    Duty.HELPER: _l("helper"),
}
WAYS_HOME = {"walk": _l("they walk home alone"), "fetched": _l("they are fetched or brought home")}
#: in which weeks of the month; the code lists them
WEEKS = {
    "": _l("every week"),
    "1": _l("1st of the month"),
    "2": _l("2nd of the month"),
    "3": _l("3rd of the month"),
    "4": _l("4th of the month"),
    "1,3": _l("1st and 3rd of the month"),
    "2,4": _l("2nd and 4th of the month"),
    "1,2,3,4": _l("the first four of the month"),
}
STATES = {
    "planned": _l("planned"),
    "cancelled": _l("called off"),
    "held": _l("held"),
    "closed": _l("signed off"),
}
#: why shifts are called off
CANCEL_REASONS = {
    "typhoon": _l("typhoon or flood"),
    "snow": _l("snow or ice"),
    "road": _l("the road is closed"),
    "holiday": _l("a day off"),
    "few_children": _l("too few children"),
    "few_adults": _l("too few adults"),
    "keeper": _l("nobody can open"),
    "other": _l("another reason"),
}
#: why a shift is off without anybody having called it off by hand
SERIES_REASONS = {"series": _l("the series has changed")}
#: why a date is left out of a series, or what made it shorter
BOUNDS = {
    "holiday": _l("public holiday"),
    "make_up": _l("people work on this weekend day"),
    "term": _l("term"),
    "exams": _l("exam weeks"),
    "winter": _l("winter break"),
    "summer": _l("summer break"),
    "spring_festival": _l("Spring Festival"),
    "school_out": _l("school lets out later"),
    "bus": _l("the boarding bus comes"),
    "dark": _l("dark before the children are home"),
}
#: how somebody stands on a shift
ASSIGNMENT_STATES = {
    "offered": _l("asked"),
    "accepted": _l("comes"),
    "declined": _l("not this time"),
    "cancelled": _l("called off"),
    "done": _l("was there"),
    "missed": _l("was not there"),
}
#: why somebody on a shift cannot stay on it after a change
MISFITS = {
    "times": _l("not free at that time"),
    "away": _l("away that day"),
    "elsewhere": _l("is elsewhere then"),
    "travel": _l("too far away"),
    "licence": _l("lacks the licence"),
    "skills": _l("lacks the skill"),
    "full": _l("fewer places than people"),
}
#: what cannot be written, and the remedy
REFUSALS = {
    "missing": _l("Please fill this in."),
    "unknown": _l("Please choose one."),
    "out_of_range": _l("This number is out of bounds: please look again."),
    "overlapping_sessions": _l("Two of these hours overlap on the same day."),
    "duplicate": _l("This duty stands here twice: put its people in one line."),
    "headcount": _l("At least, wanted and at most have to rise in this order."),
    "too_short": _l("A session is at least half an hour, and ends on the same day."),
    "no_sessions": _l("Write at least one hour in one part of the year."),
    "no_duties": _l("Write at least one duty."),
    "profession": _l("Counselling asks for the counsellor's licence and no other: choose it in that line."),
    "before_first": _l("The last day lies before the first: please look again."),
    "not_a_place": _l("Choose a place that is in use."),
    "over": _l("This has begun already; it can no longer be changed."),
    "not_planned": _l("It is no longer planned."),
    "nothing": _l("There is no planned shift in these places and times."),
    "told": _l("People have been told already: restore it instead, and they hear that it is held after all."),
    "restored": _l("It was taken back already."),
    "too_far": _l("At most a year ahead."),
}


def speaks_chinese() -> bool:
    """Say whether the reader's language is Chinese."""
    return str(get_locale() or "zh").startswith("zh")


def template_name(template: ActivityTemplate) -> str:
    """Name a template in the reader's language."""
    return template.name_zh if speaks_chinese() else template.name_en or template.name_zh


def series_name(series: ActivitySeries) -> str:
    """Name a series: as it is called here, else as its template is."""
    return series.name or template_name(series.template)


def shift_name(shift: Shift) -> str:
    """Name a shift as its series."""
    return series_name(shift.series)


def hour(minute: int) -> str:
    """Word a minute of the day: 16:30."""
    return f"{minute // 60}:{minute % 60:02}"


def worded(words: dict[Any, Any], code: str) -> str:
    """Return the words of a code; the code itself where a newer version brought an unknown one."""
    return str(words.get(code, code))


def cancel_reason(shift: Shift) -> str:
    """Word why a shift is off."""
    return worded({**CANCEL_REASONS, **SERIES_REASONS}, shift.reason) if shift.reason else str(_("no reason given"))
