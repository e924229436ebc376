"""Wish: everybody gets the shifts they hope for at least; each one short counts one."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.standing import Standing


def value(standing: Standing) -> int:
    """Minus the shifts people are short of."""
    return -int(np.maximum(0, standing.columns.limit("least_shifts") - standing.shifts).sum())
