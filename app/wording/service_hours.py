"""Words for service hours: what they were for, how long, why they were corrected, why a sign-off is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.queries.service_hours import MEETINGS
from app.wording.activities import KINDS

ACTIVITIES: dict[Any, Any] = {**KINDS, MEETINGS: _l("meeting a child")}
#: why minutes differ from the times that were noted
REASONS = {
    "forgot": _l("forgot to check in or out"),
    "paper": _l("from the sheet of paper"),
    "late": _l("came later"),
    "early": _l("left earlier"),
    "longer": _l("stayed longer"),
    "other": _l("another reason"),
}
#: app.queries.sign_offs.Suggestion.doubts → what the keeper reads; the others are said by the page itself
DOUBTS = {
    "early": _l("came more than 10 minutes early"),
    "late": _l("came more than 10 minutes late"),
    "not_out": _l("leaving was not noted"),
    "left_early": _l("left more than 10 minutes early"),
    "left_late": _l("left more than 10 minutes late"),
}
#: why a shift cannot be signed off, and the remedy
CANNOT = {
    "own": _l("You were on this shift yourself: somebody else signs it off."),
    "called_off": _l("This shift was called off."),
    "not_over": _l("It has not ended yet."),
    "signed_off": _l("It is signed off already."),
    "not_plain": _l("Somebody's times are not plain: look at them one by one."),
    "missing": _l("Say of everybody whether they came."),
    "minutes": _l("Write the minutes as a number from 1 to 1440."),
    "reason": _l("These minutes differ from the times noted: choose why."),
    "not_signed_off": _l("It is not signed off."),
    "another_day": _l("A sign-off can be taken back on the same day only."),
    "in_certificate": _l("A certificate counts these hours already: revoke it first."),
}


def activity_name(code: str) -> str:
    """Name an activity hours were for."""
    return str(ACTIVITIES.get(code, code))


def doubt_words(doubts: Iterable[str]) -> str:
    """Say what is doubtful of somebody's times; nothing where all is plain."""
    return str(_(", ")).join(str(DOUBTS[code]) for code in doubts if code in DOUBTS)


def length(minutes: int) -> str:
    """Word a length: 2 h 5 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(_("%(minutes)s min", minutes=rest))
    return str(_("%(hours)s h %(minutes)s min", hours=hours, minutes=rest) if rest else _("%(hours)s h", hours=hours))
