"""A first-aider present: on a complete shift that asks for one."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those with whom a first-aider is there; everybody where none is asked or the shift is not complete."""
    columns, shift = standing.columns, int(standing.columns.shift_of[opening])
    asked = columns.problem.shifts[shift].needs_first_aider and standing.completed_by(opening)
    if not asked or columns.first_aider[standing.there(shift)].any():
        return np.ones(columns.shape[0], dtype=bool)
    return columns.first_aider
