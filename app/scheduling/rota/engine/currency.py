"""A compiled problem with its wishes in one currency: what every kernel call of one level takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.scheduling.rota.engine.anneal import own_cost
from app.scheduling.rota.engine.arrays import OFF, Choices, Days, Demand, Float, Int32, Plan, Staff
from app.scheduling.rota.engine.compile import Compiled, Factors
from app.scheduling.rota.engine.demand import demand_cost, empty_plan, set_roster
from app.scheduling.rota.engine.pricing import Desk, make_desk


@dataclass(frozen=True)
class Currency:
    """Costs of a search. `who` are the people (rows) who have a roster at all; others work nothing."""

    compiled: Compiled
    factors: Factors
    who: Int32

    @cached_property
    def _staffed(self) -> tuple[Staff, Choices]:
        return self.compiled.staffed(self.factors)

    @property
    def staff(self) -> Staff:
        """The people, with what their endings cost."""
        return self._staffed[0]

    @cached_property
    def base(self) -> Float:
        """The cost of every choice by itself."""
        return self.compiled.base(self.factors)

    @cached_property
    def demand(self) -> Demand:
        """What openings and shifts ask for."""
        return self.compiled.demand(self.factors)

    @property
    def choices(self) -> Choices:
        """What people may do."""
        return self._staffed[1]

    @property
    def days(self) -> Days:
        """The calendar."""
        return self.compiled.days

    @cached_property
    def scale(self) -> float:
        """The largest single cost: what temperatures and artificial costs are measured in."""
        demand = self.demand
        parts = (demand.short, demand.useful, demand.extra, demand.held, np.abs(self.base))
        return float(max([1e-9, demand.even, *(part.max(initial=0) for part in parts)]))

    @cached_property
    def whole(self) -> bool:
        """Whether all costs are whole numbers, so that a bound may be rounded up."""
        return all(float(factor).is_integer() for factor in self.factors.values())

    def desk(self, exactness: int = 1, narrow: bool = False) -> Desk:
        """Scratch space for one thread."""
        return make_desk(self.staff, self.choices, self.days, exactness, narrow)

    def plan(self, rosters: Int32) -> Plan:
        """The plan of these rosters."""
        plan = empty_plan(self.demand, self.staff, len(self.days.week))
        for person in range(len(rosters)):
            if (rosters[person] != OFF).any():
                set_roster(self.demand, self.choices, self.staff, plan, person, rosters[person])
        return plan

    def own(self, plan: Plan, person: int) -> float:
        """What a person's roster costs by itself."""
        return float(own_cost(self.staff, self.choices, plan, self.base, person))

    def cost(self, plan: Plan) -> float:
        """What a plan costs in all."""
        people = range(len(self.staff.least_run))
        return float(demand_cost(self.demand, plan)) + sum(self.own(plan, person) for person in people)
