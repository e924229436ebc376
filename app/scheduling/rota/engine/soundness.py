"""The last word: shifts whose musts are still broken lose people until they are sound or can no longer start."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.engine.anneal import insert_all
from app.scheduling.rota.engine.arrays import OFF, Int32
from app.scheduling.rota.engine.currency import Currency
from app.scheduling.rota.engine.demand import set_roster
from app.scheduling.rota.engine.people import Settled, overrule
from app.scheduling.rota.engine.tally import Tally

_ROUNDS = 200


def make_sound(currency: Currency, tally: Tally, settled: Settled, rosters: Int32) -> Int32:
    """Rosters without a broken must. Who is taken off a shift gets the best roster without it.

    Somebody pinned stays if anybody else can go; else the pin is overruled, and named in `settled`.
    """
    compiled, length = currency.compiled, rosters.shape[1]
    allowed = compiled.allowed
    desk, toll = currency.desk(), np.zeros(len(currency.demand.shift))
    nothing = np.full(length, OFF, np.int32)
    plan = currency.plan(rosters)
    movable = np.zeros(len(rosters), dtype=np.bool_)
    movable[currency.who] = True
    for _ in range(_ROUNDS):
        broken = tally.breaches(tally.plan(plan.rosters))
        if not broken:
            break
        shift = min(broken)
        person = _who_goes(currency, plan.rosters, shift, movable)
        if person < 0:
            break
        overrule(compiled, settled, person, shift, tally.broken_must(tally.plan(plan.rosters), shift))
        for choice in _choices_on(currency, person, shift):
            allowed[choice] = False
        set_roster(currency.demand, currency.choices, currency.staff, plan, person, nothing)
        left_over = insert_all(
            currency.staff, currency.choices, currency.days, currency.demand, currency.base, compiled.may_rest, allowed,
            np.array([person], np.int32), plan, toll, desk,
        )  # fmt: skip
        if left_over >= 0:
            movable[person] = False
            _overrule_rest(currency, settled, person)
    sound: Int32 = plan.rosters.copy()
    return sound


def _overrule_rest(currency: Currency, settled: Settled, person: int) -> None:
    """Name the pins of somebody left with nothing: what stands there by itself keeps no run of days."""
    pinned = [opening for (row, _day), pins in settled.pins.items() if row == person for opening in pins]
    for opening in pinned:
        shift = int(currency.compiled.columns.shift_of[opening])
        overrule(currency.compiled, settled, person, shift, "days_in_a_row")


def _who_goes(
    currency: Currency, rosters: Int32, shift: int, movable: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> int:
    """Somebody on the shift who may rest that day, least bound first; -1 if nobody."""
    day = int(currency.compiled.columns.day[shift])
    there = [
        int(person)
        for person in np.flatnonzero(rosters[:, day] != OFF)
        if movable[person] and _is_on(currency, int(rosters[person, day]), shift)
    ]
    there.sort(key=lambda person: (not currency.compiled.may_rest[person, day], person))
    return there[0] if there else -1


def _is_on(currency: Currency, choice: int, shift: int) -> bool:
    choices = currency.choices
    openings = choices.openings[choices.first_opening[choice] : choices.first_opening[choice + 1]]
    return bool((currency.demand.shift[openings] == shift).any())


def _choices_on(currency: Currency, person: int, shift: int) -> list[int]:
    choices, staff = currency.choices, currency.staff
    cell = person * len(currency.days.week) + int(currency.compiled.columns.day[shift])
    first, last = (choices.first_choice[staff.first_group[at]] for at in (cell, cell + 1))
    return [choice for choice in range(first, last) if _is_on(currency, choice, shift)]
