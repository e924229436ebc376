"""The week as a thumb paints it: a row per day, five parts of the day, four states.

What is kept are half-hour spans (app.planning.availability); the grid is only a way to paint them. A cell that
the spans cover in part is shown as "partly" and stays exactly as it is until somebody paints it, and so do hours
outside the five parts: painting never makes finer hours coarser by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import lazy_gettext as _l

from app.planning.availability import HALF_HOURS_A_DAY, HALF_HOURS_A_WEEK, Preference

#: not free at all
NO = "no"
#: covered in part, or in more than one way: left as it is
PARTLY = "partly"
#: in the order a tap steps through them
GLADNESS: dict[str, Any] = {
    NO: _l("Can't"),
    Preference.CAN.value: _l("Can"),
    Preference.PREFER.value: _l("Best"),
    Preference.RATHER_NOT.value: _l("Rarely"),
}
#: for hours that are or are not, such as when a centre has a keeper
OPENING: dict[str, Any] = {NO: _l("Nobody there"), Preference.CAN.value: _l("Staffed")}
PARTLY_WORD = _l("Partly")
DAYS = 7
Span = list[Any]


@dataclass(frozen=True)
class DayPart:
    """Half-hours `first` (inclusive) to `end` (exclusive) of a day; each is long enough for a meeting."""

    label: Any
    first: int
    end: int

    @property
    def hours(self) -> str:
        """The part in clock times: 8:30–11:30."""
        return f"{clock(self.first)}–{clock(self.end)}"


#: 8:30–21:00 without a gap, cut where lessons, meals and centres cut the day
PARTS = (
    DayPart(_l("Morning"), 17, 23),
    DayPart(_l("Noon"), 23, 28),
    DayPart(_l("After lunch"), 28, 33),
    DayPart(_l("After school"), 33, 38),
    DayPart(_l("Evening"), 38, 42),
)


@dataclass(frozen=True)
class Cell:
    """One part of one day: the name of its form field, its state, and the finer spans that make it "partly"."""

    name: str
    day: int
    part: DayPart
    state: str
    finer: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Grid:
    """What parts/paint.html draws. `states` maps codes to words, in the order a tap steps through them."""

    name: str
    states: Mapping[str, Any]
    rows: tuple[tuple[Cell, ...], ...]
    #: spans outside the five parts, kept as they are
    outside: tuple[Span, ...]

    @property
    def finer(self) -> list[Span]:
        """Every span the grid cannot show in whole cells, in the order of the week."""
        inside = [span for row in self.rows for cell in row for span in cell.finer]
        return sorted([*inside, *self.outside])


def clock(half_hour: int) -> str:
    """Return the time of day at which a half-hour of the day begins: 17 → 8:30."""
    return f"{half_hour // 2}:{half_hour % 2 * 30:02}"


def grid(spans: Iterable[Sequence[Any]], name: str = "week", states: Mapping[str, Any] = GLADNESS) -> Grid:
    """Return the spans of a week as cells to paint; `name` begins the names of their form fields."""
    week = unrolled(spans)
    rows = tuple(tuple(_cell(week, name, day, number) for number in range(len(PARTS))) for day in range(DAYS))
    inside = {half_hour for day in range(DAYS) for part in PARTS for half_hour in _half_hours(day, part)}
    outside = rolled([None if half_hour in inside else state for half_hour, state in enumerate(week)])
    return Grid(name, states, rows, tuple(outside))


def _cell(week: list[str | None], name: str, day: int, number: int) -> Cell:
    part = PARTS[number]
    half_hours = _half_hours(day, part)
    found = {week[half_hour] for half_hour in half_hours}
    field = f"{name}-{day}-{number}"
    if len(found) == 1:
        return Cell(field, day, part, found.pop() or NO)
    here = rolled([state if half_hour in half_hours else None for half_hour, state in enumerate(week)])
    return Cell(field, day, part, PARTLY, tuple(here))


def painted(
    spans: Iterable[Sequence[Any]],
    fields: Mapping[str, str],
    name: str = "week",
    states: Mapping[str, Any] = GLADNESS,
) -> list[Span]:
    """Return `spans` with the painted cells of a form laid over them.

    A cell that is missing from the form, says "partly" or says something unknown stays as it was.
    """
    week = unrolled(spans)
    for day in range(DAYS):
        for number, part in enumerate(PARTS):
            state = fields.get(f"{name}-{day}-{number}")
            if state in states:
                for half_hour in _half_hours(day, part):
                    week[half_hour] = None if state == NO else state
    return rolled(week)


def laid_over(spans: Iterable[Sequence[Any]], first: int, end: int, state: str) -> list[Span]:
    """Return `spans` with the half-hours `first` to `end` (exclusive) set to `state`, for hours typed exactly."""
    week = unrolled(spans)
    week[first:end] = [None if state == NO else state] * (end - first)
    return rolled(week)


def unrolled(spans: Iterable[Sequence[Any]]) -> list[str | None]:
    """Return the state of each half-hour of the week; a span without a preference counts as "can"."""
    week: list[str | None] = [None] * HALF_HOURS_A_WEEK
    for first, end, *preference in spans:
        week[first:end] = [str(preference[0]) if preference else Preference.CAN.value] * (end - first)
    return week


def rolled(week: Sequence[str | None]) -> list[Span]:
    """Return a week of half-hours as spans: neighbours of one state joined, none across midnight."""
    spans: list[Span] = []
    for (_day, state), run in groupby(range(HALF_HOURS_A_WEEK), lambda at: (at // HALF_HOURS_A_DAY, week[at])):
        half_hours = list(run)
        if state is not None:
            spans.append([half_hours[0], half_hours[-1] + 1, state])
    return spans


def hours(spans: Iterable[Sequence[Any]], *preferences: str) -> float:
    """Return how many hours a week the spans hold, of the given preferences or of any."""
    week = unrolled(spans)
    return sum(1 for state in week if state is not None and (not preferences or state in preferences)) / 2


def _half_hours(day: int, part: DayPart) -> range:
    return range(day * HALF_HOURS_A_DAY + part.first, day * HALF_HOURS_A_DAY + part.end)
