"""Permitted: nobody is sent where an exclusion forbids it or to an opening they said no to."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools, Columns


def allowed(columns: Columns) -> Bools:
    """Per person and opening: neither excluded (from the opening or its place) nor refused."""
    problem = columns.problem
    table = np.ones(columns.shape, dtype=bool)
    for row, person in enumerate(problem.people):
        table[row, [columns.opening_row[opening] for opening in person.refused]] = False
    for exclusion in problem.exclusions:
        row = columns.person_row[exclusion.person]
        if exclusion.opening is not None:
            table[row, columns.opening_row[exclusion.opening]] = False
        if exclusion.place is not None:
            table[row] &= columns.place[columns.shift_of] != columns.place_row[exclusion.place]
    return table
