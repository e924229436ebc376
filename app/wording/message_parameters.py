"""What a message is told with, in words. Parameters are plain values: dates and moments as ISO text, codes, numbers.

A parameter is worded by its name: `day`, `answer_by`, `until` are dates; `starts_at`, `before`, `reply_by` are moments;
`evidence` and `role` are codes; `place` and `where` are a place's names, Chinese and English, `where` with a dot before
it or nothing at all; everything else stands as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from babel.dates import format_skeleton
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from app.clock import local
from app.wording.people import ROLES

EVIDENCE = {
    "identity": _l("Identity"),
    "references": _l("Two references"),
    "interview": _l("Interview"),
    "record_check": _l("Record check"),
    "training": _l("Training"),
    "code_of_conduct": _l("Code of conduct"),
    "insurance": _l("Insurance"),
    "licence": _l("Licence"),
}


class Worded(dict[str, str]):
    """Parameters ready for a text; one that was not told reads as a dash, so that a message is never lost."""

    def __missing__(self, name: str) -> str:
        return "—"


def worded(name: str, value: Any) -> str:
    """Word one parameter by its name; a value that does not fit stands as it is."""
    way = WAYS.get(name)
    if way is None:
        return str(value)
    try:
        return way(value)
    except (ValueError, TypeError, LookupError):
        return str(value)


def day_words(value: str) -> str:
    """Word an ISO date with its weekday."""
    return str(format_skeleton("MMMEd", date.fromisoformat(value), locale=get_locale()))


def moment_words(value: str) -> str:
    """Word an ISO moment by the county's clock."""
    moment = local(datetime.fromisoformat(value))
    return f"{format_skeleton('MMMEd', moment.date(), locale=get_locale())} {moment.hour}:{moment.minute:02}"


def place_words(names: list[str]) -> str:
    """Word a place from its names, Chinese and English."""
    chinese = str(get_locale() or "zh").startswith("zh")
    return names[0] if chinese or not names[1] else names[1]


def where_words(names: list[str]) -> str:
    """Word a place that may be missing, with what sets it off."""
    return f" · {place_words(names)}" if names else ""


WAYS: dict[str, Callable[[Any], str]] = {
    "day": day_words,
    "answer_by": day_words,
    "until": day_words,
    "starts_at": moment_words,
    "before": moment_words,
    "reply_by": moment_words,
    "evidence": lambda code: str(EVIDENCE[code]),
    "role": lambda code: str(ROLES[code]),
    "place": place_words,
    "where": where_words,
}
