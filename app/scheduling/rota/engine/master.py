"""The linear master problem: shares of rosters, one whole roster per person, beside the rows of the demand (GLOP)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from app.scheduling.rota.engine.arrays import OFF, Float, Int32, Plan
from app.scheduling.rota.engine.currency import Currency
from app.scheduling.rota.engine.rows import Rows, demand_rows

_PRIMAL = "use_preprocessing:false use_dual_simplex:false"
_DUAL = "use_preprocessing:false use_dual_simplex:true"
"""Settings under which GLOP goes on from the last basis: primal where columns came, dual where some were banned. Re-solving
costs milliseconds; the other way round it takes several times as long."""
ARTIFICIAL = 100.0
"""Times the scale: the cost of giving somebody no roster."""
_LARGEST = 100.0
"""What the largest single cost is in the linear programme: other orders of magnitude make it stumble."""


class Stumbled(ArithmeticError):
    """The linear programme could not be solved; what is known so far still holds."""


@dataclass
class Column:
    """One roster of one person (place in `Master.who`) in the master."""

    place: int
    roster: Int32
    cost: float
    share: pywraplp.Variable
    value: float = 0.0
    banned: bool = False


class Master:
    """Columns for the people `who`, planned beside `others`, who are fixed."""

    def __init__(self, currency: Currency, who: Int32, others: Plan) -> None:
        self.currency, self.who, self.others = currency, who, others
        touched = currency.compiled.may[who].any(axis=0) | _standing(currency, who)
        self.rows: Rows = demand_rows(currency.demand, others, len(who), touched)
        self.columns: list[Column] = []
        self._unit = currency.scale / _LARGEST
        self._seen: set[tuple[int, bytes]] = set()
        self._lp = pywraplp.Solver.CreateSolver("GLOP")
        self._lp.SetSolverSpecificParametersAsString(_PRIMAL)
        self._narrowed = False
        infinity = self._lp.infinity()
        rows = self.rows
        self._linear = [
            self._lp.Constraint(low, low if exact else infinity)
            for low, exact in zip(rows.low, rows.exact, strict=True)
        ]
        self._one_each = [self._lp.Constraint(1.0, 1.0) for _ in who]
        self._goal = self._lp.Objective()
        self._goal.SetMinimization()
        variables = [self._lp.NumVar(0.0, top, "") for top in rows.top]
        for variable, cost in zip(variables, rows.cost, strict=True):
            self._goal.SetCoefficient(variable, cost / self._unit)
        for row, variable, entry in zip(rows.entry_row, rows.entry_variable, rows.entry, strict=True):
            self._linear[row].SetCoefficient(variables[variable], entry)
        for row in self._one_each:
            nobody = self._lp.NumVar(0.0, infinity, "")
            row.SetCoefficient(nobody, 1.0)
            self._goal.SetCoefficient(nobody, ARTIFICIAL * _LARGEST)
        self._at_least = np.array([not exact for exact in rows.exact], dtype=bool)

    def add(self, place: int, roster: Int32) -> bool:
        """Add a roster unless it is there; whether it was new."""
        key = (place, roster.tobytes())
        if key in self._seen:
            return False
        self._seen.add(key)
        currency, person = self.currency, int(self.who[place])
        share = self._lp.NumVar(0.0, self._lp.infinity(), "")
        cost = self.own_cost(person, roster)
        self._goal.SetCoefficient(share, cost / self._unit)
        self._one_each[place].SetCoefficient(share, 1.0)
        counted: dict[int, float] = {}
        choices, demand, traits = currency.choices, currency.demand, currency.staff.traits
        for choice in roster[roster != OFF]:
            for opening in choices.openings[choices.first_opening[choice] : choices.first_opening[choice + 1]]:
                for row in self.rows.opening_rows.get(int(opening), ()):
                    if row >= 0:
                        counted[row] = counted.get(row, 0.0) + 1.0
                    else:
                        counted[-row - 1] = counted.get(-row - 1, 0.0) - 1.0
                for row, trait in self.rows.trait_rows.get(int(demand.shift[opening]), ()):
                    counted[row] = counted.get(row, 0.0) + float(traits[person, trait])
        for row, value in counted.items():
            if value:
                self._linear[row].SetCoefficient(share, value)
        self.columns.append(Column(place, roster.copy(), cost, share))
        return True

    def own_cost(self, person: int, roster: Int32) -> float:
        """What a roster costs by itself."""
        staff, choices = self.currency.staff, self.currency.choices
        chosen = roster[roster != OFF]
        return float(self.currency.base[chosen].sum() + staff.ending[person, choices.load[chosen].sum()])

    def solve(self) -> tuple[float, Float, Float]:
        """The value, the duals of the rows and of the people; keeps every column's share. May raise Stumbled."""
        self._lp.SetSolverSpecificParametersAsString(_DUAL if self._narrowed else _PRIMAL)
        self._narrowed = False
        if self._lp.Solve() != pywraplp.Solver.OPTIMAL:
            self._lp.SetSolverSpecificParametersAsString("use_preprocessing:true use_dual_simplex:true")
            status = self._lp.Solve()
            if status != pywraplp.Solver.OPTIMAL:
                raise Stumbled(f"status {status}")
        duals = np.array([row.dual_value() for row in self._linear]) * self._unit
        duals[self._at_least] = np.maximum(0.0, duals[self._at_least])
        people = np.array([row.dual_value() for row in self._one_each]) * self._unit
        for column in self.columns:
            column.value = 0.0 if column.banned else column.share.solution_value()
        return self._goal.Value() * self._unit + self.rows.constant, duals, people

    def ban(self, column: Column) -> None:
        """Keep a column out from now on."""
        column.banned = self._narrowed = True
        column.share.SetUb(0.0)

    def tolls(self, duals: Float) -> tuple[Float, NDArray[np.float64]]:
        """What an opening costs everybody, and more by traits: openings, and openings x traits."""
        demand, traits = self.currency.demand, self.currency.staff.traits.shape[1]
        toll = np.zeros(len(demand.shift))
        for opening, rows in self.rows.opening_rows.items():
            toll[opening] = sum(-duals[row] if row >= 0 else duals[-row - 1] for row in rows)
        by_trait = np.zeros((len(demand.shift) if any(self.rows.trait_rows.values()) else 0, traits))
        if len(by_trait):
            for shift, pairs in self.rows.trait_rows.items():
                openings = demand.of_shift[demand.first_opening[shift] : demand.first_opening[shift + 1]]
                for row, trait in pairs:
                    by_trait[openings, trait] -= duals[row]
        return toll, by_trait


def _standing(currency: Currency, who: Int32) -> NDArray[np.bool_]:
    """Openings some choice of these people holds though nobody `may` fill them now: those that are frozen."""
    choices = currency.choices
    mine = np.isin(np.repeat(choices.person, np.diff(choices.first_opening)), who)
    touched = np.zeros(len(currency.demand.shift), dtype=np.bool_)
    touched[choices.openings[mine]] = True
    return touched
