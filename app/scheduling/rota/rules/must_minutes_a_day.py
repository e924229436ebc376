"""Minutes a day: shifts with their ways, circle meetings and visits of one day stay within the person's limit."""

from __future__ import annotations

from app.scheduling.rota.columns import Bools
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those whose day has room for the shift and its way."""
    columns, shift = standing.columns, standing.columns.shift_of[opening]
    there = standing.minutes_by_day[:, columns.day[shift]] + columns.load[:, shift]
    room: Bools = there <= columns.limit("minutes_a_day")
    return room
