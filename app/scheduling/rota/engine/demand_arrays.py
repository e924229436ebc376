"""What openings and shifts ask for, as arrays: the rules about everybody on a shift, and the wishes about places."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.planning.people import Gender
from app.scheduling.rota.columns import Bools, Columns
from app.scheduling.rota.engine.arrays import Demand
from app.scheduling.rota.programme import ShiftMust, Wish
from app.scheduling.rota.rules import wish_fill
from app.scheduling.rota.shifts import Shift

ADULT, EXPERIENCED, WOMAN, FIRST_AIDER, PAIRS = range(5)
"""Columns of the traits; from PAIRS on there is one for each half of a pair."""
_BREACHES = 20.0


def must_of(trait: int, need: float) -> str:
    """The code of the must a row stands for."""
    codes = (ShiftMust.TWO_ADULTS, ShiftMust.NO_NEWCOMERS_ALONE, ShiftMust.WOMAN, ShiftMust.FIRST_AIDER)
    if trait < PAIRS:
        return codes[trait].value
    return "apart" if need < 0 else "together"


def traits_of(columns: Columns) -> NDArray[np.float64]:
    """People x traits, 1 where the person has it; pairs add 1 for one and -1 for the other, apart -1 for both."""
    problem = columns.problem
    plain = [[p.adult, not p.newcomer, p.gender is Gender.FEMALE, p.first_aider] for p in problem.people]
    table = np.array(plain, dtype=np.float64).reshape(len(problem.people), PAIRS)
    more = []
    for one, other, halves in _pairs(columns):
        for left, right in halves:
            trait = np.zeros(len(problem.people))
            trait[one] += left
            trait[other] += right
            more.append(trait)
    return np.ascontiguousarray(np.column_stack([table, *more]))


def _pairs(columns: Columns) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
    """Two people and what they add to rows that must not fall below: -1 for those apart, 0 for those together."""
    row = columns.person_row
    apart = [(row[pair.one], row[pair.other], ((-1, -1),)) for pair in columns.problem.apart]
    together = [(row[pair.one], row[pair.other], ((1, -1), (-1, 1))) for pair in columns.problem.together]
    return [*apart, *together]


def _rows(columns: Columns, may: Bools, number: int, shift: Shift) -> list[tuple[int, float, bool]]:
    """Trait, least sum, and whether it binds while the shift is not complete, for every must that can bind here."""
    musts = columns.problem.programme.shift_musts
    rows: list[tuple[int, float, bool]] = []
    if columns.frozen[number]:
        return rows
    if ShiftMust.TWO_ADULTS in musts and shift.adults:
        rows.append((ADULT, float(shift.adults), False))
    if ShiftMust.NO_NEWCOMERS_ALONE in musts and any(person.newcomer for person in columns.problem.people):
        rows.append((EXPERIENCED, 1.0, False))
    if ShiftMust.WOMAN in musts and shift.needs_woman:
        rows.append((WOMAN, 1.0, False))
    if ShiftMust.FIRST_AIDER in musts and shift.needs_first_aider:
        rows.append((FIRST_AIDER, 1.0, False))
    trait = PAIRS
    openings = np.flatnonzero(columns.shift_of == number)
    for one, other, halves in _pairs(columns):
        first, second = bool(may[one, openings].any()), bool(may[other, openings].any())
        for left, right in halves:
            if (first and second) if left == right else (first or second):
                rows.append((trait, -1.0 if left == right else 0.0, True))
            trait += 1
    return rows


def compile_demand(columns: Columns, may: Bools, factors: Mapping[Wish, float]) -> Demand:
    """The arrays, with each wish counting by its factor."""
    problem = columns.problem
    weight = np.array([problem.under_weight(opening) for opening in problem.openings], dtype=np.float64)
    fill = float(factors.get(Wish.FILL, 0.0))
    held, even = float(factors.get(Wish.HELD, 0.0)), float(factors.get(Wish.EVEN, 0.0))
    order = np.argsort(columns.shift_of, kind="stable")
    rows = [_rows(columns, may, number, shift) for number, shift in enumerate(problem.shifts)]
    flat = [row for of_shift in rows for row in of_shift]
    optional = np.array([shift.may_stay_closed for shift in problem.shifts], dtype=np.bool_) & ~columns.frozen
    urgency = np.array([shift.urgency for shift in problem.shifts], dtype=np.float64)
    placed = columns.place >= 0
    plain = (
        np.array([not of_shift for of_shift in rows], dtype=np.bool_) & ~optional & (held == 0) & ~(placed & (even > 0))
    )
    heaviest = max([1.0, fill * wish_fill.LEAST_FACTOR * weight.max(initial=0), held * urgency.max(initial=0), even])
    return Demand(
        shift=columns.shift_of.astype(np.int32),
        day=columns.day[columns.shift_of].astype(np.int32),
        least=np.array([o.least for o in problem.openings], dtype=np.int32),
        wanted=np.array([o.wanted for o in problem.openings], dtype=np.int32),
        most=np.where(columns.frozen[columns.shift_of], 10**6, [o.most for o in problem.openings]).astype(np.int32),
        short=fill * wish_fill.LEAST_FACTOR * weight,
        useful=fill * weight,
        extra=fill * np.array([o.over_weight for o in problem.openings], dtype=np.float64),
        first_opening=np.searchsorted(columns.shift_of[order], np.arange(len(problem.shifts) + 1)).astype(np.int64),
        of_shift=order.astype(np.int32),
        held=held * urgency,
        optional=optional,
        plain=plain,
        place=columns.place.astype(np.int32) if even else np.full(len(problem.shifts), -1, np.int32),
        even=even,
        first_row=np.concatenate([[0], np.cumsum([len(of_shift) for of_shift in rows])]).astype(np.int64),
        row_trait=np.array([row[0] for row in flat], dtype=np.int32),
        row_need=np.array([row[1] for row in flat], dtype=np.float64),
        row_always=np.array([row[2] for row in flat], dtype=np.bool_),
        breach=_BREACHES * heaviest,
    )
