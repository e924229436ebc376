"""The specification of a rota, in order: what must hold, and what is wished.

Person musts that need no plan come first: a table of people and openings each. Then those about everything one person
does, then those about everybody on a shift: they depend on the plan, so they stand last in every funnel. An answer is
always about one person joining one opening.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.scheduling.rota.columns import Bools, Columns, Rows
from app.scheduling.rota.programme import Programme, ShiftMust, Wish
from app.scheduling.rota.rules import (
    must_apart,
    must_available,
    must_days_in_a_row,
    must_days_off,
    must_first_aider,
    must_freeze,
    must_headcount,
    must_licence,
    must_minutes_a_day,
    must_minutes_a_week,
    must_minutes_in_rota,
    must_no_newcomers_alone,
    must_one_place,
    must_per_activity,
    must_permitted,
    must_rest,
    must_shifts,
    must_shifts_a_week,
    must_skills,
    must_successors,
    must_together,
    must_travel_between,
    must_travel_limit,
    must_two_adults,
    must_validity,
    must_weekends,
    must_woman,
    wish_asked,
    wish_even,
    wish_fair_share,
    wish_familiar,
    wish_few_changes,
    wish_fill,
    wish_held,
    wish_least_shifts,
    wish_travel,
)
from app.scheduling.rota.standing import Standing


@dataclass(frozen=True, slots=True)
class OpenMust:
    """A must about a person and an opening alone, whatever else is planned."""

    code: str
    allowed: Callable[[Columns], Bools]


@dataclass(frozen=True, slots=True)
class PersonMust:
    """A must about everything one person does. `clash`: it forbids two shifts side by side, if that is its form."""

    code: str
    allowed: Callable[[Standing, int], Bools]
    clash: Callable[[Columns, Rows, Rows, Rows], Bools] | None = None


@dataclass(frozen=True, slots=True)
class TogetherMust:
    """A must about everybody on a shift. `switch`: the programme says whether it binds; None: it always does."""

    code: str
    allowed: Callable[[Standing, int], Bools]
    switch: ShiftMust | None = None


HOLDERS = OpenMust("licence", must_licence.allowed)
"""Who holds the duty: where every funnel starts."""

OPEN_MUSTS = (
    HOLDERS,
    OpenMust("validity", must_validity.allowed),
    OpenMust("skills", must_skills.allowed),
    OpenMust("permitted", must_permitted.allowed),
    OpenMust("travel_limit", must_travel_limit.allowed),
    OpenMust("available", must_available.allowed),
)

PERSON_MUSTS = (
    PersonMust("one_place", must_one_place.allowed, must_one_place.clash),
    PersonMust("travel_between", must_travel_between.allowed, must_travel_between.clash),
    PersonMust("rest", must_rest.allowed, must_rest.clash),
    PersonMust("successors", must_successors.allowed, must_successors.clash),
    PersonMust("minutes_a_day", must_minutes_a_day.allowed),
    PersonMust("minutes_a_week", must_minutes_a_week.allowed),
    PersonMust("minutes_in_rota", must_minutes_in_rota.allowed),
    PersonMust("shifts", must_shifts.allowed),
    PersonMust("shifts_a_week", must_shifts_a_week.allowed),
    PersonMust("per_activity", must_per_activity.allowed),
    PersonMust("days_in_a_row", must_days_in_a_row.allowed),
    PersonMust("days_off", must_days_off.allowed),
    PersonMust("weekends", must_weekends.allowed),
)

SHIFT_MUSTS = (
    TogetherMust("freeze", must_freeze.allowed),
    TogetherMust("headcount", must_headcount.allowed),
    TogetherMust("apart", must_apart.allowed),
    TogetherMust("together", must_together.allowed),
    TogetherMust("two_adults", must_two_adults.allowed, ShiftMust.TWO_ADULTS),
    TogetherMust("no_newcomers_alone", must_no_newcomers_alone.allowed, ShiftMust.NO_NEWCOMERS_ALONE),
    TogetherMust("woman", must_woman.allowed, ShiftMust.WOMAN),
    TogetherMust("first_aider", must_first_aider.allowed, ShiftMust.FIRST_AIDER),
)
"""Beside them `must_whole_or_closed` (how many more an optional session needs at once), `must_ratio` (the safe number of
children) and `must_pin`, which are no questions to one candidate."""


def binding(programme: Programme) -> tuple[TogetherMust, ...]:
    """The shift musts that bind in a programme, in order."""
    return tuple(must for must in SHIFT_MUSTS if must.switch is None or must.switch in programme.shift_musts)


def open_table(columns: Columns) -> Bools:
    """Per person and opening, whether all musts that need no plan allow it."""
    return columns.once("open", _open_table)


def takeable(columns: Columns) -> Bools:
    """Per person and shift, whether some opening of it is allowed by all musts that need no plan."""
    table = np.zeros(columns.load.shape, dtype=bool)
    people, openings = np.nonzero(open_table(columns))
    table[people, columns.shift_of[openings]] = True
    return table


def fair_share(standing: Standing) -> int:
    """The value of the wish for a fair share, by what the musts let each person offer."""
    return wish_fair_share.value(standing, takeable(standing.columns))


def _open_table(columns: Columns) -> Bools:
    table = HOLDERS.allowed(columns)
    for must in OPEN_MUSTS[1:]:
        table = table & must.allowed(columns)
    return table


WISHES: dict[Wish, Callable[[Standing], int]] = {
    Wish.HELD: wish_held.value,
    Wish.EVEN: wish_even.value,
    Wish.FILL: wish_fill.value,
    Wish.LEAST_SHIFTS: wish_least_shifts.value,
    Wish.ASKED: wish_asked.value,
    Wish.FAIR_SHARE: fair_share,
    Wish.FAMILIAR: wish_familiar.value,
    Wish.TRAVEL: wish_travel.value,
    Wish.FEW_CHANGES: wish_few_changes.value,
}

__all__ = [
    "HOLDERS",
    "OPEN_MUSTS",
    "PERSON_MUSTS",
    "SHIFT_MUSTS",
    "WISHES",
    "OpenMust",
    "PersonMust",
    "TogetherMust",
    "binding",
    "fair_share",
    "open_table",
    "takeable",
]
