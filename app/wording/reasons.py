"""Words for why two were brought together, why a place stays open, and what speaks against a pair."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.wording.children import INTERESTS, SPOKEN

#: a funnel's steps: who is left after each must
FUNNEL = {
    "holders": _l("have this role"),
    "validity": _l("papers valid long enough"),
    "licence": _l("hold the licence"),
    "travel": _l("near enough"),
    "exclusion": _l("not kept apart"),
    "consent": _l("nobody said no"),
    "gender": _l("a woman or a man, as the rule says"),
    "second_adult": _l("a second adult is there"),
    "probation": _l("not on their own as newcomers"),
    "stay": _l("stay long enough"),
    "windows": _l("free at the same hours"),
    "other_role": _l("not beside this child already"),
    "language": _l("someone speaks the guardian's language"),
    "caseload": _l("still have a place"),
    "minutes": _l("still have minutes in the week"),
    "slot": _l("an hour free for both"),
    "pin": _l("not kept for somebody else"),
}
#: a must that fails for one pair
OBJECTIONS = {
    "holders": _l("does not come in this role"),
    "validity": _l("papers are missing or run out too soon"),
    "licence": _l("does not hold the licence this role needs"),
    "travel": _l("too far away"),
    "exclusion": _l("these two are kept apart, or somebody said no"),
    "consent": _l("there is no consent, or somebody said no"),
    "gender": _l("the rule asks for a woman or a man here"),
    "second_adult": _l("no second adult is recorded where the child meets"),
    "probation": _l("first meetings are accompanied, and here only the carer is there"),
    "stay": _l("leaves too soon"),
    "windows": _l("too few common hours"),
    "other_role": _l("stands beside this child in another role"),
    "language": _l("nobody in the circle would speak the guardian's language"),
    "caseload": _l("has no place left"),
    "seats": _l("this place is taken"),
    "minutes": _l("has no minutes left in the week"),
    "slot": _l("no hour of the week is free for both"),
    "pin": _l("this place is kept for somebody else"),
    "seat_taken": _l("the place was given to somebody else meanwhile"),
    "child_gone": _l("the child is no longer looking for company, or consent has ended"),
    "supporter_gone": _l("this supporter no longer comes"),
}
#: the same with the numbers behind it
COUNTED: dict[str, Callable[..., str]] = {
    "validity": lambda until, **_: gettext("papers end on %(until)s", until=until),
    "travel": lambda minutes, limit, **_: ngettext(
        "%(num)s minute away (limit %(limit)s)", "%(num)s minutes away (limit %(limit)s)", int(minutes), limit=limit
    ),
    "stay": lambda until, **_: gettext("stays until %(until)s", until=until),
    "windows": lambda common, least, **_: ngettext(
        "%(num)s common hour (at least %(least)s)",
        "%(num)s common hours (at least %(least)s)",
        int(common),
        least=least,
    ),
    "caseload": lambda limit, **_: gettext(
        "after this round beside as many children as agreed (%(limit)s)", limit=limit
    ),
    "minutes": lambda needed, left, **_: ngettext(
        "%(num)s minute a week needed, %(left)s left",
        "%(num)s minutes a week needed, %(left)s left",
        int(needed),
        left=left,
    ),
}


def objection_words(code: str, facts: Mapping[str, Any] | None = None) -> str:
    """Return what speaks against a pair, with its numbers where they are known."""
    try:
        return str(COUNTED[code](**facts or {}))
    except (KeyError, TypeError):
        return str(OBJECTIONS.get(code, code))


def funnel_words(code: str) -> str:
    """Return the words for a step of a funnel."""
    return str(FUNNEL.get(code, code))


ICONS = {
    "keep": "pin",
    "pinned": "pin",
    "interests": "both",
    "language": "speak",
    "windows": "calendar",
    "waiting": "calendar",
    "slot": "calendar",
    "siblings": "people",
    "experience": "user",
    "asked": "yes",
}


def reason_words(reason: Mapping[str, Any]) -> str:
    """Return one reason for a pair, e.g. "you share football" as "both like football"."""
    code = reason.get("code", "")
    if code == "travel":
        return way_words(reason.get("mode", ""), int(reason["minutes"]))
    if code == "interests":
        return str(_l("both like %(things)s")) % {"things": listed(INTERESTS, reason.get("words", ""))}
    if code == "language":
        return str(_l("both speak %(language)s")) % {"language": listed(SPOKEN, reason.get("words", ""))}
    if code == "waiting":
        return ngettext("has waited %(num)s day", "has waited %(num)s days", int(reason.get("days", 0)))
    if code == "windows":
        return ngettext("%(num)s common time a week", "%(num)s common times a week", int(reason.get("count", 0)))
    return str(PLAIN.get(code, code))


def way_words(mode: str, minutes: int) -> str:
    """Word a way: 18 minutes by scooter."""
    if mode == "foot":
        return ngettext("%(num)s minute on foot", "%(num)s minutes on foot", minutes)
    if mode == "scooter":
        return ngettext("%(num)s minute by scooter", "%(num)s minutes by scooter", minutes)
    if mode == "bus":
        return ngettext("%(num)s minute by bus", "%(num)s minutes by bus", minutes)
    if mode == "car":
        return ngettext("%(num)s minute by car", "%(num)s minutes by car", minutes)
    return ngettext("%(num)s minute away", "%(num)s minutes away", minutes)


PLAIN = {
    "pinned": _l("a coordinator keeps these two together"),
    "keep": _l("together already"),
    "asked": _l("as the family wished"),
    "siblings": _l("also beside the brother or sister"),
    "experience": _l("has experience where it is needed"),
    "age_gap": _l("a fitting age"),
}


def listed(words: Mapping[str, Any], codes: str | list[str]) -> str:
    """Return the words of codes, one after another."""
    found = codes.split(",") if isinstance(codes, str) else codes
    return ", ".join(str(words.get(code, code)) for code in found if code)


def reason_icon(reason: Mapping[str, Any]) -> str:
    """Return the picture beside a reason; "" for none."""
    if reason.get("code") == "travel":
        return str(reason.get("mode") or "route")
    return ICONS.get(str(reason.get("code")), "")
