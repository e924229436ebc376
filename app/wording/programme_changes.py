"""What changes between two versions of a programme, in words, one thing a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from app.matching import CircleRole, Programme
from app.wording.choices import LICENCES
from app.wording.people import KINDS
from app.wording.programmes import NEEDED_BY, gender_line, in_order, listed, numbers, role_line, role_name, role_title


def differences(
    before: Programme, after: Programme, live_before: Iterable[str] = (), live_after: Iterable[str] = ()
) -> list[str]:
    """Say what a second set of rules changes in the first, one thing a line; empty when nothing."""
    roles_before = {role.code: role for role in before.roles}
    roles_after = {role.code: role for role in after.roles}
    was_live, is_live = set(live_before), set(live_after)
    lines = [
        _("Added: %(line)s", line=role_line(role, code in is_live))
        for code, role in roles_after.items()
        if code not in roles_before
    ]
    lines += [_("Left out: %(role)s", role=role_name(code)) for code in roles_before if code not in roles_after]
    for code, role in roles_after.items():
        if code in roles_before:
            lines += role_differences(roles_before[code], role, code in was_live, code in is_live)
    same = [code for code in roles_before if code in roles_after]
    if same != [code for code in roles_after if code in roles_before]:
        lines.append(_("Order of the roles: %(roles)s", roles=listed(role_name(code) for code in roles_after)))
    lines += programme_differences(before, after)
    return [str(line) for line in lines]


def walk_differences(before: int, after: int) -> list[str]:
    """Say how the minutes of the walk home change; nothing when they do not."""
    return changes([(_("minutes of the walk home"), before, after)])


def role_differences(before: CircleRole, after: CircleRole, was_live: bool, is_live: bool) -> list[str]:
    """Say what changes in one role."""
    yes_no = {True: _("yes"), False: _("no")}
    pairs = [
        (_("how many for each child"), before.count, after.count),
        (_("who may come"), kinds_of(before), kinds_of(after)),
        (_("needed by"), NEEDED_BY[before.needed_by], NEEDED_BY[after.needed_by]),
        (_("for one child only"), yes_no[before.exclusive], yes_no[after.exclusive]),
        (_("most children at once"), before.caseload, after.caseload),
        (_("minutes one way"), before.travel_limit, after.travel_limit),
        (_("licence"), LICENCES.get(before.licence or "", _("none")), LICENCES.get(after.licence or "", _("none"))),
        (_("fixed hour of the week"), yes_no[before.weekly_slot], yes_no[after.weekly_slot]),
        (_("hours in common"), before.minimum_windows, after.minimum_windows),
        (_("meetings a year"), numbers(before.meetings_per_year), numbers(after.meetings_per_year)),
        (_("live at publication"), yes_no[was_live], yes_no[is_live]),
    ]
    name = role_title(after.code)
    colon = _(": ")
    return [f"{name}{colon}{change}" for change in changes(pairs)]


def kinds_of(role: CircleRole) -> str:
    """Word the kinds a role accepts, in one order whatever order they were chosen in."""
    return listed(KINDS.get(kind, kind) for kind in sorted(role.kinds, key=[*KINDS, *role.kinds].index))


def programme_differences(before: Programme, after: Programme) -> list[str]:
    """Say what changes beside the roles."""
    yes_no = {True: _("yes"), False: _("no")}
    lines = [_("New: %(line)s", line=gender_line(r)) for r in after.gender_rules if r not in before.gender_rules]
    lines += [_("No longer: %(line)s", line=gender_line(r)) for r in before.gender_rules if r not in after.gender_rules]
    lines += changes(
        [
            (_("a language of the guardian in each circle"), yes_no[before.guardian_language], yes_no[after.guardian_language]),
            (_("days papers must still be valid"), before.valid_days, after.valid_days),
            (_("months to stay"), before.stay_months, after.stay_months),
            (_("hours in common that are enough"), before.enough_windows, after.enough_windows),
            (_("minutes of a meeting"), before.meeting_minutes, after.meeting_minutes),
            (_("weight of a child by rhythm"), numbers(before.rhythm_weights), numbers(after.rhythm_weights)),
        ]
    )  # fmt: skip
    if before.wishes != after.wishes:
        lines.append(_("Order of wishes: %(wishes)s", wishes=in_order(after.wishes)))
    return lines


def changes(pairs: list[tuple[Any, Any, Any]]) -> list[str]:
    """Say "what: before → after" for those pairs that differ."""
    return [
        _("%(what)s: %(before)s → %(after)s", what=what, before=before, after=after)
        for what, before, after in pairs
        if before != after
    ]
