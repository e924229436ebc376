"""Successors: on the day after one activity, none of those that may not follow it."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools, Columns, Rows
from app.scheduling.rota.standing import Standing


def clash(columns: Columns, who: Rows, one: Rows, other: Rows) -> Bools:
    """Whether one of the shifts is on the day after the other's and may not follow it, for that person."""
    return _follows_badly(columns, who, one, other) | _follows_badly(columns, who, other, one)


def allowed(standing: Standing, opening: int) -> Bools:
    """Those for whom the activity fits the day before and the day after."""
    columns = standing.columns
    shift = np.full(len(standing.who), columns.shift_of[opening])
    return ~standing.clashing(clash(columns, standing.who, standing.shift, shift))


def _follows_badly(columns: Columns, who: Rows, before: Rows, after: Rows) -> Bools:
    tables, table_of = columns.barred_successors
    barred = tables[table_of[who], columns.activity[before], columns.activity[after]]
    badly: Bools = (columns.day[before] + 1 == columns.day[after]) & barred
    return badly
