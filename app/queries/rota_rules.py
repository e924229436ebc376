"""The rules of a rota under a programme's version: what binds, what is wished in which order, everybody's limits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from app.models.programmes import ProgrammeVersion
from app.planning.refusals import refuse_outside, refuse_unless
from app.scheduling.rota.people import Limits
from app.scheduling.rota.programme import USUAL_WISHES, Programme, ShiftMust, Wish

#: days from today in which nobody is taken off a published shift by a round; open places may still be filled
FREEZE_DAYS = 2
#: what binds everybody: eight hours with ways, six days on end, ten hours between two days (county practice, editable)
MINUTES_A_DAY, DAYS_IN_A_ROW, REST_MINUTES = 480, 6, 600
#: people asked at the same time when somebody cannot come
ASK_AT_ONCE = 3
#: numbers a version's `rota` may name: what is usual, the least and the most
NUMBERS = {
    "freeze_days": (FREEZE_DAYS, 0, 60),
    "minutes_a_day": (MINUTES_A_DAY, 30, 1440),
    "most_days_in_a_row": (DAYS_IN_A_ROW, 1, 31),
    # rest is asked from one day to the next: more than 24 hours would also be about the day after
    "rest_minutes": (REST_MINUTES, 0, 1440),
    "ask_at_once": (ASK_AT_ONCE, 1, 20),
}
#: wishes without which a rota would be best with nobody on it: never switched off, and in this order
FIRST_OF_ALL = (Wish.HELD, Wish.FILL)
#: wishes that are best met by sending nobody: they stand after those
AFTER_FILLING = (Wish.FAIR_SHARE, Wish.TRAVEL)
#: all it may name
KNOWN = ("shift_musts", "wishes", *NUMBERS)


@dataclass(frozen=True)
class RotaRules:
    """What one version says of rotas."""

    programme: Programme
    freeze_days: int = FREEZE_DAYS
    minutes_a_day: int = MINUTES_A_DAY
    most_days_in_a_row: int = DAYS_IN_A_ROW
    rest_minutes: int = REST_MINUTES
    ask_at_once: int = ASK_AT_ONCE

    def limits(self, minutes_a_week: int) -> Limits:
        """Return the limits of somebody who gives so many minutes a week."""
        return Limits(
            minutes_a_day=self.minutes_a_day,
            minutes_a_week=minutes_a_week,
            most_days_in_a_row=self.most_days_in_a_row,
            rest_minutes=self.rest_minutes,
        )


def rota_rules_of(version: ProgrammeVersion) -> RotaRules:
    """Return the rules of a version; what it does not name is as usual. Raise Refusal when they are no rules."""
    told: dict[str, Any] = version.rota or {}
    for name in told:
        refuse_unless(name in KNOWN, "unknown_field", f"rota.{name}", found=name)
    for name, (_usual, least, most) in NUMBERS.items():
        if name in told:
            refuse_outside(f"rota.{name}", told[name], least, most)
    musts = tuple(ShiftMust(code) for code in told.get("shift_musts", list(ShiftMust)))
    wishes = tuple(Wish(code) for code in told.get("wishes", list(USUAL_WISHES)))
    refuse_unsound_order(wishes)
    return RotaRules(
        Programme(version.programme.code, version.number, musts, wishes),
        **{name: told.get(name, usual) for name, (usual, _least, _most) in NUMBERS.items()},
    )


def refuse_unsound_order(wishes: Sequence[Wish]) -> None:
    """Raise Refusal for an order under which a rota could be best with nobody on it.

    Codes, with the path `rota.wishes`: `switched_off` (`found`: a wish that always counts) and `too_early` (`found`
    stands before `after`, on which it depends).
    """
    for wish in FIRST_OF_ALL:
        refuse_unless(wish in wishes, "switched_off", "rota.wishes", found=wish.value)
    for found, after in ((FIRST_OF_ALL[1], FIRST_OF_ALL[0]), *((wish, FIRST_OF_ALL[1]) for wish in AFTER_FILLING)):
        sound = found not in wishes or wishes.index(after) < wishes.index(found)
        refuse_unless(sound, "too_early", "rota.wishes", found=found.value, after=after.value)


def before_filling(wishes: Sequence[Wish]) -> list[Wish]:
    """Return the wishes for whose sake a place may stay empty."""
    return [wish for wish in wishes[: wishes.index(Wish.FILL)] if wish not in (Wish.HELD, Wish.EVEN)]


def switched_off(wishes: Collection[Wish]) -> list[Wish]:
    """Return the wishes that are not looked at."""
    return [wish for wish in USUAL_WISHES if wish not in wishes]
