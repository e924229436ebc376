"""The history of a child's file in words. What is sealed is named, not shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_skeleton
from flask_babel import get_locale
from flask_babel import gettext as _

from app.wording.children import (
    CHILD_STATES,
    CLOSE_REASONS,
    CONSENT_PURPOSES,
    DEVICES,
    FIELDS,
    INTERESTS,
    NEEDS,
    RELATIONS,
    RHYTHMS,
    SPOKEN,
    WISHES,
)
from app.wording.people import SEXES

SEALED = frozenset({"name", "address", "guardian.name", "guardian.phone"})
WORDS: dict[str, dict[Any, Any]] = {
    "sex": SEXES,
    "rhythm": RHYTHMS,
    "needs": NEEDS,
    "interests": INTERESTS,
    "wishes": WISHES,
    "state": CHILD_STATES,
    "closed_reason": CLOSE_REASONS,
    "guardian.relation": RELATIONS,
    "guardian.languages": SPOKEN,
    "guardian.device": DEVICES,
    "consent": CONSENT_PURPOSES,
}


def change_words(fields: dict[str, list[Any]], places: dict[int, str]) -> list[tuple[str, str, str]]:
    """Return (field, before, after) of an edit; `places` names the places it speaks of by row id.

    Of sealed fields, hours, siblings, those asked for or kept apart only the fact is told; after is then "".
    """
    return [(str(FIELDS.get(field, field)), *_pair(field, pair, places)) for field, pair in fields.items()]


def _pair(field: str, pair: list[Any], places: dict[int, str]) -> tuple[str, str]:
    before, after = pair
    if field in SEALED or field == "windows":
        return "", _("changed")
    if field == "exclusion":
        return "", str(_("kept apart") if after else _("no longer kept apart"))
    if field == "supporter_wish":
        return "", str(_("asked for") if after else _("no longer asked for"))
    if field == "sibling_group":
        return "", str(_("joined") if after else _("left"))
    if field == "consent" and after is None:
        return "", _("withdrawn: %(purpose)s", purpose=CONSENT_PURPOSES.get(before, before))
    if field.endswith("_id"):
        return places.get(before, "–"), places.get(after, "–")
    return _word(field, before), _word(field, after)


def _word(field: str, value: Any) -> str:
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(str(WORDS.get(field, {}).get(item, item)) for item in value)
    if field == "born":
        return month(date.fromisoformat(str(value)))
    return str(WORDS.get(field, {}).get(value, value))


def month(day: date) -> str:
    """Word a month: 2016年5月 / May 2016."""
    return str(format_skeleton("yMMM", day, locale=get_locale()))
