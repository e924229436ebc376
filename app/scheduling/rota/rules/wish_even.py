"""Wish: sessions fall out evenly. The first a place goes without costs 1, the second 2, and so on.

Once as many as possible are held, the sum is best when no place is more than one below another."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.standing import Standing


def cost(missing: int) -> int:
    """What a place pays for so many shifts that are not held."""
    return missing * (missing + 1) // 2


def value(standing: Standing) -> int:
    """Minus what all places pay; shifts that are nowhere in particular do not count."""
    columns = standing.columns
    fallen_out = columns.place[~standing.held & (columns.place >= 0)]
    return -sum(cost(int(missing)) for missing in np.bincount(fallen_out))
