"""Words for what one limit more would give, and for how far the answer is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.wording.rounds import role_name

#: stages of an answer, in order
STAGES = {
    "asked": _l("Waits for its turn"),
    "reading": _l("Reads the round"),
    "trying": _l("Tries one change after another"),
}
#: why there is no answer
FAILURES = {
    "rights": _l("Whoever asked does not coordinate this round any more."),
    "round_over": _l("The round was thrown away meanwhile. Ask again about a newer one."),
    "many": _l(
        "So many people are within reach of the open places that no exact answer can be given. Ask about less: one township, or one child."
    ),
    "worker_lost": _l(
        "The program that tries was cut off three times. Ask again; if it stays so, tell your administrator."
    ),
    "memory": _l("It needs more memory than there is. Tell your administrator."),
    "broken": _l("Something went wrong on our side and is in the log. Tell your administrator."),
}


def limit_words(gain: Mapping[str, Any], day: str, where: str) -> str:
    """Say what is changed for everybody of a role. `day`: the words of the evening; `where`: of the place."""
    limit, amount, role = gain["limit"], int(gain["amount"]), role_name(gain["role"])
    if limit == "travel":
        return ngettext(
            "%(role)s: %(num)s minute farther one way", "%(role)s: %(num)s minutes farther one way", amount, role=role
        )
    if limit == "caseload":
        return _("%(role)s: one child more each", role=role)
    if limit == "hours":
        return _("%(role)s: the evening of %(day)s too, 18:00–21:00, with the meeting places open", role=role, day=day)
    if limit == "mode":
        return _("%(role)s: by car", role=role)
    if limit == "person":
        return _("one more person in %(place)s: %(role)s", place=where, role=role)
    if limit == "moves":
        return _("nobody is asked for more: standing pairs make room, and each child moved gets somebody else")
    return _("nothing changed")
