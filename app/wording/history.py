"""What was changed and decided about a supporter, as lines people read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models.traces import Change, Disclosure
from app.wording.choices import ENDINGS, EVIDENCE, INTERESTS, KINDS, MODES, SKILLS, SPOKEN, SUPPORTER_STATES, worded
from app.wording.people import GENDERS
from app.wording.rota_pairs import REASONS

FIELDS = {
    "kind": _l("comes as"),
    "state": _l("where they stand"),
    "name": _l("name"),
    "phone": _l("phone number"),
    "email": _l("e-mail"),
    "gender": _l("woman or man"),
    "birth_year": _l("year of birth"),
    "base_id": _l("sets out from"),
    "languages": _l("speaks"),
    "skills": _l("can help with"),
    "interests": _l("likes"),
    "mode": _l("travels"),
    "travel_limit": _l("minutes one way"),
    "caseload": _l("children at most"),
    "weekly_minutes": _l("minutes a week"),
    "experience_months": _l("months of experience"),
    "stays_until": _l("stays until"),
    "first_aid_until": _l("first-aid certificate until"),
    "windows": _l("hours of the week"),
    "probation": _l("accompanied first meetings"),
    "away": _l("days away"),
    "place_exclusion": _l("does not come to a place"),
    "apart": _l("kept apart from somebody on shifts"),
    "together": _l("only together with somebody on shifts"),
}
#: fields whose contents are not repeated in the history
UNSPOKEN = frozenset({"name", "phone", "email", "base_id", "windows"})
CODES = {
    "kind": KINDS,
    "state": SUPPORTER_STATES,
    "gender": GENDERS,
    "mode": MODES,
    "languages": SPOKEN,
    "skills": SKILLS,
    "interests": INTERESTS,
    "apart": REASONS,
    "together": REASONS,
}
ACTIONS = {
    "supporter.added": _l("was noted"),
    "supporter.consented": _l("agreed that the answers are used"),
    "supporter.phone": _l("phone number changed; open sign-ins were ended"),
    "supporter.contact": _l("phone and e-mail were looked at"),
    "supporter.active": _l("everything needed is there"),
    "supporter.paused": _l("pauses"),
    "supporter.left": _l("left"),
    "supporter.declined": _l("was not taken on"),
    "supporter.applicant": _l("is looked at again"),
    "evidence.recorded": _l("evidence was written down"),
    "evidence.approved": _l("evidence was approved"),
    "evidence.ended": _l("evidence was ended"),
}


@dataclass(frozen=True)
class Line:
    """One line of a history."""

    at: datetime
    who: str
    words: str


def history_words(rows: Iterable[Change | Disclosure], name_of: Callable[[int | None], str]) -> list[Line]:
    """Return the rows as lines, in their order; `name_of` names the account behind each."""
    return [
        Line(row.at, name_of(row.by), change_words(row.fields))
        if isinstance(row, Change)
        else Line(row.at, name_of(row.account_id), decision_words(row))
        for row in rows
    ]


def change_words(fields: dict[str, list[Any]]) -> str:
    """Word an edit: each field before and after; sealed and long ones only by name."""
    return "; ".join(_one_change(name, before, after) for name, (before, after) in fields.items())


def _one_change(name: str, before: Any, after: Any) -> str:
    field = worded(FIELDS, name)
    if name in UNSPOKEN:
        return str(_("%(field)s changed", field=field))
    return str(
        _("%(field)s: %(before)s → %(after)s", field=field, before=_value(name, before), after=_value(name, after))
    )


def _value(name: str, value: Any) -> str:
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    codes = value if isinstance(value, list) else [value]
    return ", ".join(worded(CODES.get(name, {}), str(code)) for code in codes)


def decision_words(row: Disclosure) -> str:
    """Word a line of the audit about a supporter."""
    words = worded(ACTIONS, row.action)
    if not row.action.startswith("evidence."):
        return words
    kind, _colon, reason = row.detail.partition(":")
    kind = kind.partition(" ")[0]
    why = f" ({worded(ENDINGS, reason.strip())})" if reason else ""
    return f"{words}: {worded(EVIDENCE, kind)}{why}"
