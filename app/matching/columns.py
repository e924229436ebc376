"""A problem as columns: one array per fact of the supporters, so that a rule asks about hundreds of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.matching.kept_hours import kept_hours
from app.matching.problem import Child, Pair, Problem
from app.matching.programme import CircleRole
from app.planning.availability import HALF_HOURS_A_DAY
from app.planning.people import Gender
from app.planning.travel import UNREACHABLE_MINUTES, Mode

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
_MODES = list(Mode)


class Columns:
    """The supporters of a problem as arrays, in the problem's order; travel by place, worked out when asked."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        supporters = problem.supporters
        self.row_of = {supporter.id: row for row, supporter in enumerate(supporters)}
        self.kind = np.array([s.kind for s in supporters], dtype=object)
        self.female = np.array([s.gender is Gender.FEMALE for s in supporters], dtype=bool)
        self.age = np.array([s.age for s in supporters], dtype=np.int32)
        self.travel_limit = np.array([s.travel_limit for s in supporters], dtype=np.int32)
        self.caseload = np.array([problem.caseload(s) for s in supporters], dtype=np.int32)
        self.sibling_caseload = np.array([problem.sibling_caseload(s) for s in supporters], dtype=np.int32)
        self.elsewhere = np.array([s.elsewhere for s in supporters], dtype=np.int32)
        self.weekly_minutes = np.array([s.weekly_minutes for s in supporters], dtype=np.int32)
        self.probation = np.array([s.probation for s in supporters], dtype=bool)
        self.experience = np.array([s.experience for s in supporters], dtype=np.int32)
        self.valid_until = np.array(
            [_first_end(s.vetted_until, s.trained_until, s.insured_until, s.code_until) for s in supporters],
            dtype=np.int64,
        )
        self.stays_until = np.array([_ordinal(s.stays_until, date.max) for s in supporters], dtype=np.int64)
        self.languages = _Words([s.languages for s in supporters])
        self.interests = _Words([s.interests for s in supporters])
        self.household = np.array([s.household or "" for s in supporters], dtype=object)
        self.windows = week_table([s.windows.mask for s in supporters])
        self._mode_rows = {mode: np.flatnonzero([s.mode is mode for s in supporters]) for mode in _MODES}
        self._bases = np.array([_lat_lon(problem, s.base) for s in supporters]).reshape(-1, 2)
        self._travel: dict[str, Ints] = {}

    def travel_from(self, place: str) -> Ints:
        """Minutes one way of every supporter to a place, each by their own mode."""
        if place not in self._travel:
            self._travel[place] = self._travel_minutes(place)
        return self._travel[place]

    def _travel_minutes(self, place: str) -> Ints:
        minutes = np.full(len(self.problem.supporters), UNREACHABLE_MINUTES, dtype=np.int32)
        here = np.array([_lat_lon(self.problem, place)])
        for mode, rows in self._mode_rows.items():
            if len(rows):
                minutes[rows] = self.problem.travel.minutes_between(self._bases[rows], here, mode)[:, 0]
        for mode, other, measured in self._measured_at.get(place, ()):
            for row in self._rows_at.get((other, mode), ()):
                minutes[row] = measured
        return minutes

    @cached_property
    def _measured_at(self) -> dict[str, list[tuple[Mode, str, int]]]:
        found: dict[str, list[tuple[Mode, str, int]]] = {}
        for trip in self.problem.travel.measured:
            found.setdefault(trip.origin, []).append((trip.mode, trip.destination, trip.minutes))
            found.setdefault(trip.destination, []).append((trip.mode, trip.origin, trip.minutes))
        return found

    @cached_property
    def _rows_at(self) -> dict[tuple[str, Mode], list[int]]:
        found: dict[tuple[str, Mode], list[int]] = {}
        for row, supporter in enumerate(self.problem.supporters):
            found.setdefault((supporter.base, supporter.mode), []).append(row)
        return found

    @cached_property
    def excluded_of(self) -> dict[str, set[str]]:
        """Per child id, the supporter ids named by exclusions."""
        found: dict[str, set[str]] = {}
        for exclusion in self.problem.exclusions:
            found.setdefault(exclusion.child, set()).add(exclusion.supporter)
        return found

    @cached_property
    def refusing_rows(self) -> dict[str, list[int]]:
        """Per child id, the rows of supporters who refused that child."""
        found: dict[str, list[int]] = {}
        for row, supporter in enumerate(self.problem.supporters):
            for child in supporter.refused:
                found.setdefault(child, []).append(row)
        return found

    @cached_property
    def existing_of(self) -> dict[tuple[str, str], set[int]]:
        """Per (child, role), the rows of the supporters who stand there today."""
        return self._rows_of(self.problem.existing)

    @cached_property
    def pinned_of(self) -> dict[tuple[str, str], set[int]]:
        """Per (child, role), the rows of the supporters who are pinned there."""
        return self._rows_of(self.problem.pins)

    def _rows_of(self, pairs: tuple[Pair, ...]) -> dict[tuple[str, str], set[int]]:
        found: dict[tuple[str, str], set[int]] = {}
        for pair in pairs:
            found.setdefault((pair.child, pair.role), set()).add(self.row_of[pair.supporter])
        return found

    @cached_property
    def kept_hours(self) -> dict[tuple[str, str, str], int]:
        """Per (child, role, supporter) ids, the hour this pair keeps when it stays."""
        return kept_hours(self.problem)

    def holders(self, role: CircleRole) -> NDArray[np.int64]:
        """Rows of the supporters whose kind may fill the role: where every funnel starts."""
        return np.flatnonzero(np.isin(self.kind, role.kinds))


