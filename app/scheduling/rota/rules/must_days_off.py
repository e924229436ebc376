"""Days off: between two runs of worked days lie at least so many days off.

Days off that touch the first or the last day of the rota are never too few: they may go on outside."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools, Ints
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those for whom the days off before and after stay long enough, or the day joins a run."""
    columns = standing.columns
    day = int(columns.day[columns.shift_of[opening]])
    worked = standing.shifts_by_day > 0
    least = columns.limit("least_days_off")
    before, after = _off(worked[:, :day][:, ::-1]), _off(worked[:, day + 1 :])
    fine_before = (before == 0) | (before == day) | (before >= least)
    fine_after = (after == 0) | (after == columns.problem.days - 1 - day) | (after >= least)
    fits: Bools = worked[:, day] | (fine_before & fine_after)
    return fits


def _off(worked: Bools) -> Ints:
    """How many days from the first column on are off."""
    return np.logical_and.accumulate(~worked, axis=1).sum(axis=1)
