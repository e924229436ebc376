"""Weekends: no more worked than the person's limit; one counts when its Saturday or its Sunday is worked."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those who may work that weekend; everybody on a weekday."""
    columns = standing.columns
    day, week = (int(table[columns.shift_of[opening]]) for table in (columns.day, columns.week))
    if not columns.weekend[day]:
        return np.ones(columns.shape[0], dtype=bool)
    worked = np.zeros((columns.shape[0], columns.weeks), dtype=bool)
    on_weekend = columns.weekend[columns.day[standing.shift]]
    worked[standing.who[on_weekend], columns.week[standing.shift[on_weekend]]] = True
    worked[:, week] = True
    room: Bools = worked.sum(axis=1) <= columns.limit("most_weekends")
    return room
