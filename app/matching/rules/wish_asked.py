"""Wish: what the child and the guardian ask for."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Ints
from app.planning.people import Gender


def score(asked: Asked) -> Ints:
    """1 for a person asked for by name, and 1 for the gender asked for in a role with a weekly slot."""
    wishes = asked.child.wishes
    counted = np.zeros(len(asked.who), dtype=np.int32)
    if wishes.supporters:
        counted += asked.rows(set(wishes.supporters))
    if wishes.gender is not None and asked.role.weekly_slot:
        counted += asked.columns.female[asked.who] == (wishes.gender is Gender.FEMALE)
    return counted
