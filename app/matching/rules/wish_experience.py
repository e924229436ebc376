"""Wish: experienced supporters for the children with intensive or close rhythm, in roles with a weekly slot."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Ints
from app.matching.programme import Rhythm

EXPERIENCED_MONTHS = 12
HIGH_NEED = (Rhythm.R1, Rhythm.R2)


def score(asked: Asked) -> Ints:
    """The child's weight where the child's need is high and the supporter has a year's record."""
    if not asked.role.weekly_slot or asked.child.rhythm not in HIGH_NEED:
        return np.zeros(len(asked.who), dtype=np.int32)
    weight = asked.columns.problem.programme.rhythm_weights.of(asked.child.rhythm)
    return (asked.columns.experience[asked.who] >= EXPERIENCED_MONTHS).astype(np.int32) * weight
