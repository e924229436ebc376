"""Words for goodbyes and for repairs of circles."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.queries.books import Objection
from app.wording.reasons import objection_words

#: app.operations.endings.CONTACTS
CONTACTS = {
    "none": _l("none after the goodbye"),
    "letters": _l("letters through the office, for half a year"),
    "festivals": _l("a greeting at festivals, through the office"),
}
#: app.operations.endings.CannotEnd → what one reads
CANNOT_END = {
    "too_soon": _l(
        "A goodbye needs at least four weeks. Choose a later day; if the child is in danger, end it at once."
    ),
    "too_late": _l("Choose a day within a year."),
    "reason": _l("Please choose one of the reasons."),
    "contact": _l("Please choose one of the answers."),
    "planned": _l("Notice was given before. You find it under goodbyes."),
    "over": _l("This goodbye is settled already."),
    "followed": _l("Somebody else was asked for this place. Take that offer back first."),
    "nobody": _l("Nobody follows yet. Ask somebody, or say that nobody follows for now, so that the child hears it."),
}
#: app.models.circle_repairs.Occasion → what a coordinator chooses
OCCASIONS = {
    "leaves": _l("leaves, or gives up all circles"),
    "ill": _l("is ill, four weeks or longer"),
    "facts": _l("has moved, has other hours, or papers run out (as on record)"),
}
#: app.operations.circle_repairs.CannotRepair → what one reads
CANNOT_REPAIR = {
    "short": _l(
        "For less than four weeks no pair is ended: children wait for somebody they know. Write the days away instead."
    ),
    "day": _l("Choose a day from today on, within a year."),
    "budget": _l("Choose one of the numbers."),
    "unknown": _l("There is no such way any more. Look for ways again."),
    "done": _l("One of these ways was carried out before."),
    "changed": _l("A pair has changed meanwhile, and nothing was done. Look for ways again."),
}
#: stages of looking for repairs of circles, in order
STAGES = {
    "asked": _l("Waits for its turn"),
    "reading": _l("Reads who stands where"),
    "searching": _l("Looks for who could follow"),
}


def cannot_repair(code: str, objection: Objection | None = None) -> str:
    """Return why a repair of circles cannot be carried out, with the rule that speaks against it where one does."""
    if objection is not None:
        return _(
            "Nothing was changed, because a rule speaks against it today: %(rule)s. Look for ways again.",
            rule=objection_words(objection.code, objection.facts),
        )
    return str(CANNOT_REPAIR[code])


def change_words(code: str, limit: int, name: str, hour: str = "") -> str:
    """Return the smallest change that would fill a seat, as a sentence (codes of matching.smallest_change).

    `name`: of the one person asked; `hour`: the words of the limit where it is an hour.
    """
    told: dict[str, Any] = {
        "travel": lambda: ngettext(
            "%(name)s could come with %(num)s minute on the way.", "%(name)s could come with %(num)s minutes on the way.",
            limit, name=name,
        ),
        "role_travel": lambda: _(
            "%(name)s could come if the programme allowed %(num)s minutes on the way.", num=limit, name=name
        ),
        "caseload": lambda: ngettext(
            "%(name)s could come if they stood beside %(num)s child.",
            "%(name)s could come if they stood beside %(num)s children.", limit, name=name,
        ),
        "minutes": lambda: ngettext(
            "%(name)s could come with %(num)s minute a week.", "%(name)s could come with %(num)s minutes a week.",
            limit, name=name,
        ),
        "hours": lambda: _("%(name)s could come if they were free on %(hour)s.", name=name, hour=hour),
        "papers": lambda: _("%(name)s could come once their papers are renewed.", name=name),
        "recruit": lambda: _("One more person for this role near the child is needed."),
        "child": lambda: _("Look at the child's file first: consent, or who is there at the meetings."),
    }  # fmt: skip
    return str(told[code]())