@dataclass(frozen=True)
class Asked:
    """One question to a rule: this child, this role, these supporters (rows of the columns)."""

    columns: Columns
    child: Child
    role: CircleRole
    who: NDArray[np.int64]

    @property
    def travel(self) -> Ints:
        """Minutes one way of each supporter asked about."""
        return self.columns.travel_from(self.child.place)[self.who]

    def rows(self, supporters: set[str]) -> Bools:
        """Which of the supporters asked about are among these ids."""
        wanted = [self.columns.row_of[supporter] for supporter in supporters]
        return np.isin(self.who, wanted)

    @cached_property
    def common_windows(self) -> Ints:
        """Meetings that fit one after another into the hours both are free in a week."""
        child = week_table([self.child.windows.mask])[0]
        return meetings_that_fit(
            self.columns.windows[self.who] & child, self.columns.problem.programme.meeting_half_hours
        )

    def only(self, keep: Bools) -> Asked:
        """The same question about fewer supporters; what was counted already is not counted again."""
        fewer = Asked(self.columns, self.child, self.role, self.who[keep])
        if "common_windows" in self.__dict__:
            fewer.__dict__["common_windows"] = self.common_windows[keep]
        return fewer


class _Words:
    """Who knows which words (languages, interests)."""

    def __init__(self, lists: list[tuple[str, ...]]) -> None:
        words = sorted({word for told in lists for word in told})
        self._column = {word: index for index, word in enumerate(words)}
        self._table = np.zeros((len(lists), len(words)), dtype=np.int32)
        for row, told in enumerate(lists):
            for word in told:
                self._table[row, self._column[word]] = 1

    def shared(self, words: tuple[str, ...], who: NDArray[np.int64]) -> Ints:
        """How many of the words each of these rows knows too."""
        columns = sorted({self._column[word] for word in words if word in self._column})
        shared: Ints = self._table[who][:, columns].sum(axis=1, dtype=np.int32)
        return shared


def week_table(masks: list[int]) -> NDArray[np.uint64]:
    """Week masks as rows of seven words, one per day, 48 bits each."""
    day = (1 << HALF_HOURS_A_DAY) - 1
    return np.array(
        [[(mask >> (index * HALF_HOURS_A_DAY)) & day for index in range(7)] for mask in masks], dtype=np.uint64
    ).reshape(-1, 7)


def week_mask(days: NDArray[np.uint64]) -> int:
    """One row of a week table as a week mask."""
    return sum(int(day) << (index * HALF_HOURS_A_DAY) for index, day in enumerate(days))


def starts_within(days: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """Per row of day masks, the half-hours at which a meeting of `length` can start; none runs past midnight."""
    starts = days.copy()
    for later in range(1, length):
        starts &= days >> np.uint64(later)
    return starts


def meetings_that_fit(days: NDArray[np.uint64], length: int) -> Ints:
    """Per row of day masks, how many meetings of `length` half-hours fit one after another."""
    starts = starts_within(days, length)
    fitting = np.zeros(len(days), dtype=np.int32)
    rows = np.flatnonzero(starts.any(axis=1))
    starts = starts[rows]
    while len(rows):
        # each day's earliest start takes its meeting, and with it every start before the meeting is over
        earliest = starts & (~starts + np.uint64(1))
        fitting[rows] += np.count_nonzero(earliest, axis=1)
        starts &= ~((earliest << np.uint64(length)) - earliest)
        going_on = starts.any(axis=1)
        rows, starts = rows[going_on], starts[going_on]
    return fitting


def _lat_lon(problem: Problem, place: str) -> tuple[float, float]:
    point = problem.point_of[place]
    return point.lat, point.lon


def _first_end(*days: date | None) -> int:
    """The earliest of the last valid days; 0 when one is missing."""
    return min(_ordinal(day, date.min) if day else 0 for day in days)


def _ordinal(day: date | None, default: date) -> int:
    return (day or default).toordinal()
