"""Wish: keep the pairs that stand today; a familiar face that goes away does harm."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Ints


def score(asked: Asked) -> Ints:
    """1 for whoever stands beside this child in this role today."""
    standing = asked.columns.existing_of.get((asked.child.id, asked.role.code), set())
    return np.isin(asked.who, list(standing)).astype(np.int32)
