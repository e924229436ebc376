"""Hours of a week as the tables keep them (spans) and as masks, where hours are cut and joined."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.planning.availability import HALF_HOURS_A_DAY, Availability, Preference, Span, runs_of


def mask_of(spans: Iterable[list[Any]]) -> int:
    """Return the half-hours of stored spans [[first, end, …], …] as bits."""
    mask = 0
    for first, end, *_ in spans:
        mask |= (1 << end) - (1 << first)
    return mask


def meeting_mask(half_hour: int | None, length: int) -> int:
    """Return the half-hours of a weekly meeting that starts at `half_hour`, never past midnight."""
    if half_hour is None:
        return 0
    end = min(half_hour + length, (half_hour // HALF_HOURS_A_DAY + 1) * HALF_HOURS_A_DAY)
    return (1 << end) - (1 << half_hour)


def availability(spans: Iterable[list[Any]], allowed: int = -1, taken: int = 0) -> Availability:
    """Return stored spans as a solver's availability, inside the `allowed` half-hours and without the `taken` ones.

    Where stored spans overlap, the gladder word counts.
    """
    left = dict.fromkeys(Preference, 0)
    for first, end, *told in spans:
        left[Preference(told[0]) if told else Preference.CAN] |= (1 << end) - (1 << first)
    known = 0
    found: list[Span] = []
    for preference, mask in left.items():
        mask &= allowed & ~taken & ~known
        known |= mask
        found.extend(Span(first, end, preference) for first, end in runs_of(mask))
    return Availability(tuple(found))
