"""Wish: an even load. A supporter's first child counts most, each further one less, in tenths of the caseload."""

from __future__ import annotations

STEPS = 10


def gain(caseload: int, already: int) -> int:
    """What one more child counts for a supporter who has `already` so many: 10 for the first, falling with the load.

    The sum is largest when loads are even relative to caseloads.
    """
    return max(0, STEPS * (caseload - already) // caseload) if caseload else 0
