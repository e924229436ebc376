"""Freeze: before the freeze ends everything stays exactly as it stands."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools, Columns
from app.scheduling.rota.shifts import Assignment
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Nobody new inside the freeze, everybody after it."""
    columns = standing.columns
    return np.full(columns.shape[0], not columns.frozen[columns.shift_of[opening]])


def fixed(columns: Columns) -> tuple[Assignment, ...]:
    """The assignments that stand inside the freeze and so in every rota."""
    problem = columns.problem
    return tuple(a for a in problem.standing if problem.shift_of(a.opening).day < problem.freeze_until)
