"""Shifts: no more in the rota than the person's most. The least is a wish (`wish_least_shifts`)."""

from __future__ import annotations

from app.scheduling.rota.columns import Bools
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those who may take one more shift."""
    del opening
    room: Bools = standing.shifts < standing.columns.limit("most_shifts")
    return room
