"""Wish: siblings go to the same supporter, in roles with a weekly slot.

Counted per household, role and supporter: each child beyond the first counts 1.
"""

from __future__ import annotations


def value(children_of_one_household: int) -> int:
    """What so many siblings with one supporter in one role count."""
    return max(0, children_of_one_household - 1)
