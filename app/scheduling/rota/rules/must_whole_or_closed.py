"""Whole or closed: to an optional session either everybody it needs is sent, or nobody."""

from __future__ import annotations

from app.scheduling.rota.standing import Standing


def enough(standing: Standing, opening: int, left: int) -> bool:
    """Whether `left` people can give the opening its least number; always, where the shift is not optional."""
    columns = standing.columns
    missing = columns.problem.openings[opening].least - int(standing.headcount[opening])
    return not columns.problem.shifts[columns.shift_of[opening]].may_stay_closed or left >= missing
