"""One place at a time: nobody is on two shifts at once, nor on one during a circle meeting or visit."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools, Columns, Rows
from app.scheduling.rota.standing import Standing


def clash(columns: Columns, who: Rows, one: Rows, other: Rows) -> Bools:
    """Whether two shifts overlap (the same for everybody: `who` is not looked at)."""
    del who
    overlap: Bools = (columns.begins[one] < columns.ends[other]) & (columns.begins[other] < columns.ends[one])
    return overlap


def unhindered(columns: Columns) -> Bools:
    """Per person and shift: no busy span overlaps it."""
    table = np.ones(columns.load.shape, dtype=bool)
    for row, person in enumerate(columns.problem.people):
        for busy in person.busy:
            table[row] &= (columns.begins >= busy.ends) | (columns.ends <= busy.begins)
    return table


def allowed(standing: Standing, opening: int) -> Bools:
    """Those who are nowhere else at that time."""
    columns = standing.columns
    shift = np.full(len(standing.who), columns.shift_of[opening])
    taken = standing.clashing(clash(columns, standing.who, standing.shift, shift))
    return ~taken & columns.once("one_place", unhindered)[:, columns.shift_of[opening]]
