"""Wish: short ways. Counted as minutes saved under the role's travel limit, so that more is better."""

from __future__ import annotations

from app.matching.columns import Asked, Ints


def score(asked: Asked) -> Ints:
    """The role's travel limit less the minutes one way."""
    return asked.role.travel_limit - asked.travel
