"""At least two adults: a complete shift has the adults it asks for, two wherever children are expected.

Source: CPSU, "always at least two adults" (domain.md 1.6). The last place stays open rather than leaving it unsound."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those with whom the shift has its adults; everybody while it is not complete."""
    columns, shift = standing.columns, int(standing.columns.shift_of[opening])
    if not standing.completed_by(opening):
        return np.ones(columns.shape[0], dtype=bool)
    there = int(columns.adult[standing.there(shift)].sum())
    enough: Bools = there + columns.adult >= columns.problem.shifts[shift].adults
    return enough
