"""Between a programme's rules and the fields of its form, both ways, and what the form's buttons do to the fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.matching import CircleRole, Gender, GenderRule, Programme, Rhythm, Wish
from app.operations.programmes import READY_MADE
from app.planning.refusals import Refusal
from app.web.organizer.forms_programmes import ProgrammeForm
from app.wording.programmes import CIRCLE_ROLES, WISHES, fault_words, role_name

Fields = MultiDict[str, str]


@dataclass(frozen=True)
class Said:
    """What a button did, for the status line, and which button keeps the focus."""

    words: str
    focus: str = ""


def fields_of(programme: Programme, live_roles: Iterable[str], earlier: int, walk_home: int) -> Fields:
    """Return a programme's rules as the fields of its form."""
    fields: Fields = MultiDict()
    fields["earlier"] = str(earlier)
    fields["walk_home"] = str(walk_home)
    for index, role in enumerate(programme.roles):
        add_role_fields(fields, index, role, role.code in set(live_roles))
    others = []
    for rule in programme.gender_rules:
        name = SAME_GENDER.get((rule.child, rule.supporter))
        if name and f"{name}-age" not in fields:
            fields[f"{name}-age"] = str(rule.from_age)
            fields.setlist(f"{name}-roles", list(rule.roles))
        else:
            others.append(gender_json(rule))
    fields["other_rules"] = json.dumps(others)
    if programme.guardian_language:
        fields["guardian_language"] = "y"
    for name in ("valid_days", "stay_months", "enough_windows", "meeting_minutes"):
        fields[name] = str(getattr(programme, name))
    for index, rhythm in enumerate(Rhythm):
        fields[f"weights-{index}"] = str(programme.rhythm_weights.of(rhythm))
    for index, wish in enumerate(programme.wishes):
        fields[f"wishes-{index}"] = wish.value
    return fields


SAME_GENDER = {(Gender.FEMALE, Gender.FEMALE): "girls", (Gender.MALE, Gender.MALE): "boys"}


def add_role_fields(fields: Fields, index: int, role: CircleRole, live: bool) -> None:
    """Add the fields of one role."""
    start = f"roles-{index}-"
    fields[start + "code"] = role.code
    for name in ("count", "caseload", "travel_limit", "minimum_windows"):
        fields[start + name] = str(getattr(role, name))
    fields[start + "exclusive"] = "exclusive" if role.exclusive else "shared"
    fields[start + "needed_by"] = role.needed_by.value
    fields[start + "licence"] = role.licence or ""
    fields.setlist(start + "kinds", list(role.kinds))
    for name, ticked in (("weekly_slot", role.weekly_slot), ("live", live)):
        if ticked:
            fields[start + name] = "y"
    for rhythm in Rhythm:
        fields[start + rhythm.value.lower()] = str(role.meetings_per_year.of(rhythm))


def rules_of(form: ProgrammeForm, code: str) -> dict[str, Any]:
    """Return what a filled-in form says, in the JSON form of a programme; `app.matching` decides whether it holds."""
    girls = same_gender_rule(form.girls.form, Gender.FEMALE)
    boys = same_gender_rule(form.boys.form, Gender.MALE)
    return {
        "code": code,
        "version": int(form.earlier.data or 0) + 1,
        "roles": [role_json(role.form) for role in form.roles],
        "gender_rules": [*girls, *boys, *json.loads(form.other_rules.data or "[]")],
        "guardian_language": form.guardian_language.data,
        "valid_days": form.valid_days.data,
        "stay_months": form.stay_months.data,
        "enough_windows": form.enough_windows.data,
        "meeting_minutes": form.meeting_minutes.data,
        "rhythm_weights": {rhythm.value: field.data for rhythm, field in zip(Rhythm, form.weights, strict=True)},
        "wishes": form.wish_codes,
    }


def live_roles_of(form: ProgrammeForm) -> list[str]:
    """Return the roles whose pairs go live at publication."""
    return [role.form.code.data for role in form.roles if role.form.live.data]


def role_json(role: Any) -> dict[str, Any]:
    """Return one role in its JSON form."""
    return {
        "code": role.code.data,
        "kinds": role.kinds.data,
        "count": role.count.data,
        "exclusive": role.exclusive.data == "exclusive",
        "caseload": role.caseload.data,
        "travel_limit": role.travel_limit.data,
        "needed_by": role.needed_by.data,
        "licence": role.licence.data or None,
        "weekly_slot": role.weekly_slot.data,
        "minimum_windows": role.minimum_windows.data,
        "meetings_per_year": {rhythm.value: role[rhythm.value.lower()].data for rhythm in Rhythm},
    }


def same_gender_rule(rule: Any, gender: Gender) -> list[dict[str, Any]]:
    """Return the rule in its JSON form, or nothing when no age was entered."""
    if rule.age.data is None:
        return []
    return [{"roles": rule.roles.data, "child": gender.value, "from_age": rule.age.data, "supporter": gender.value}]


