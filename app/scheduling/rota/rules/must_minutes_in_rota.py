"""Minutes in the rota: no more than the most, and no less than the least a person is owed.

The least binds people employed by the hour. Somebody for whom no roster reaches it works nothing and is named
(`Rota.below_least`): a rota always exists."""

from __future__ import annotations

from app.scheduling.rota.columns import Bools
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Those whose span has room for the shift and its way."""
    columns, shift = standing.columns, standing.columns.shift_of[opening]
    room: Bools = standing.minutes_by_day.sum(axis=1) + columns.load[:, shift] <= columns.limit("most_minutes")
    return room


def reached(standing: Standing) -> Bools:
    """Those who have the minutes they are owed."""
    enough: Bools = standing.minutes_by_day.sum(axis=1) >= standing.columns.limit("least_minutes")
    return enough
