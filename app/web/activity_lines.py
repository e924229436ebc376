"""Between the hours and duties of an activity as tables keep them and the lines of a form, both ways."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.models.activities import SAFE_FIELDS
from app.models.calendars import SeasonKind

#: days that go together in one line; the code lists them
DAY_SETS = {
    "": _l("no day"),
    "0,1,2,3,4": _l("Monday to Friday"),
    "0,1,2,3,4,5,6": _l("every day"),
    "5,6": _l("Saturday and Sunday"),
    "1,3,5": _l("Tue, Thu, Sat"),
    "0": _l("Monday"),
    "1": _l("Tuesday"),
    "2": _l("Wednesday"),
    "3": _l("Thursday"),
    "4": _l("Friday"),
    "5": _l("Saturday"),
    "6": _l("Sunday"),
}
#: parts of the year in which a make-up workday is a day of school
SCHOOL_PARTS = (SeasonKind.TERM, SeasonKind.EXAMS)


def sessions_of(row: Any) -> list[dict[str, Any]]:
    """Return the sessions of one line: one for each of its days; none for an empty line."""
    days = [int(day) for day in row.days.data.split(",") if day]
    weeks = [int(week) for week in row.weeks.data.split(",") if week]
    return [{"weekday": day, "start": row.start.data, "end": row.end.data, "weeks": weeks} for day in days]


def lines_of(sessions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return sessions as lines of a form, days with the same hours together where a line can say so."""
    same: dict[tuple[int, int, str], list[int]] = {}
    for one in sessions:
        weeks = ",".join(str(week) for week in one.get("weeks", []))
        same.setdefault((one["start"], one["end"], weeks), []).append(one["weekday"])
    lines = []
    for (start, end, weeks), days in same.items():
        code = ",".join(str(day) for day in sorted(days))
        for together in [code] if code in DAY_SETS else [str(day) for day in sorted(days)]:
            lines.append({"days": together, "start": start, "end": end, "weeks": weeks})
    return lines


def safe_data(source: Any, duties: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a template, a series or a shift says, as data of a SafeForm."""
    return {field: getattr(source, field) for field in SAFE_FIELDS} | {
        "version": source.version,
        "duties": [
            {
                **{field: need[field] for field in ("duty", "least", "wanted", "most")},
                "licences": need.get("licences") or [],
                "skills": need.get("skills") or [],
            }
            for need in duties
        ],
    }


def pattern_data(source: Any) -> dict[str, Any]:
    """Return what a template or a series says, as data of a PatternForm."""
    patterns = source.patterns
    hours = {part: lines_of(pattern.get("sessions", [])) for part, pattern in patterns.items()}
    make_up = next((patterns[part].get("make_up") for part in SCHOOL_PARTS if part in patterns), None)
    return {
        **safe_data(source, source.duties),
        **hours,
        "kind": source.kind,
        "way_home": source.way_home,
        "holidays": any(pattern.get("holidays") for pattern in patterns.values()),
        "make_up": "usual" if make_up is None else "hours" if make_up else "off",
        "make_up_start": make_up[0]["start"] if make_up else None,
        "make_up_end": make_up[0]["end"] if make_up else None,
    }
