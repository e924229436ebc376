"""Wish: familiar faces, by how well a person is known at the place and in what repeats there."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from app.scheduling.rota.columns import Columns, Ints
from app.scheduling.rota.standing import Standing


def score(columns: Columns) -> Ints:
    """What each person's coming to each shift counts: known at its place, and in its series."""
    shifts_of: defaultdict[str, list[int]] = defaultdict(list)
    for column, shift in enumerate(columns.problem.shifts):
        for key in {shift.place, shift.series}:
            if key:
                shifts_of[key].append(column)
    table = np.zeros(columns.load.shape, dtype=np.int64)
    for row, person in enumerate(columns.problem.people):
        for key, strength in person.familiar.items():
            if key in shifts_of:
                table[row, shifts_of[key]] += strength
    return table


def value(standing: Standing) -> int:
    """What all assignments count together."""
    return int(score(standing.columns)[standing.who, standing.shift].sum())
