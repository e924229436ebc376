"""Apart: two people who are kept apart never stand on one shift."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those who are kept apart from nobody on the shift."""
    columns = standing.columns
    fits = np.ones(columns.shape[0], dtype=bool)
    there = set(standing.there(int(columns.shift_of[opening])))
    for pair in columns.problem.apart:
        one, other = columns.person_row[pair.one], columns.person_row[pair.other]
        fits[one] &= other not in there
        fits[other] &= one not in there
    return fits
