"""Wish: who has waited longest comes first, among children of equal need.

It stands below complete circles and filled seats, whose weights are the children's need, and below the wish to keep
pairs: waiting takes nobody's familiar face away. Counted in steps that grow with the wait: a day each in the first four
weeks, then a week, after a year four weeks. So a wait of yesterday counts, and one of years does not drown all others.
"""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Ints

MOST_STEPS = 100
_DAILY, _WEEKLY = 28, 364
"""Days until which a step is a day, and until which it is a week."""


def steps(days: int) -> int:
    """What so many days of waiting count: 28 after four weeks, 76 after a year, 100 at most (after three years)."""
    weeks = (min(days, _WEEKLY) - _DAILY) // 7
    if days <= _DAILY:
        return days
    return min(MOST_STEPS, _DAILY + weeks + max(0, days - _WEEKLY) // 28)


def score(asked: Asked) -> Ints:
    """The steps this seat has waited; 0 for whoever stands here today, for that seat is not open."""
    waited = steps(asked.child.days_waiting(asked.role))
    standing = asked.columns.existing_of.get((asked.child.id, asked.role.code), set())
    return np.where(np.isin(asked.who, list(standing)), 0, waited).astype(np.int32)
