"""Wish: short ways. Every assignment costs the minutes there and back."""

from __future__ import annotations

from app.scheduling.rota.columns import Columns, Ints
from app.scheduling.rota.standing import Standing


def score(columns: Columns) -> Ints:
    """Minus the minutes each person's way to each shift and back takes."""
    return -2 * columns.way


def value(standing: Standing) -> int:
    """Minus the minutes of all ways together."""
    return int(score(standing.columns)[standing.who, standing.shift].sum())
