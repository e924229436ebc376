"""Validity: vetting, licence, training, insurance and code of conduct hold on the day of the shift, that day included."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools, Columns


def allowed(columns: Columns) -> Bools:
    """Per person and opening: the first of the dates to run out is not before the shift's."""
    until = [person.valid_until.toordinal() if person.valid_until else 0 for person in columns.problem.people]
    dates = columns.problem.start.toordinal() + columns.day[columns.shift_of]
    return np.array(until, dtype=np.int64)[:, None] >= dates[None, :]
