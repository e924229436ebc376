"""Wish: more than the bare minimum of common windows, so that a missed hour can be made up."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Ints


def score(asked: Asked) -> Ints:
    """1 for a pair with a weekly slot that has enough common windows (two unless the programme differs)."""
    if not asked.role.weekly_slot:
        return np.zeros(len(asked.who), dtype=np.int32)
    return (asked.common_windows >= asked.columns.problem.programme.enough_windows).astype(np.int32)
