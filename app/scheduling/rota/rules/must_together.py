"""Together: each of two people comes only to shifts the other one comes to as well."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those who are tied to nobody, or whose other half is on the shift already."""
    columns = standing.columns
    fits = np.ones(columns.shape[0], dtype=bool)
    there = set(standing.there(int(columns.shift_of[opening])))
    for pair in columns.problem.together:
        one, other = columns.person_row[pair.one], columns.person_row[pair.other]
        fits[one] &= other in there
        fits[other] &= one in there
    return fits
