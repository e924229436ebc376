"""Wish: familiar faces, by how well a person is known at the place and in what repeats there."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Columns, Ints
from app.scheduling.rota.standing import Standing


def score(columns: Columns) -> Ints:
    """What each person's coming to each shift counts: known at its place, and in its series."""
    table = np.zeros(columns.load.shape, dtype=np.int64)
    for row, person in enumerate(columns.problem.people):
        if person.familiar:
            for column, shift in enumerate(columns.problem.shifts):
                table[row, column] = sum(person.familiar.get(key, 0) for key in {shift.place, shift.series} if key)
    return table


def value(standing: Standing) -> int:
    """What all assignments count together."""
    return int(score(standing.columns)[standing.who, standing.shift].sum())
