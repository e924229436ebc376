"""What a plan leaves: places, minutes, hours and faces. The plan musts are asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

import numpy as np

from app.matching.columns import Columns, week_table
from app.matching.plan import Plan
from app.matching.problem import Child, Pair
from app.matching.programme import CircleRole
from app.planning.capacity import weekly_minutes


class Standing:
    """What a plan leaves: places, minutes, hours and faces."""

    def __init__(self, columns: Columns, plan: Plan) -> None:
        self.columns = columns
        problem = columns.problem
        supporters = len(problem.supporters)
        self.count = np.zeros(supporters, dtype=np.int32)
        self.minutes = np.zeros(supporters, dtype=np.int32)
        self.busy = np.zeros((supporters, 7), dtype=np.uint64)
        self.child_busy: dict[str, int] = {}
        self.circle: dict[str, list[Pair]] = {}
        self.children_of: dict[int, list[Child]] = {}
        self._meeting = (1 << problem.programme.meeting_half_hours) - 1
        for pair in plan.pairs:
            self.add(pair)

    def add(self, pair: Pair) -> None:
        """One more pair stands."""
        problem = self.columns.problem
        row, child = self.columns.row_of[pair.supporter], problem.child_by_id[pair.child]
        role = problem.programme.role(pair.role)
        self.count[row] += 1
        self.minutes[row] += weekly_minutes(
            role.meetings_per_year.of(child.rhythm),
            int(self.columns.travel_from(child.place)[row]),
            problem.programme.meeting_minutes,
        )
        self.circle.setdefault(child.id, []).append(pair)
        self.children_of.setdefault(row, []).append(child)
        if pair.slot is not None:
            hours = self._meeting << pair.slot
            self.busy[row] |= week_table([hours])[0]
            self.child_busy[child.id] = self.child_busy.get(child.id, 0) | hours

    def take_out(self, pair: Pair) -> None:
        """One pair that stands does no longer."""
        columns, problem = self.columns, self.columns.problem
        row, child, role = (
            columns.row_of[pair.supporter], problem.child_by_id[pair.child], problem.programme.role(pair.role)
        )  # fmt: skip
        self.count[row] -= 1
        self.minutes[row] -= int(self.weekly(child, role, np.array([row]))[0])
        self.circle[child.id].remove(pair)
        # somebody sits once in a circle, so this names one seat
        self.children_of[row] = [one for one in self.children_of[row] if one.id != child.id]
        if pair.slot is not None:
            hours = self._meeting << pair.slot
            self.busy[row] &= ~week_table([hours])[0]
            self.child_busy[child.id] &= ~hours

    def copy(self) -> Standing:
        """The same, to be added to by itself."""
        other = copy(self)
        other.count, other.minutes, other.busy = self.count.copy(), self.minutes.copy(), self.busy.copy()
        other.child_busy = dict(self.child_busy)
        other.circle = {child: list(pairs) for child, pairs in self.circle.items()}
        other.children_of = {row: list(children) for row, children in self.children_of.items()}
        return other

    def without(self, pair: Pair) -> Standing:
        """What is left where one pair that stands gives way."""
        columns, problem = self.columns, self.columns.problem
        row, child, role = (
            columns.row_of[pair.supporter], problem.child_by_id[pair.child], problem.programme.role(pair.role)
        )  # fmt: skip
        other = copy(self)
        other.count, other.minutes, other.busy = self.count.copy(), self.minutes.copy(), self.busy.copy()
        other.count[row] -= 1
        other.minutes[row] -= int(self.weekly(child, role, np.array([row]))[0])
        circle = [one for one in self.circle[child.id] if one != pair]
        children = [one for one in self.children_of[row] if one.id != child.id]
        other.circle = {**self.circle, child.id: circle}
        other.children_of = {**self.children_of, row: children}
        other.child_busy = {**self.child_busy, child.id: self._hours(circle)}
        mine = (one for theirs in children for one in other.circle[theirs.id] if one.supporter == pair.supporter)
        other.busy[row] = week_table([self._hours(mine)])[0]
        return other

    def _hours(self, pairs: Iterable[Pair]) -> int:
        hours = 0
        for pair in pairs:
            hours |= 0 if pair.slot is None else self._meeting << pair.slot
        return hours

    def filled(self, child: Child, role: CircleRole) -> int:
        """Seats of this role filled in the child's circle."""
        return sum(pair.role == role.code for pair in self.circle.get(child.id, []))

    def siblings_with(self, pair: Pair) -> int:
        """Siblings of the child beside whom the supporter stands in the same role."""
        child = self.columns.problem.child_by_id[pair.child]
        if child.household is None:
            return 0
        others = self.children_of.get(self.columns.row_of[pair.supporter], [])
        return sum(
            other.household == child.household
            and any(p.supporter == pair.supporter and p.role == pair.role for p in self.circle[other.id])
            for other in others
            if other.id != child.id
        )

    def weekly(
        self, child: Child, role: CircleRole, who: np.ndarray[tuple[int], np.dtype[np.int64]]
    ) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        travel = self.columns.travel_from(child.place)[who]
        meetings = role.meetings_per_year.of(child.rhythm)
        length = self.columns.problem.programme.meeting_minutes
        different, which = np.unique(travel, return_inverse=True)
        needed = np.array([weekly_minutes(meetings, int(minutes), length) for minutes in different], dtype=np.int32)
        return needed[which]
