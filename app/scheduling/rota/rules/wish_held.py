"""Wish: held shifts, each weighted by its urgency. A shift is held when it is complete: it can start."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Columns, Ints
from app.scheduling.rota.standing import Standing


def worth(columns: Columns) -> Ints:
    """What each shift counts when it is held."""
    return np.array([shift.urgency for shift in columns.problem.shifts], dtype=np.int64)


def value(standing: Standing) -> int:
    """The urgency of all held shifts together."""
    return int(worth(standing.columns)[standing.held].sum())
