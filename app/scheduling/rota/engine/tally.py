"""Counting rosters wish by wish, in whole numbers, from the arrays of the search."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Ints
from app.scheduling.rota.engine.arrays import OFF, Demand, Int32, Plan
from app.scheduling.rota.engine.compile import Compiled
from app.scheduling.rota.engine.demand import empty_plan, missing, set_roster
from app.scheduling.rota.engine.demand_arrays import must_of
from app.scheduling.rota.programme import Wish
from app.scheduling.rota.rules import wish_even, wish_fill, wish_held


class Tally:
    """Counts plans of one problem."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.columns = compiled.columns
        self.demand: Demand = compiled.demand({Wish.HELD: 1.0, Wish.EVEN: 1.0, Wish.FILL: 1.0})
        self.urgency = wish_held.worth(self.columns)
        problem = self.columns.problem
        self._worth = [
            [wish_fill.worth(problem, opening, heads) for heads in range(opening.most + 1)]
            for opening in problem.openings
        ]
        self._least_shifts = self.columns.limit("least_shifts")

    def ceiling(self, wish: Wish) -> int:
        """What no plan can exceed of *held*, *even* or *fill*: every opening has all who may ever come."""
        coming = self._who_may_come()
        if wish is Wish.FILL:
            return sum(max(worth[: int(most) + 1]) for worth, most in zip(self._worth, coming, strict=True))
        short = np.zeros(len(self.urgency), dtype=np.bool_)
        np.logical_or.at(short, self.demand.shift, coming < self.demand.least)
        if wish is Wish.HELD:
            return int(self.urgency[~short].sum())
        place = self.columns.place
        return -sum(wish_even.cost(int(gone)) for gone in np.bincount(place[short & (place >= 0)]))

    def _who_may_come(self) -> Ints:
        """People per opening who have a choice with it."""
        choices = self.compiled.choices
        who = np.repeat(choices.person.astype(np.int64), np.diff(choices.first_opening))
        openings = len(self.demand.shift)
        pairs = np.unique(who * openings + choices.openings)
        return np.bincount(pairs % max(1, openings), minlength=openings)

    def plan(self, rosters: Int32) -> Plan:
        """The plan of these rosters."""
        plan = empty_plan(self.demand, self.compiled.staff, rosters.shape[1])
        for person in np.flatnonzero((rosters != OFF).any(axis=1)):
            set_roster(self.demand, self.compiled.choices, self.compiled.staff, plan, int(person), rosters[person])
        return plan

    def breaches(self, plan: Plan) -> dict[int, float]:
        """Shifts whose musts are broken, and by how much."""
        found = {}
        for shift in range(len(self.demand.held)):
            complete = plan.crowd[shift] > 0 and plan.lack[shift] == 0
            short = missing(self.demand, plan.sums, shift, complete, plan.crowd[shift])
            if short > 0:
                found[shift] = float(short)
        return found

    def broken_must(self, plan: Plan, shift: int) -> str:
        """The code of the first must broken on a shift."""
        demand = self.demand
        if demand.optional[shift] and (plan.crowd[shift] == 0 or plan.lack[shift] > 0):
            return "whole_or_closed"
        for row in range(demand.first_row[shift], demand.first_row[shift + 1]):
            if plan.sums[row] < demand.row_need[row]:
                return must_of(demand.row_trait[row], demand.row_need[row])
        return "headcount"

    def values(self, rosters: Int32) -> dict[Wish, int]:
        """Every wish of the programme; more is better."""
        counted = self.count(self.plan(rosters), rosters)
        return {wish: counted[wish] for wish in self.columns.problem.programme.wishes}

    def key(self, rosters: Int32, wishes: tuple[Wish, ...]) -> tuple[float, ...]:
        """What makes one plan better than another: fewer broken musts, then these wishes in order."""
        plan = self.plan(rosters)
        counted = self.count(plan, rosters)
        return (-sum(self.breaches(plan).values()), *(counted[wish] for wish in wishes))

    def count(self, plan: Plan, rosters: Int32) -> dict[Wish, int]:
        """Every wish there is."""
        complete = (plan.crowd > 0) & (plan.lack == 0)
        place = self.columns.place
        fallen_out = np.bincount(place[~complete & (place >= 0)])
        chosen = rosters[rosters != OFF]
        values = {wish: int(score[chosen].sum()) for wish, score in self.compiled.scores.items()}
        values[Wish.HELD] = int(self.urgency[complete].sum())
        values[Wish.EVEN] = -sum(wish_even.cost(int(gone)) for gone in fallen_out)
        values[Wish.FILL] = sum(self._filled(opening, int(heads)) for opening, heads in enumerate(plan.heads))
        values[Wish.LEAST_SHIFTS] = -int(np.maximum(0, self._least_shifts - self._shifts(rosters)).sum())
        choices, ending = self.compiled.choices, self.compiled.ending
        units = np.where(rosters == OFF, 0, choices.load[rosters]).sum(axis=1) if len(choices.load) else 0
        values[Wish.FAIR_SHARE] = -int(ending[np.arange(len(rosters)), units].sum())
        for wish in self.columns.problem.programme.wishes:
            values.setdefault(wish, 0)
        return values

    def _filled(self, opening: int, heads: int) -> int:
        worth = self._worth[opening]
        return worth[min(heads, len(worth) - 1)]

    def _shifts(self, rosters: Int32) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        choices = self.compiled.choices
        if not len(choices.load):
            return np.zeros(len(rosters), dtype=np.int64)
        sizes = np.diff(choices.first_opening)
        shifts: np.ndarray[tuple[int], np.dtype[np.int64]] = np.where(rosters == OFF, 0, sizes[rosters]).sum(axis=1)
        return shifts
