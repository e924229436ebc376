"""Words for rounds: where they stand, what they wish, why they failed, what was decided."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models.places import Place
from app.wording.people import KINDS
from app.wording.places import place_name

KINDS_OF_ROUND = {"circles": _l("Circles"), "rota": _l("Rota")}
STATES = {
    "queued": _l("waiting to start"),
    "solving": _l("being solved"),
    "proposed": _l("to review"),
    "publishing": _l("being published"),
    "writing": _l("being published"),
    "published": _l("published"),
    "failed": _l("did not finish"),
    "stopped": _l("stopped"),
    "discarded": _l("thrown away"),
}
#: stages of the work, in order
STAGES = {
    "queued": _l("Queued"),
    "reading": _l("Reading"),
    "solving": _l("Solving"),
    "checking": _l("Checking"),
    "proposed": _l("Review"),
}
#: the wishes a programme may order (domain: best first, never blended)
WISHES = {
    "complete": _l("Complete circles"),
    "filled": _l("Filled places"),
    "keep": _l("Keep running pairs"),
    "waiting": _l("Who waits longest comes first"),
    "asked": _l("Wishes of child and family"),
    "windows": _l("Two or more common times"),
    "interests": _l("Shared interests"),
    "siblings": _l("Brothers and sisters together"),
    "experience": _l("Experience where it is needed most"),
    "travel": _l("Short ways"),
    "balance": _l("Even loads"),
    "age_gap": _l("Fitting ages"),
}
#: code → why a publication did not happen
PUBLICATION_FAILURES = {
    "worker_lost": _l("The computer that worked on it was lost three times."),
    "asker_gone": _l("The account that asked for it was closed meanwhile."),
}
#: code → what happened, what to do
FAILURES = {
    "worker_lost": (
        _l("The computer that worked on it was lost three times."),
        _l("Nothing was changed. Ask again; if it happens once more, tell your administrator."),
    ),
    "rule_broken": (
        _l("The plan broke a rule, so it was not proposed. This is a fault of the program, not yours."),
        _l("Nothing was changed. Tell your administrator the number of this round."),
    ),
    "bad_data": (
        _l("Something in the records does not fit together, so no plan could be made."),
        _l("Nothing was changed. Tell your administrator the number of this round; the log names the record."),
    ),
    "nobody": (
        _l("There is no child to plan for: nobody here is active and has the family's consent."),
        _l("Nothing was changed. Look at the children's consent first, or choose a larger area."),
    ),
    "no_shifts": (
        _l("There is no shift to plan for: nothing is planned at these places on these days."),
        _l("Nothing was changed. Look at the activities first, or choose other days or places."),
    ),
    "memory": (
        _l("The plan needed more memory than this computer has."),
        _l("Nothing was changed. Ask for one township at a time."),
    ),
    "broken": (
        _l("The program broke while it worked."),
        _l("Nothing was changed. Ask again; if it happens once more, tell your administrator."),
    ),
}
DECLINE_REASONS = {
    "": _l("no reason"),
    "too_far": _l("too far"),
    "times": _l("the times do not fit"),
    "overloaded": _l("has enough to do"),
    "knows": _l("they know each other in a way that speaks against it"),
    "other": _l("something else"),
}
END_REASONS = {
    "wish_child": _l("the child or the family wishes it"),
    "wish_supporter": _l("the supporter wishes it"),
    "moved_away": _l("someone moved away"),
    "grown": _l("the child has grown out of it"),
    "office": _l("a change of post"),
    "safety": _l("for the child's safety"),
    "other": _l("something else"),
}
#: roles of a circle
CIRCLE_ROLES = {
    "volunteer": KINDS["volunteer"],
    "tutor": KINDS["tutor"],
    "officer": KINDS["officer"],
    "doctor": KINDS["doctor"],
    "counsellor": KINDS["counsellor"],
    "companion": _l("companion"),
}


def role_name(code: str) -> str:
    """Return the words for a circle role; an organizer's own roles go by their code."""
    return str(CIRCLE_ROLES.get(code, code))


def later_cost_words(missing: int) -> str:
    """Say what the wishes after one can have cost it: `missing` is what lies between its value and its bound."""
    if missing <= 0:
        return str(_("later wishes cost: 0"))
    return str(_("later wishes cost: 0 to %(most)s", most=f"{missing:,}"))


def scope_name(scope: Place | None) -> str:
    """Return whom a round is for."""
    return place_name(scope) if scope else str(_("the whole county"))


def programme_name(version: Any) -> str:
    """Return a programme's name with its version."""
    chinese = str(get_locale() or "zh").startswith("zh")
    name = version.programme.name_zh if chinese else version.programme.name_en
    return str(_("%(name)s, version %(number)s", name=name, number=version.number))
