"""Wish: an age gap of at least 3 and at most 50 years, in roles with a weekly slot."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Ints

LEAST_YEARS = 3
MOST_YEARS = 50


def score(asked: Asked) -> Ints:
    """1 where the gap is inside the range, its ends included."""
    if not asked.role.weekly_slot:
        return np.zeros(len(asked.who), dtype=np.int32)
    years = asked.columns.age[asked.who] - asked.child.age
    return ((years >= LEAST_YEARS) & (years <= MOST_YEARS)).astype(np.int32)