def gender_json(rule: GenderRule) -> dict[str, Any]:
    """Return a gender rule in its JSON form."""
    return {
        "roles": list(rule.roles), "child": rule.child.value, "from_age": rule.from_age, "supporter": rule.supporter.value,
    }  # fmt: skip


def press(fields: Fields) -> Said | None:
    """Do to the fields what the pressed button says: move a wish, add a role, leave one out. None: no such button."""
    deed, _colon, place = fields.get("do", "").partition(":")
    match deed:
        case "up" | "down" if place.isdecimal():
            return move_wish(fields, int(place), -1 if deed == "up" else 1, WISHES)
        case "add":
            return add_role(fields, fields.get("new_role", ""))
        case "wish":
            return add_wish(fields, fields.get("new_wish", ""))
        case "drop" if place.isdecimal():
            code = fields.get(f"roles-{place}-code", "")
            for name in [name for name in fields if name.startswith(f"roles-{place}-")]:
                fields.poplist(name)
            return Said(_("“%(role)s” is left out. Nothing is saved yet.", role=role_name(code)))
        case "back":
            return Said("")
    return None


def move_wish(fields: Fields, place: int, by: int, words: Mapping[Any, Any]) -> Said | None:
    """Let a wish change places with its neighbour; the focus stays on the wish that moved. `words`: wish → name."""
    here, there = f"wishes-{place}", f"wishes-{place + by}"
    if here not in fields or there not in fields:
        return None
    fields[here], fields[there] = fields[there], fields[here]
    button = f"{'up' if by < 0 else 'down'}:{place + by}"
    wish = words.get(fields[there], fields[there])
    return Said(
        _("“%(wish)s” now stands in place %(place)s. Nothing is saved yet.", wish=wish, place=place + by + 1), button
    )


def missing_wishes(fields: Fields) -> list[str]:
    """Return the wishes this programme does not have, in their usual order."""
    taken = {value for name, value in fields.items() if name.startswith("wishes-")}
    return [wish.value for wish in Wish if wish.value not in taken]


def add_wish(fields: Fields, code: str) -> Said | None:
    """Add a wish at the end of the order."""
    if code not in missing_wishes(fields):
        return None
    place = sum(name.startswith("wishes-") for name in fields)
    fields[f"wishes-{place}"] = code
    wish = WISHES[Wish(code)]
    return Said(_("“%(wish)s” is added at the end of the order. Nothing is saved yet.", wish=wish), f"up:{place}")


def add_role(fields: Fields, code: str) -> Said | None:
    """Add a role at the end."""
    if code not in missing_roles(fields):
        return None
    taken = [int(found[1]) for name in fields if (found := re.fullmatch(r"roles-(\d+)-code", name))]
    add_role_fields(fields, max(taken, default=-1) + 1, new_role(code), live=False)
    return Said(_("“%(role)s” is added at the end of the list. Nothing is saved yet.", role=role_name(code)))


def new_role(code: str) -> CircleRole:
    """Return the rules a role is added with."""
    for make, _english, _chinese in READY_MADE.values():
        for role in make().roles:
            if role.code == code:
                return role
    return CircleRole(code, (code,))


def missing_roles(fields: Fields) -> list[str]:
    """Return the roles that could be added."""
    taken = {value for name, value in fields.items() if re.fullmatch(r"roles-\d+-code", name)}
    return [code for code in CIRCLE_ROLES if code not in taken]


def blame(form: ProgrammeForm, refusal: Refusal) -> str:
    """Put what is wrong beside its field; return it for the top of the page where it has no field of its own."""
    words = fault_words(refusal.code, refusal.facts)
    field = field_at(form, refusal.path)
    if field is None:
        return words
    field.errors = [*field.errors, words]
    return ""


def field_at(form: ProgrammeForm, path: str) -> Any:
    """Return the field that a path such as $.roles[2].caseload or $.gender_rules[0].roles[1] speaks of, or None."""
    found = re.match(r"\$\.(\w+)(?:\[(\d+)\])?(?:\.(\w+))?(?:[\[.].*?(r\d|R\d)?)?$", path)
    if not found:
        return None
    name, index, inner, rhythm = found.groups()
    if name == "roles" and index is not None and inner:
        role = form.roles[int(index)].form
        wanted = (rhythm or "r1").lower() if inner == "meetings_per_year" else inner
        if wanted not in role:
            return None
        return role[wanted]
    if name == "gender_rules":
        ruled = [rule.form for rule in (form.girls, form.boys) if rule.form.age.data is not None]
        rule = ruled[int(index or 0)] if int(index or 0) < len(ruled) else None
        return None if rule is None else rule.age if inner == "from_age" else rule.roles
    if name == "rhythm_weights":
        return form.weights[int((inner or "r1")[1]) - 1]
    return form[name] if name in form and name not in {"roles", "wishes"} else None
