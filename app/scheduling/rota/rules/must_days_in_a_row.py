"""Days in a row: no more worked days one after another than the person's most, and no fewer than the least.

A run that touches the first or the last day of the rota needs no least length: it may go on outside."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools, Ints
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those for whom the day makes a run of an allowed length."""
    columns = standing.columns
    day = int(columns.day[columns.shift_of[opening]])
    worked = standing.shifts_by_day > 0
    before, after = _run(worked[:, :day][:, ::-1]), _run(worked[:, day + 1 :])
    length = before + 1 + after
    at_edge = (before == day) | (after == columns.problem.days - 1 - day)
    long_enough = at_edge | (length >= columns.limit("least_days_in_a_row"))
    fits: Bools = worked[:, day] | (long_enough & (length <= columns.limit("most_days_in_a_row")))
    return fits


def _run(worked: Bools) -> Ints:
    """How many days from the first column on are worked without a break."""
    return np.logical_and.accumulate(worked, axis=1).sum(axis=1)
