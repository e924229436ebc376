"""No newcomers alone: on a complete shift somebody is past their accompanied sessions."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those with whom an experienced person is there; everybody while the shift is not complete."""
    columns = standing.columns
    experienced = ~columns.newcomer
    if not standing.completed_by(opening) or experienced[standing.there(int(columns.shift_of[opening]))].any():
        return np.ones(columns.shape[0], dtype=bool)
    return experienced
