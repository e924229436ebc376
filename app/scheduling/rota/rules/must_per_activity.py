"""Per activity: no more shifts of one activity than the person's limit for it."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those who may take one more shift of that activity."""
    columns = standing.columns
    code = columns.problem.shifts[columns.shift_of[opening]].activity
    same = columns.activity[standing.shift] == columns.activity[columns.shift_of[opening]]
    done = np.bincount(standing.who[same], minlength=columns.shape[0])
    room: Bools = done < columns.most_of(code)
    return room
