"""Shifts a week: no more from Monday to Sunday than the person's limit."""

from __future__ import annotations

from app.scheduling.rota.columns import Bools
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those who may take one more shift in that week."""
    columns = standing.columns
    week = columns.week[columns.shift_of[opening]]
    room: Bools = standing.shifts_by_week[:, week] < columns.limit("shifts_a_week")
    return room
