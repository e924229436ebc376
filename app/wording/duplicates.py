"""Two rows side by side, in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.wording.changes import WORDS, month
from app.wording.children import DEVICES, FIELDS, INTERESTS, RELATIONS, SPOKEN
from app.wording.choices import MODES, SKILLS
from app.wording.people import GENDERS, KINDS
from app.wording.places import place_name

REASONS = {
    "same_phone": _l("the same phone"),
    "same_sound": _l("the same sound of name, age and place"),
}
#: fields that supporters have and children do not, or that a merge takes as a whole
MORE_FIELDS = {
    "guardian": _l("who is at home"),
    "kind": _l("comes as"),
    "gender": _l("woman or man"),
    "birth_year": _l("year of birth"),
    "phone": _l("phone"),
    "email": _l("e-mail"),
    "base_id": _l("sets out from"),
    "languages": _l("languages"),
    "skills": _l("skills"),
    "mode": _l("way to travel"),
    "travel_limit": _l("most minutes of travel"),
    "caseload": _l("most children at once"),
    "weekly_minutes": _l("minutes a week"),
    "experience_months": _l("months of experience"),
    "stays_until": _l("stays until"),
    "first_aid_until": _l("first-aid certificate until"),
}
MORE_WORDS: dict[str, dict[Any, Any]] = {
    "kind": KINDS,
    "gender": GENDERS,
    "languages": SPOKEN,
    "interests": INTERESTS,
    "skills": SKILLS,
    "mode": MODES,
}
#: of a child these are shown only to who asked to see them
SEALED = frozenset({"name", "address", "guardian"})
HIDDEN = "＊＊＊"


def side_by_side(field: str, one: Any, other: Any, *, named: bool) -> tuple[str, str, str]:
    """Return (field, one's, other's) in words; sealed values of children as stars unless `named`."""
    label = str(FIELDS.get(field) or MORE_FIELDS.get(field, field))
    if field in SEALED and hasattr(one, "pseudonym") and not named:
        return label, HIDDEN, HIDDEN
    return label, _shown(field, one), _shown(field, other)


def _shown(field: str, row: Any) -> str:
    if field == "guardian":
        home = row.guardian
        if home is None:
            return "–"
        return " · ".join(
            [
                home.name or "–",
                home.phone or "–",
                str(RELATIONS.get(home.relation, home.relation)),
                str(DEVICES.get(home.device, home.device)),
            ]
        )
    if field.endswith("_id"):
        place = getattr(row, field.removesuffix("_id"))
        return place_name(place) if place else "–"
    value = getattr(row, field)
    if field == "born":
        return month(value)
    if field == "windows":
        return str(ngettext("%(num)s stretch of time", "%(num)s stretches of time", len(value)))
    if field == "sibling_group":
        return str(_("has brothers or sisters here") if value else "–")
    words = MORE_WORDS.get(field) or WORDS.get(field, {})
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(str(words.get(item, item)) for item in value) or "–"
    return str(words.get(value, value)) if value not in (None, "") else "–"
