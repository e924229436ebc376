"""Programmes in words: what their rules say, and what is wrong with a rule. What changed: `programme_changes`.

A programme's rules become short lines, one thing each, in the language that is being spoken.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.matching import ByRhythm, CircleRole, Gender, GenderRule, NeededBy, Programme, Rhythm, Wish
from app.models.programmes import Programme as ProgrammeRow
from app.wording.choices import LICENCES
from app.wording.people import KINDS

#: roles of a circle: the kinds of supporters, and the one exclusive companion
CIRCLE_ROLES = {
    "officer": KINDS["officer"],
    "doctor": KINDS["doctor"],
    "volunteer": KINDS["volunteer"],
    "tutor": KINDS["tutor"],
    "counsellor": KINDS["counsellor"],
    "companion": _l("companion"),
    "chair": KINDS["chair"],
    "village_official": KINDS["village_official"],
}
WISHES = {
    Wish.COMPLETE: _l("Complete circles"),
    Wish.FILLED: _l("No place left open"),
    Wish.KEEP: _l("Familiar faces stay"),
    Wish.WAITING: _l("Who waits longest comes first"),
    Wish.ASKED: _l("Wishes of child and family"),
    Wish.WINDOWS: _l("More hours in common"),
    Wish.INTERESTS: _l("Shared interests"),
    Wish.SIBLINGS: _l("Brothers and sisters together"),
    Wish.EXPERIENCE: _l("Experience where it is needed most"),
    Wish.TRAVEL: _l("Less time on the road"),
    Wish.BALANCE: _l("Work shared evenly"),
    Wish.AGE_GAP: _l("A fitting difference in age"),
}
NEEDED_BY = {NeededBy.ALL: _l("every child"), NeededBy.STUDY_HELP: _l("children who need study help")}
#: support rhythms; the codes stay with coordinators and organizers
RHYTHMS = {
    Rhythm.R1: _l("intensive"),
    Rhythm.R2: _l("close"),
    Rhythm.R3: _l("regular"),
    Rhythm.R4: _l("light"),
}
#: codes of app.operations.programmes.ProgrammeRefused
REFUSALS = {
    "no_name": _l("Give it a name in both languages."),
    "unknown_template": _l("Choose what to begin from."),
    "unknown_programme": _l("This programme does not exist any more."),
    "unknown_live_role": _l("A role was left out that pairs should go live in: look at the roles again."),
    "walk_home": _l("The walk home takes 0 to 120 minutes."),
    "unchanged": _l("Nothing is different from the version that stands."),
    "closed": _l("A closed programme cannot be offered first: open it again."),
    "current": _l("This programme is offered first: choose another for that before closing it."),
}


def programme_name(programme: ProgrammeRow) -> str:
    """Return the programme's name in the reader's language."""
    return programme.name_zh if str(get_locale() or "zh").startswith("zh") else programme.name_en


def role_name(code: str) -> str:
    """Word a role of a circle."""
    return str(CIRCLE_ROLES.get(code, code))


def role_title(code: str) -> str:
    """Word a role of a circle at the beginning of a line."""
    name = role_name(code)
    return name[:1].upper() + name[1:]


def in_order(wishes: Iterable[Wish]) -> str:
    """Word wishes with their places: 1 Complete circles, 2 …"""
    return listed(f"{place} {WISHES[wish]}" for place, wish in enumerate(wishes, 1))


def listed(words: Iterable[Any]) -> str:
    """Join words the way lists are written."""
    return str(_(", ")).join(str(word) for word in words)


def fault_words(code: str, facts: dict[str, Any]) -> str:
    """Word what is wrong with one rule: a Refusal of app.matching."""
    match code:
        case "out_of_range":
            return _("From %(least)s to %(most)s, please.", least=facts["least"], most=facts["most"])
        case "empty":
            return _("Choose at least one.")
        case "missing" | "wrong_type":
            return _("Enter a whole number.")
        case "duplicate_id":
            return _("This stands here twice.")
        case "exclusive_and_shared":
            return _(
                "“%(kind)s” is shared in another role: somebody cannot be there for one child alone and for others too.",
                kind=KINDS.get(str(facts.get("found")), facts.get("found")),
            )
        case "unknown_id":
            return _("This role is not part of the circle any more.")
        case _:
            return _("This does not fit here (%(code)s).", code=code)


def walk_line(minutes: int) -> str:
    """Say how early activities end where children walk home alone."""
    words = ngettext(
        "Children who walk home alone leave %(num)s minute before sunset at the latest.",
        "Children who walk home alone leave %(num)s minutes before sunset at the latest.",
        minutes,
    )
    return str(words)


def summary(programme: Programme, live_roles: Iterable[str] = ()) -> list[str]:
    """Say a programme's rules in plain lines."""
    live = set(live_roles)
    lines = [role_line(role, role.code in live) for role in programme.roles]
    lines += [gender_line(rule) for rule in programme.gender_rules]
    if programme.guardian_language:
        lines.append(_("Somebody in each circle speaks a language of the guardian."))
    lines.append(
        ngettext(
            "Papers are valid for at least %(num)s more day.",
            "Papers are valid for at least %(num)s more days.",
            programme.valid_days,
        )
    )
    lines.append(
        ngettext(
            "Whoever joins a circle stays %(num)s month or longer.",
            "Whoever joins a circle stays %(num)s months or longer.",
            programme.stay_months,
        )
    )
    lines.append(_("Whoever is new comes only where the keeper of the place or the child director is there too."))
    lines.append(
        ngettext("A meeting takes %(num)s minute.", "A meeting takes %(num)s minutes.", programme.meeting_minutes)
    )
    lines.append(_("What comes first: %(wishes)s.", wishes=in_order(programme.wishes)))
    return lines


