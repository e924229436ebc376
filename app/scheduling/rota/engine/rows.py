"""The linear rows of a master problem: what openings, shifts and places ask of whole rosters.

Everything that is linear over people stands here and nowhere else; the duals of these rows become tolls of openings in
the pricing. People who are not planned now enter as constants.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.scheduling.rota.engine.arrays import Demand, Plan


@dataclass
class Rows:
    """Rows `at least` or `exactly` a number, and variables of the demand itself with costs, tops and coefficients.

    `opening_rows[opening]`: the rows in which everybody on the opening counts 1, or -1 where `-row - 1` stands. `trait_rows[shift]`: rows in which
    everybody on the shift counts by a trait.
    """

    constant: float = 0.0
    low: list[float] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    top: list[float] = field(default_factory=list)
    entry_row: list[int] = field(default_factory=list)
    entry_variable: list[int] = field(default_factory=list)
    entry: list[float] = field(default_factory=list)
    opening_rows: dict[int, list[int]] = field(default_factory=dict)
    trait_rows: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def row(self, low: float, exact: bool = False) -> int:
        """A new row."""
        self.low.append(low)
        self.exact.append(exact)
        return len(self.low) - 1

    def variable(self, cost: float, top: float, *entries: tuple[int, float]) -> int:
        """A new variable between 0 and `top` with its entries (row, coefficient)."""
        self.cost.append(cost)
        self.top.append(top)
        number = len(self.cost) - 1
        for row, value in entries:
            self.enter(row, number, value)
        return number

    def enter(self, row: int, variable: int, value: float) -> None:
        """One more coefficient."""
        self.entry_row.append(row)
        self.entry_variable.append(variable)
        self.entry.append(value)

    def bound_part(self, duals: NDArray[np.float64]) -> float:
        """What any plan of the demand's own variables costs at least at these duals (Lagrange)."""
        prices = np.array(self.cost)
        np.subtract.at(prices, self.entry_variable, duals[self.entry_row] * np.array(self.entry))
        return self.constant + float(duals @ np.array(self.low)) + float(np.minimum(0.0, prices) @ np.array(self.top))


def demand_rows(demand: Demand, others: Plan, people: int, touched: NDArray[np.bool_]) -> Rows:
    """The rows for planning so many people beside the `others`; `touched`: openings any of them may fill."""
    rows = Rows()
    shifts = np.unique(demand.shift[touched]) if touched.any() else np.zeros(0, np.int32)
    wanted = {int(shift) for shift in shifts if not demand.plain[shift]}
    for opening in range(len(demand.shift)):
        _opening(rows, demand, others, opening, people if touched[opening] else 0)
    held: dict[int, int] = {}
    for shift in range(len(demand.held)):
        if shift in wanted:
            held[shift] = _shift(rows, demand, others, shift, people)
        elif not demand.plain[shift]:
            rows.constant += _shift_cost(demand, others, shift)
    if demand.even:
        _places(rows, demand, others, held)
    return rows


def _opening(rows: Rows, demand: Demand, others: Plan, opening: int, people: int) -> None:
    least, wanted, most = (int(table[opening]) for table in (demand.least, demand.wanted, demand.most))
    heads = int(others.heads[opening])
    short, useful, extra = demand.short[opening], demand.useful[opening], demand.extra[opening]
    rows.constant += -short * least - useful * (wanted - least)
    if not people:
        gap = max(0, least - heads), max(0, wanted - max(least, heads)), max(0, heads - wanted)
        rows.constant += short * gap[0] + useful * gap[1] + extra * gap[2]
        return
    row = rows.row(wanted - heads, exact=True)
    rows.opening_rows[opening] = [row]
    if least > heads:
        rows.variable(short, least - heads, (row, 1.0))
    if wanted > max(least, heads):
        rows.variable(useful, wanted - max(least, heads), (row, 1.0))
    top = min(most, heads + people) - wanted
    if top > 0:
        rows.variable(extra, top, (row, -1.0))


def _shift(rows: Rows, demand: Demand, others: Plan, shift: int, people: int) -> int:
    """The rows of a shift as a whole; its variable is 1 when it is held. A complete shift is taken to be sound."""
    held = rows.variable(-float(demand.held[shift]), 1.0)
    crowd = True
    for opening in demand.of_shift[demand.first_opening[shift] : demand.first_opening[shift + 1]]:
        least, heads = int(demand.least[opening]), int(others.heads[opening])
        counted = rows.opening_rows.get(int(opening), [])
        if least > 0:
            crowd = False
            row = rows.row(-heads)
            rows.enter(row, held, -float(least))
            counted.append(row)
        if demand.optional[shift]:
            # nobody is sent to an optional session that is not held: most * held - people >= 0
            row = rows.row(float(heads))
            rows.enter(row, held, float(demand.most[opening]))
            rows.variable(demand.breach, float(demand.most[opening]), (row, 1.0))
            rows.opening_rows.setdefault(int(opening), []).append(-row - 1)
    if crowd:
        row = rows.row(-float(others.crowd[shift]))
        rows.enter(row, held, -1.0)
        for opening in demand.of_shift[demand.first_opening[shift] : demand.first_opening[shift + 1]]:
            rows.opening_rows.get(int(opening), []).append(row)
    traits = rows.trait_rows.setdefault(shift, [])
    for number in range(demand.first_row[shift], demand.first_row[shift + 1]):
        need, there = float(demand.row_need[number]), float(others.sums[number])
        if demand.row_always[number]:
            row = rows.row(need - there)
            rows.variable(demand.breach, 2.0 * people + 2.0, (row, 1.0))
        else:
            row = rows.row(-there)
            rows.enter(row, held, -need)
        traits.append((row, int(demand.row_trait[number])))
    return held


def _places(rows: Rows, demand: Demand, others: Plan, held: dict[int, int]) -> None:
    """Each place pays 1, 2, 3 ... times `even` for the shifts it goes without."""
    for place in range(len(others.without)):
        here = [shift for shift in held if demand.place[shift] == place]
        missing_here = sum(not _is_held(demand, others, shift) for shift in here)
        gone = int(others.without[place]) - missing_here
        rows.constant += demand.even * gone * (gone + 1) / 2
        if here:
            row = rows.row(float(len(here)))
            for shift in here:
                rows.enter(row, held[shift], 1.0)
            for step in range(len(here)):
                rows.variable(demand.even * (gone + step + 1), 1.0, (row, 1.0))


def _is_held(demand: Demand, plan: Plan, shift: int) -> bool:
    first, last = demand.first_row[shift], demand.first_row[shift + 1]
    sound = (plan.sums[first:last] >= demand.row_need[first:last]).all()
    return bool(plan.crowd[shift] > 0 and plan.lack[shift] == 0 and sound)


def _shift_cost(demand: Demand, plan: Plan, shift: int) -> float:
    if _is_held(demand, plan, shift):
        return -float(demand.held[shift])
    return 0.0
