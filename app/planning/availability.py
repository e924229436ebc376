"""When people are free: half-hour spans of a week that starts on Monday at 00:00.

Half-hour 0 is Monday 00:00-00:30, half-hour 335 is Sunday 23:30-24:00.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from app.planning.refusals import refuse_unless

HALF_HOURS_A_DAY = 48
HALF_HOURS_A_WEEK = 7 * HALF_HOURS_A_DAY
MEETING_HALF_HOURS = 3
"""A meeting of 75 minutes takes three half-hours of the grid."""


class Preference(StrEnum):
    """How gladly somebody comes at an hour they offered."""

    PREFER = "prefer"
    CAN = "can"
    RATHER_NOT = "rather_not"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-hours `start` (inclusive) to `end` (exclusive) of the week."""

    start: int
    end: int
    preference: Preference = Preference.CAN

    def __post_init__(self) -> None:
        refuse_unless(0 <= self.start < HALF_HOURS_A_WEEK, "out_of_range", "start", found=self.start, least=0, most=335)
        refuse_unless(
            self.start < self.end <= HALF_HOURS_A_WEEK, "out_of_range", "end",
            found=self.end, least=self.start + 1, most=HALF_HOURS_A_WEEK,
        )  # fmt: skip

    @property
    def mask(self) -> int:
        """The span as bits, bit n standing for half-hour n."""
        return (1 << self.end) - (1 << self.start)


@dataclass(frozen=True)
class Availability:
    """The hours of a week somebody offered. Spans may touch but not overlap."""

    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        ordered = sorted(self.spans)
        for left, right in pairwise(ordered):
            refuse_unless(
                left.end <= right.start,
                "overlapping_spans",
                f"[{self.spans.index(right)}]",
                found=right.start,
                least=left.end,
            )
        object.__setattr__(self, "spans", tuple(ordered))

    @cached_property
    def mask(self) -> int:
        """All offered half-hours as bits, whatever the preference."""
        return sum(span.mask for span in self.spans)

    @cached_property
    def preferred_mask(self) -> int:
        """The half-hours marked *prefer*."""
        return sum(span.mask for span in self.spans if span.preference is Preference.PREFER)

    @cached_property
    def reluctant_mask(self) -> int:
        """The half-hours marked *rather not*."""
        return sum(span.mask for span in self.spans if span.preference is Preference.RATHER_NOT)


def availability_of(half_hours: Iterable[int], preference: Preference = Preference.CAN) -> Availability:
    """The availability made of single half-hours, neighbours joined into spans."""
    mask = 0
    for half_hour in half_hours:
        mask |= 1 << half_hour
    return Availability(tuple(Span(start, end, preference) for start, end in runs_of(mask)))


def runs_of(mask: int) -> Iterator[tuple[int, int]]:
    """The maximal runs (start, end) of set bits, in order."""
    position = 0
    while mask:
        gap = (mask & -mask).bit_length() - 1
        mask >>= gap
        length = (~mask & (mask + 1)).bit_length() - 1
        yield position + gap, position + gap + length
        mask >>= length
        position += gap + length


def meeting_starts(mask: int, length: int = MEETING_HALF_HOURS) -> int:
    """Bits of the half-hours at which a meeting of `length` half-hours can start inside the mask.

    A meeting never runs past midnight.
    """
    starts = mask
    for later in range(1, length):
        starts &= mask >> later
    return starts & _starts_before_midnight(length)


def common_windows(one: int, other: int, length: int = MEETING_HALF_HOURS) -> int:
    """How many meetings fit one after another into the hours of a week both people are free.

    This is what "two common windows" means throughout: a free Saturday morning of four hours counts two.
    """
    windows = 0
    common = one & other
    for day in range(7):
        day_mask = (common >> (day * HALF_HOURS_A_DAY)) & ((1 << HALF_HOURS_A_DAY) - 1)
        windows += sum((end - start) // length for start, end in runs_of(day_mask))
    return windows


def _starts_before_midnight(length: int) -> int:
    one_day = (1 << (HALF_HOURS_A_DAY - length + 1)) - 1
    return sum(one_day << (day * HALF_HOURS_A_DAY) for day in range(7))
