"""The people of a rota: when they are free, what binds them, what they wish. Pseudonyms only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from app.planning.availability import Preference
from app.planning.people import Gender
from app.planning.refusals import refuse_outside, refuse_unless
from app.planning.travel import Mode

MINUTES_A_DAY = 1440
LATEST_END = 2 * MINUTES_A_DAY
"""A shift, a free or a busy span may run past midnight, to the end of the next day."""


@dataclass(frozen=True, slots=True)
class FreeSpan:
    """Minutes `start` to `end` (exclusive) of day `day` (0 = the rota's first) in which somebody would come."""

    day: int
    start: int
    end: int
    preference: Preference = Preference.CAN

    def __post_init__(self) -> None:
        _refuse_strange_hours(self.start, self.end)


@dataclass(frozen=True, slots=True)
class BusySpan:
    """A circle meeting or visit that stands already.

    `place` None: wherever it is, no way is counted. `minutes` is what it takes of the day and the week, ways included.
    """

    day: int
    start: int
    end: int
    minutes: int
    place: str | None = None

    def __post_init__(self) -> None:
        _refuse_strange_hours(self.start, self.end)
        refuse_outside("minutes", self.minutes, 0, LATEST_END)

    @property
    def begins(self) -> int:
        """Minutes from the rota's first midnight to its start."""
        return self.day * MINUTES_A_DAY + self.start

    @property
    def ends(self) -> int:
        """Minutes from the rota's first midnight to its end."""
        return self.day * MINUTES_A_DAY + self.end


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one person does. None: no limit.

    Minutes are those of shifts with the way there and back (from the person's base), and of busy spans.
    Weeks run from Monday to Sunday; a weekend counts when its Saturday or Sunday is worked; a shift belongs to the day
    it starts on. Runs that touch an edge of the rota need no least length.
    `least_minutes` and `most_minutes` speak of the whole rota. `least_minutes` binds (somebody employed by the hour),
    `least_shifts` is wished. `rest_minutes` lie between the last end of one day and the first start of a later one.
    `most_per_activity`: shifts of that activity in the whole rota. `not_after`: activities that may not follow on the
    day after one of that activity.
    """

    minutes_a_day: int | None = None
    minutes_a_week: int | None = None
    least_minutes: int = 0
    most_minutes: int | None = None
    least_shifts: int = 0
    most_shifts: int | None = None
    shifts_a_week: int | None = None
    most_days_in_a_row: int | None = None
    least_days_in_a_row: int = 1
    least_days_off: int = 1
    most_weekends: int | None = None
    rest_minutes: int = 0
    most_per_activity: Mapping[str, int] = field(default_factory=dict)
    not_after: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, most in (
            ("minutes_a_day", LATEST_END),
            ("minutes_a_week", 7 * MINUTES_A_DAY),
            ("least_minutes", 400 * MINUTES_A_DAY),
            ("most_minutes", 400 * MINUTES_A_DAY),
            ("least_shifts", 4000),
            ("most_shifts", 4000),
            ("shifts_a_week", 100),
            ("most_weekends", 60),
            ("rest_minutes", 7 * MINUTES_A_DAY),
        ):
            number = getattr(self, name)
            if number is not None:
                refuse_outside(name, number, 0, most)
        for name in ("most_days_in_a_row", "least_days_in_a_row", "least_days_off"):
            number = getattr(self, name)
            if number is not None:
                refuse_outside(name, number, 1, 400)
        for low, high in (("least_minutes", "most_minutes"), ("least_shifts", "most_shifts"),
                            ("least_days_in_a_row", "most_days_in_a_row")):  # fmt: skip
            top = getattr(self, high)
            if top is not None:
                refuse_outside(low, getattr(self, low), 0, top)
        for code, number in self.most_per_activity.items():
            refuse_outside(f"most_per_activity.{code}", number, 0, 4000)


@dataclass(frozen=True)
class Person:
    """Somebody who can come.

    `base`: the place they start from; None: no way is ever counted. `travel_limit`: minutes one way from the base.
    `valid_until`: the last day on which vetting, licence, training, insurance and code of conduct all hold;
    None = something was never done. `adult` counts for two adults and the ratio, `newcomer` is never without an
    experienced adult. `free` spans of one day may touch but not overlap.
    `asked` and `disliked`: weights by id of a shift or an opening. `refused`: openings they said no to.
    `familiar`: how well children know them, by place id or series.
    `burden_before`: minutes with ways carried in earlier months of the same fairness period.
    """

    id: str
    base: str | None = None
    mode: Mode = Mode.SCOOTER
    travel_limit: int = 30
    gender: Gender = Gender.FEMALE
    adult: bool = True
    newcomer: bool = False
    first_aider: bool = False
    licences: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    valid_until: date | None = None
    free: tuple[FreeSpan, ...] = ()
    busy: tuple[BusySpan, ...] = ()
    limits: Limits = field(default_factory=Limits)
    asked: Mapping[str, int] = field(default_factory=dict)
    disliked: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    familiar: Mapping[str, int] = field(default_factory=dict)
    burden_before: int = 0

    def __post_init__(self) -> None:
        refuse_unless(bool(self.id), "empty", "id")
        refuse_outside("travel_limit", self.travel_limit, 0, 600)
        refuse_outside("burden_before", self.burden_before, 0, 366 * MINUTES_A_DAY)
        for name in ("asked", "disliked", "familiar"):
            for key, weight in getattr(self, name).items():
                refuse_outside(f"{name}.{key}", weight, 1, 1_000_000)
        order = sorted(range(len(self.free)), key=lambda i: (self.free[i].day, self.free[i].start))
        for left, right in pairwise(order):
            before, after = self.free[left], self.free[right]
            if before.day == after.day:
                refuse_unless(before.end <= after.start, "overlapping_spans", f"free[{right}]",
                              found=after.start, least=before.end)  # fmt: skip


def _refuse_strange_hours(start: int, end: int) -> None:
    refuse_outside("start", start, 0, MINUTES_A_DAY - 1)
    refuse_outside("end", end, start + 1, LATEST_END)
