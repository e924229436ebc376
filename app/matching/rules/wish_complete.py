"""Wish: complete circles, each child weighted by rhythm. A circle is complete when every seat it needs is filled."""

from __future__ import annotations

from app.matching.problem import Child
from app.matching.programme import Programme


def weight(programme: Programme, child: Child) -> int:
    """What a complete circle of this child counts: 8, 4, 2, 1 from intensive to light unless the programme differs."""
    return programme.rhythm_weights.of(child.rhythm)