def role_line(role: CircleRole, live: bool) -> str:
    """Say one role's rules in a line."""
    parts = [
        _("%(count)s for %(whom)s", count=role.count, whom=NEEDED_BY[role.needed_by]),
        _("there for one child only")
        if role.exclusive
        else ngettext("beside at most %(num)s child", "beside at most %(num)s children", role.caseload),
        ngettext("at most %(num)s minute one way", "at most %(num)s minutes one way", role.travel_limit),
        _("meets once a year")
        if numbers(role.meetings_per_year) == "1"
        else _("meets %(times)s times a year", times=numbers(role.meetings_per_year)),
        ngettext(
            "a fixed hour, %(num)s in common at least", "a fixed hour, %(num)s in common at least", role.minimum_windows
        )
        if role.weekly_slot
        else _("by arrangement"),
    ]
    if role.licence:
        parts.append(_("licence: %(licence)s", licence=LICENCES.get(role.licence, role.licence)))
    parts.append(_("live at publication") if live else _("asked first"))
    return _("%(role)s: %(rules)s.", role=role_title(role.code), rules=str(_("; ")).join(str(part) for part in parts))


def numbers(by_rhythm: ByRhythm) -> str:
    """Word a number per rhythm: one if all are equal, else four."""
    found = [by_rhythm.of(rhythm) for rhythm in Rhythm]
    return str(found[0]) if len(set(found)) == 1 else "/".join(str(number) for number in found)


def gender_line(rule: GenderRule) -> str:
    """Say a gender rule in a line."""
    values = {"age": rule.from_age, "roles": listed(role_name(code) for code in rule.roles)}
    match rule.child, rule.supporter:
        case Gender.FEMALE, Gender.FEMALE:
            return _("Girls from %(age)s years on meet women as: %(roles)s.", **values)
        case Gender.MALE, Gender.MALE:
            return _("Boys from %(age)s years on meet men as: %(roles)s.", **values)
        case Gender.FEMALE, _other:
            return _("Girls from %(age)s years on meet men as: %(roles)s.", **values)
    return _("Boys from %(age)s years on meet women as: %(roles)s.", **values)
