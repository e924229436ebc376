"""What a rota leaves of each person's days and each shift's places. The musts that depend on the plan are asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from app.scheduling.rota.columns import Bools, Columns, Ints, Rows
from app.scheduling.rota.shifts import Assignment


class Standing:
    """Assignments and what they add up to, per person and per opening. Build it anew for another rota."""

    def __init__(self, columns: Columns, assignments: Iterable[Assignment]) -> None:
        self.columns = columns
        self.assignments = tuple(assignments)
        self.who: Rows = np.array([columns.person_row[a.person] for a in self.assignments], dtype=np.intp)
        self.opening: Rows = np.array([columns.opening_row[a.opening] for a in self.assignments], dtype=np.intp)
        self.shift: Rows = columns.shift_of[self.opening]

    @cached_property
    def headcount(self) -> Ints:
        """People per opening."""
        return np.bincount(self.opening, minlength=self.columns.shape[1])

    @cached_property
    def minutes_by_day(self) -> Ints:
        """Minutes with ways, busy spans included: [person, day]."""
        table = np.zeros((self.columns.shape[0], self.columns.problem.days), dtype=np.int64)
        np.add.at(table, (self.who, self.columns.day[self.shift]), self.columns.load[self.who, self.shift])
        for row, person in enumerate(self.columns.problem.people):
            for busy in person.busy:
                table[row, busy.day] += busy.minutes
        return table

    @cached_property
    def minutes_by_week(self) -> Ints:
        """The same by week."""
        table = np.zeros((self.columns.shape[0], self.columns.weeks), dtype=np.int64)
        for day in range(self.columns.problem.days):
            table[:, self.columns.problem.week_of(day)] += self.minutes_by_day[:, day]
        return table

    @cached_property
    def shifts_by_day(self) -> Ints:
        """Shifts per person and day."""
        table = np.zeros((self.columns.shape[0], self.columns.problem.days), dtype=np.int64)
        np.add.at(table, (self.who, self.columns.day[self.shift]), 1)
        return table

    @cached_property
    def shifts_by_week(self) -> Ints:
        """Shifts per person and week."""
        table = np.zeros((self.columns.shape[0], self.columns.weeks), dtype=np.int64)
        np.add.at(table, (self.who, self.columns.week[self.shift]), 1)
        return table

    @cached_property
    def shifts(self) -> Ints:
        """Shifts per person."""
        return np.bincount(self.who, minlength=self.columns.shape[0])

    def there(self, shift: int) -> list[int]:
        """Rows of the people on a shift."""
        return [int(row) for row in self.who[self.shift == shift]]

    def clashing(self, clash: Bools) -> Bools:
        """The people of the assignments for which `clash` holds."""
        people = np.zeros(self.columns.shape[0], dtype=bool)
        people[self.who[clash]] = True
        return people

    def completed_by(self, opening: int) -> bool:
        """Whether one more person on this opening gives every opening of its shift its least number."""
        problem = self.columns.problem
        return all(
            self.headcount[row] + (row == opening) >= problem.openings[row].least
            for row in np.flatnonzero(self.columns.shift_of == self.columns.shift_of[opening])
        )

    @cached_property
    def held(self) -> Bools:
        """Which shifts are complete: somebody is there and every opening has its least number."""
        short = np.array([o.least for o in self.columns.problem.openings], dtype=np.int64) > self.headcount
        people = np.bincount(self.shift, minlength=len(self.columns.problem.shifts))
        lacking = np.bincount(self.columns.shift_of[short], minlength=len(self.columns.problem.shifts))
        complete: Bools = (people > 0) & (lacking == 0)
        return complete
