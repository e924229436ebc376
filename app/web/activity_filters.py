"""How hours, headcounts and needs of activities read in templates."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from app.models.calendars import SeasonKind
from app.web.activity_lines import DAY_SETS, lines_of
from app.web.filters import weekday
from app.wording.activities import BOUNDS, WEEKS, hour, worded
from app.wording.calendars import SEASONS
from app.wording.choices import LICENCES, SKILLS


def init_app(app: Flask) -> None:
    """Make the filters known to templates."""
    app.add_template_filter(pattern_lines, "pattern_lines")
    app.add_template_filter(usual_hours, "usual_hours")
    app.add_template_filter(headcount, "headcount")
    app.add_template_filter(asked_of, "asked_of")
    app.add_template_filter(safety_lines, "safety_lines")
    app.add_template_filter(reasons, "reasons")


def pattern_lines(source: Any) -> list[tuple[str, list[str]]]:
    """Word the hours of a template or series: (part of the year, lines such as "Monday to Friday 16:30–18:30")."""
    return [
        (str(SEASONS[part]), [line_words(line) for line in lines_of(source.patterns[part].get("sessions", []))])
        for part in SEASONS
        if part in source.patterns
    ]


def usual_hours(source: Any) -> str:
    """Word the hours of the term in one line; where there are none, those of the first part of the year that has some."""
    found = {part: lines for part, lines in pattern_lines(source) if lines}
    usual = str(SEASONS[SeasonKind.TERM])
    part = usual if usual in found else next(iter(found), "")
    hours = str(_(", ")).join(found.get(part, []))
    return hours if part == usual else f"{part} {hours}".strip()


def line_words(line: dict[str, Any]) -> str:
    """Word one line of hours."""
    days = line["days"]
    named = str(DAY_SETS[days]) if days in DAY_SETS else ", ".join(weekday(int(day)) for day in days.split(","))
    weeks = f" · {worded(WEEKS, line['weeks'])}" if line["weeks"] else ""
    return f"{named} {hour(line['start'])}–{hour(line['end'])}{weeks}"


def headcount(need: Any) -> str:
    """Word how many a duty needs: 1 to 2, 2 wanted."""
    least, wanted, most = (
        (need[name] if isinstance(need, dict) else getattr(need, name)) for name in ("least", "wanted", "most")
    )
    if least == wanted == most:
        return str(least)
    return str(_("%(least)s to %(most)s, %(wanted)s wanted", least=least, most=most, wanted=wanted))


def asked_of(need: Any) -> str:
    """Word what a duty asks of a person: licences, any of which will do, and skills."""
    licences, skills = (
        (need.get(name, []) if isinstance(need, dict) else getattr(need, name)) for name in ("licences", "skills")
    )
    parts = []
    if licences:
        names = str(_(" or ")).join(worded(LICENCES, code) for code in licences)
        parts.append(_("licence: %(names)s", names=names))
    if skills:
        parts.append(_("skill: %(names)s", names=str(_(", ")).join(worded(SKILLS, code) for code in skills)))
    return " · ".join(str(part) for part in parts)


def safety_lines(source: Any) -> list[str]:
    """Word how many adults a template, series or shift needs."""
    lines = []
    if source.children:
        lines.append(ngettext("%(num)s child expected", "%(num)s children expected", source.children))
        lines.append(ngettext("never fewer than %(num)s adult", "never fewer than %(num)s adults", source.least_adults))
        if source.ratio:
            lines.append(ngettext("%(num)s child for each adult", "%(num)s children for each adult", source.ratio))
    if source.needs_woman:
        lines.append(_("a woman is there"))
    if source.needs_first_aider:
        lines.append(_("a first-aider is there"))
    if source.may_stay_closed:
        lines.append(_("may fall out when there are too few people"))
    return [str(line) for line in lines]


def reasons(codes: tuple[str, ...]) -> str:
    """Word why a date is shorter."""
    return str(_(", ")).join(worded(BOUNDS, code) for code in codes)
