"""Wish: shared interests, in roles with a weekly slot."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Ints

MOST_COUNTED = 3


def score(asked: Asked) -> Ints:
    """The interests both share, three at most."""
    if not asked.role.weekly_slot:
        return np.zeros(len(asked.who), dtype=np.int32)
    shared = asked.columns.interests.shared(asked.child.interests, asked.who)
    return np.minimum(shared, MOST_COUNTED)
