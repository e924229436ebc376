"""Rest: between the end of one day's shift and the start of a later day's lie the minutes of rest the person has."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools, Columns, Rows
from app.scheduling.rota.standing import Standing


def clash(columns: Columns, who: Rows, one: Rows, other: Rows) -> Bools:
    """Whether two shifts of different days leave less rest than the person needs."""
    first = columns.day[one] < columns.day[other]
    earlier, later = np.where(first, one, other), np.where(first, other, one)
    rest = columns.begins[later] - columns.ends[earlier]
    short: Bools = (columns.day[one] != columns.day[other]) & (rest < columns.limit("rest_minutes")[who])
    return short


def allowed(standing: Standing, opening: int) -> Bools:
    """Those who are rested."""
    columns = standing.columns
    shift = np.full(len(standing.who), columns.shift_of[opening])
    return ~standing.clashing(clash(columns, standing.who, standing.shift, shift))
