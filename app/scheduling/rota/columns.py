"""A rota problem as arrays: people in rows, shifts or openings in columns, so that a rule asks about all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.planning.availability import Preference
from app.planning.people import Gender
from app.planning.travel import Mode
from app.scheduling.rota.people import MINUTES_A_DAY, FreeSpan
from app.scheduling.rota.problem import RotaProblem

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Rows = NDArray[np.intp]
SATURDAY = 5
NO_LIMIT = 10**9
"""What an absent limit counts as."""


class Columns:
    """People, shifts and openings of a problem as arrays in the problem's order; tables are worked out when asked.

    Tables named by people and shifts have one row per person and one column per shift; `shift_of` leads from an
    opening's column to its shift's.
    """

    def __init__(self, problem: RotaProblem) -> None:
        self.problem = problem
        self.person_row = {person.id: row for row, person in enumerate(problem.people)}
        self.opening_row = {opening.id: row for row, opening in enumerate(problem.openings)}
        self.shift_row = {shift.id: row for row, shift in enumerate(problem.shifts)}
        self.place_row = {place.id: row for row, place in enumerate(problem.places)}
        self.shift_of: Rows = np.array([self.shift_row[o.shift] for o in problem.openings], dtype=np.intp)
        self.day = _ints(shift.day for shift in problem.shifts)
        self.begins = _ints(shift.begins for shift in problem.shifts)
        self.ends = _ints(shift.ends for shift in problem.shifts)
        self.minutes = self.ends - self.begins
        self.week = _ints(problem.week_of(shift.day) for shift in problem.shifts)
        self.place = _ints(-1 if s.place is None else self.place_row[s.place] for s in problem.shifts)
        self.adult = _bools(person.adult for person in problem.people)
        self.woman = _bools(person.gender is Gender.FEMALE for person in problem.people)
        self.newcomer = _bools(person.newcomer for person in problem.people)
        self.first_aider = _bools(person.first_aider for person in problem.people)
        self.limit_of_travel = _ints(person.travel_limit for person in problem.people)
        self.weekend = _bools(problem.date_of(day).weekday() >= SATURDAY for day in range(problem.days))
        self.mode = _ints(list(Mode).index(person.mode) for person in problem.people)
        self.base = _ints(-1 if p.base is None else self.place_row[p.base] for p in problem.people)
        codes = sorted({shift.activity for shift in problem.shifts})
        self._activity_row = {code: row for row, code in enumerate(codes)}
        self.activity = _ints(self._activity_row[shift.activity] for shift in problem.shifts)
        self._tables: dict[str, Bools] = {}
        self._limits: dict[str, Ints] = {}

    @property
    def shape(self) -> tuple[int, int]:
        """People and openings."""
        return len(self.problem.people), len(self.problem.openings)

    @property
    def weeks(self) -> int:
        """Weeks from Monday to Sunday the rota touches."""
        return self.problem.week_of(self.problem.days - 1) + 1

    @cached_property
    def between(self) -> NDArray[np.int32]:
        """Minutes from place to place by mode: [mode, place, place]."""
        return np.array([self.problem.travel.table(self.problem.places, mode) for mode in Mode])

    @cached_property
    def way(self) -> Ints:
        """Minutes one way from each person's base to each shift's place; 0 where either is nowhere in particular."""
        way = np.zeros((len(self.problem.people), len(self.problem.shifts)), dtype=np.int64)
        people, shifts = np.flatnonzero(self.base >= 0), np.flatnonzero(self.place >= 0)
        if len(people) and len(shifts):
            modes, bases = self.mode[people][:, None], self.base[people][:, None]
            way[np.ix_(people, shifts)] = self.between[modes, bases, self.place[shifts][None, :]]
        return way

    @cached_property
    def load(self) -> Ints:
        """Minutes each shift takes of each person: its own and the way there and back."""
        return self.minutes[None, :] + 2 * self.way

    @cached_property
    def free(self) -> Bools:
        """Whether each shift lies wholly inside each person's free spans."""
        return self._inside([person.free for person in self.problem.people])

    @cached_property
    def preferred(self) -> Bools:
        """Whether each shift lies wholly inside the spans each person marked *prefer*."""
        return self._inside([self._marked(person.free, Preference.PREFER) for person in self.problem.people])

    @cached_property
    def reluctant(self) -> Bools:
        """Whether each shift touches a span the person marked *rather not*."""
        touched = np.zeros((len(self.problem.people), len(self.problem.shifts)), dtype=bool)
        for row, person in enumerate(self.problem.people):
            for begin, end in joined(self._marked(person.free, Preference.RATHER_NOT)):
                touched[row] |= (self.begins < end) & (self.ends > begin)
        return touched

    @cached_property
    def frozen(self) -> Bools:
        """Which shifts lie before the freeze ends."""
        return self.day < self.problem.freeze_until

    @cached_property
    def barred_successors(self) -> tuple[Bools, Rows]:
        """Tables [kind of person, activity, activity of the day after], and each person's kind."""
        kinds: dict[frozenset[tuple[str, frozenset[str]]], int] = {}
        kind_of = [
            kinds.setdefault(frozenset(person.limits.not_after.items()), len(kinds)) for person in self.problem.people
        ]
        size = len(self._activity_row)
        tables = np.zeros((len(kinds), size, size), dtype=bool)
        for pairs, kind in kinds.items():
            for before, barred in pairs:
                for after in barred:
                    if before in self._activity_row and after in self._activity_row:
                        tables[kind, self._activity_row[before], self._activity_row[after]] = True
        return tables, np.array(kind_of, dtype=np.intp)

    def once(self, name: str, work: Callable[[Columns], Bools]) -> Bools:
        """A table of yes and no under that name, worked out the first time it is asked for."""
        if name not in self._tables:
            self._tables[name] = work(self)
        return self._tables[name]

    def limit(self, name: str) -> Ints:
        """One limit of each person; an absent one counts as NO_LIMIT. Worked out once: do not write into it."""
        if name not in self._limits:
            found = (getattr(person.limits, name) for person in self.problem.people)
            self._limits[name] = _ints(NO_LIMIT if number is None else number for number in found)
            self._limits[name].flags.writeable = False
        return self._limits[name]

    def most_of(self, activity: str) -> Ints:
        """How many shifts of an activity each person takes at most."""
        name = f"most of {activity}"
        if name not in self._limits:
            self._limits[name] = _ints(p.limits.most_per_activity.get(activity, NO_LIMIT) for p in self.problem.people)
        return self._limits[name]

    def _marked(self, spans: tuple[FreeSpan, ...], preference: Preference) -> tuple[FreeSpan, ...]:
        return tuple(span for span in spans if span.preference is preference)

    def _inside(self, spans_of: list[tuple[FreeSpan, ...]]) -> Bools:
        inside = np.zeros((len(spans_of), len(self.problem.shifts)), dtype=bool)
        for row, spans in enumerate(spans_of):
            runs = joined(spans)
            if runs:
                starts, ends = np.array(runs, dtype=np.int64).T
                last = np.searchsorted(starts, self.begins, side="right") - 1
                inside[row] = (last >= 0) & (ends[last] >= self.ends)
        return inside


def joined(spans: tuple[FreeSpan, ...]) -> list[tuple[int, int]]:
    """Spans as minutes from the rota's first midnight, in order; touching and overlapping ones as one."""
    runs: list[tuple[int, int]] = []
    for begin, end in sorted((s.day * MINUTES_A_DAY + s.start, s.day * MINUTES_A_DAY + s.end) for s in spans):
        if runs and begin <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((begin, end))
    return runs


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, dtype=np.int64)


def _bools(answers: Iterable[bool]) -> Bools:
    return np.fromiter(answers, dtype=np.bool_)
