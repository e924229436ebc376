"""What notices say to a whole group: kind → subject and text. Numbers, days and places; there is no room for a name."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.models.messages import TRIAL
from app.wording.message_parameters import Worded, worded
from app.wording.messages import MessageWords

#: spans a coordinator may write about
SPANS = {"this_week": _l("this week"), "next_week": _l("next week"), "this_month": _l("this month")}
#: kind → subject and text; `open_places` is worded by its number, below
NOTICES: dict[str, tuple[Any, Any]] = {
    TRIAL: (_l("A trial from Care Circle"), _l("This gateway works. Nobody has to do anything.")),
    "open_places": (_l("Open places"), ""),
    "training": (
        _l("Training"),
        _l("The next training is on %(day)s: %(place)s. Sign in to see the rest."),
    ),
    "closed": (
        _l("Closed"),
        _l("%(place)s stays closed on %(day)s. Sign in to see what this changes for you."),
    ),
    "look_again": (
        _l("The plan has changed"),
        _l("There is something new in the plan. Sign in to see your own part."),
    ),
    "thanks": (_l("Thank you"), _l("Thank you all for coming. It is noticed, and it matters.")),
}
#: what a coordinator reads when choosing
TITLES = {
    "open_places": _l("There are open places"),
    "training": _l("A training"),
    "closed": _l("A place stays closed for a day"),
    "look_again": _l("The plan has changed, please look"),
    "thanks": _l("Thank you to all"),
}


def notice_words(kind: str, params: dict[str, Any]) -> MessageWords:
    """Return a notice's words in the language that is being spoken (app.languages.speak)."""
    subject, text = NOTICES.get(kind, NOTICES["look_again"])
    known = Worded({name: worded(name, value) for name, value in params.items()})
    if kind == "open_places":
        span = str(SPANS.get(params.get("span", ""), SPANS["this_week"]))
        number = int(params.get("number", 1))
        text = ngettext(
            "%(num)s open place %(span)s. Can you come? Sign in to take it.",
            "%(num)s open places %(span)s. Can you come? Sign in to take one.",
            number,
            span=span,
        )
        return MessageWords(str(subject), text)
    return MessageWords(str(subject), str(text) % known)
