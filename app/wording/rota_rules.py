"""The rules of a rota in words: what a programme's version says, what its order of wishes means, what a version changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.models.programmes import ProgrammeVersion
from app.planning.refusals import Refusal
from app.queries.rota_rules import RotaRules, before_filling, rota_rules_of, switched_off
from app.scheduling.rota.programme import Wish
from app.wording.activities import DUTIES
from app.wording.programme_changes import changes
from app.wording.programmes import listed
from app.wording.rotas import SHIFT_MUSTS, WISHES

#: what each wish looks at
MEANINGS = {
    Wish.HELD: _l("As many shifts as possible have everybody they cannot do without, urgent ones first."),
    Wish.EVEN: _l("Where shifts fall out, no centre loses more than one more than another."),
    Wish.FILL: _l("First the places a shift cannot do without, then those it would like filled."),
    Wish.LEAST_SHIFTS: _l("Whoever was promised a number of shifts gets them, where such a number is known."),
    Wish.ASKED: _l("Hours people like, shifts they wait for; not what they would rather avoid."),
    Wish.FAIR_SHARE: _l("Hours and ways, measured by what each person offered."),
    Wish.FAMILIAR: _l("People come to places and groups that know them."),
    Wish.TRAVEL: _l("Fewer minutes on the road."),
    Wish.FEW_CHANGES: _l("What was published stays as it is."),
}


def wish_names(wishes: Iterable[Wish]) -> str:
    """Name wishes in quotation marks."""
    return listed(_("“%(wish)s”", wish=WISHES[wish]) for wish in wishes)


def in_order(wishes: Iterable[Wish]) -> str:
    """Word wishes with their places: 1 Shifts that can open, 2 …"""
    return listed(f"{place} {WISHES[wish]}" for place, wish in enumerate(wishes, 1))


def order_lines(wishes: Sequence[Wish]) -> list[str]:
    """Say what an order of wishes means for a rota."""
    lines = [str(_("What stands first is met first; what stands later never makes it worse."))]
    early = before_filling(wishes)
    if early:
        lines.append(_("A place rather stays empty than one of these suffers: %(wishes)s.", wishes=wish_names(early)))
    else:
        lines.append(_("No place stays empty for the sake of a wish: only a rule can keep it empty."))
    off = switched_off(wishes)
    if off:
        lines.append(_("Not looked at: %(wishes)s.", wishes=wish_names(off)))
    return lines


def order_fault(refusal: Refusal) -> str:
    """Say why an order of wishes cannot be."""
    wish = WISHES.get(str(refusal.facts.get("found")), "")
    if refusal.code == "switched_off":
        return _("“%(wish)s” always counts: without it a rota would be best with nobody on it.", wish=wish)
    after = WISHES.get(str(refusal.facts.get("after")), "")
    return _(
        "“%(wish)s” stays behind “%(after)s”: before it, the best rota would be one that sends nobody, or opens nothing.",
        wish=wish,
        after=after,
    )


def rota_summary(version: ProgrammeVersion) -> list[str]:
    """Say in plain lines what a version says of rotas."""
    rules = rota_rules_of(version)
    lines = [_("A shift opens only with: %(musts)s.", musts=must_names(rules) or _("nothing in particular"))]
    lines.append(
        _(
            "Everybody: at most %(minutes)s minutes a day with ways, %(days)s days in a row, %(rest)s minutes of rest between two days.",
            minutes=rules.minutes_a_day,
            days=rules.most_days_in_a_row,
            rest=rules.rest_minutes,
        )
    )
    lines.append(
        ngettext(
            "From today on, for %(num)s day, nobody is taken off a published shift.",
            "From today on, for %(num)s days, nobody is taken off a published shift.",
            rules.freeze_days,
        )
    )
    lines.append(
        ngettext(
            "When somebody cannot come, %(num)s person is asked at a time.",
            "When somebody cannot come, %(num)s people are asked at a time.",
            rules.ask_at_once,
        )
    )
    if version.live_duties:
        lines.append(_("Need not say yes first: %(duties)s.", duties=duty_names(version)))
    lines.append(_("What comes first: %(wishes)s.", wishes=in_order(rules.programme.wishes)))
    return lines + order_lines(rules.programme.wishes)[1:]


def rota_differences(before: ProgrammeVersion, after: ProgrammeVersion) -> list[str]:
    """Say what a version changes in what an earlier one says of rotas, one thing a line."""
    old, new = rota_rules_of(before), rota_rules_of(after)
    lines = changes(
        [
            (_("a shift opens only with"), must_names(old) or _("none"), must_names(new) or _("none")),
            (_("need not say yes first"), duty_names(before) or _("none"), duty_names(after) or _("none")),
            (_("days nobody is taken off a shift"), old.freeze_days, new.freeze_days),
            (_("most minutes a day"), old.minutes_a_day, new.minutes_a_day),
            (_("most days in a row"), old.most_days_in_a_row, new.most_days_in_a_row),
            (_("minutes of rest"), old.rest_minutes, new.rest_minutes),
            (_("people asked at a time"), old.ask_at_once, new.ask_at_once),
        ]
    )
    return lines + wish_differences(old.programme.wishes, new.programme.wishes)


def wish_differences(before: Sequence[Wish], after: Sequence[Wish]) -> list[str]:
    """Say what changes in an order of wishes."""
    if tuple(before) == tuple(after):
        return []
    dropped, added = set(before) - set(after), set(after) - set(before)
    lines = []
    if dropped:
        lines.append(_("No longer looked at: %(wishes)s", wishes=wish_names(w for w in before if w in dropped)))
    if added:
        lines.append(_("Looked at again: %(wishes)s", wishes=wish_names(w for w in after if w in added)))
    lines.append(_("Order of the rota's wishes: %(wishes)s", wishes=in_order(after)))
    return lines


def must_names(rules: RotaRules) -> str:
    """Name what a shift opens only with."""
    return str(_("; ")).join(str(SHIFT_MUSTS[must.value]) for must in rules.programme.shift_musts)


def duty_names(version: ProgrammeVersion) -> str:
    """Name the duties that need no yes, in one order."""
    words: dict[str, Any] = {duty.value: name for duty, name in DUTIES.items()}
    return listed(words.get(code, code) for code in sorted(version.live_duties))
