"""Wish: filled seats, each weighted by the child's rhythm."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Ints


def score(asked: Asked) -> Ints:
    """The child's weight, whoever comes."""
    weight = asked.columns.problem.programme.rhythm_weights.of(asked.child.rhythm)
    return np.full(len(asked.who), weight, dtype=np.int32)
