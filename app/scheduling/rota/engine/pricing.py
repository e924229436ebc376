"""What the best roster of a person costs at given prices, in rising exactness (rota method 4.1 and 4.2).

Without counters the table is exact. With counters: if its roster keeps them it is the best; else penalties for what is
counted are raised step by step, which gives a true lower bound at any rate; then the labels give a roster that keeps them;
and at last the trails prove one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.scheduling.rota.engine.arrays import INFINITE, OFF, Choices, Days, Float, Int32, Int64, Staff
from app.scheduling.rota.engine.counters import add_penalties, allowance, excess, keeps_limits
from app.scheduling.rota.engine.exact import Trails, cheapest_proven, make_trails
from app.scheduling.rota.engine.labels import cheapest_kept, sort_groups
from app.scheduling.rota.engine.tables import cheapest_end, cheapest_of_groups, fill, read_back, shape_of

PENALTY_STEPS = 6
_LONGEST_STEP = 100.0


class Desk(NamedTuple):
    """Scratch space of one thread that prices rosters."""

    table: NDArray[np.floating[Any]]  # days x states
    come: NDArray[np.floating[Any]]
    cost: NDArray[np.floating[Any]]  # per group of one person
    pick: Int32
    counts: Int64
    came: Int32
    took: Int32
    order: Int32
    sorted: Int32
    price: Float  # per choice of everybody
    dearer: Float
    end: Int64
    roster: Int32
    spare: Int32
    trails: Trails


def make_desk(staff: Staff, choices: Choices, days: Days, exactness: int, narrow: bool = False) -> Desk:
    """Scratch space for the largest person. `exactness`: ways back per day; `narrow`: single precision."""
    length, people = len(days.week), len(staff.least_run)
    shapes = [shape_of(staff, days, person) for person in range(people)]
    states = max((shape.modes * shape.cells for shape in shapes), default=1)
    come = max((shape.runs * shape.cells for shape in shapes), default=1)
    firsts = staff.first_group[::length]
    groups = int(np.diff(firsts).max(initial=0)) + 1
    owned = int(np.diff(choices.first_choice[firsts]).max(initial=0)) + 1
    kind = np.float32 if narrow else np.float64
    counted = (length, states) if staff.counters.max(initial=0) > 0 else (1, 1)
    return Desk(
        np.empty((length, states), kind), np.empty(come, kind), np.empty(groups, kind), np.empty(groups, np.int32),
        np.empty(counted, np.int64), np.empty(counted, np.int32), np.empty(counted, np.int32),
        np.empty(owned, np.int32), np.empty(groups, np.int32), np.empty(len(choices.load)), np.empty(len(choices.load)),
        np.zeros(3, np.int64), np.full(length, OFF, np.int32), np.full(length, OFF, np.int32),
        make_trails(length, exactness, states),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def set_prices(staff: Staff, choices: Choices, person: int, length: int, base: Any, toll: Any, price: Any) -> None:
    """Into `price`: what each of a person's choices costs by itself (`base`) and for its openings (`toll`)."""
    first = choices.first_choice[staff.first_group[person * length]]
    last = choices.first_choice[staff.first_group[(person + 1) * length]]
    for choice in range(first, last):
        total = base[choice]
        for place in range(choices.first_opening[choice], choices.first_opening[choice + 1]):
            total += toll[choices.openings[place]]
        price[choice] = total


@njit(cache=True, nogil=True)
def roster_cost(choices: Choices, staff: Staff, person: int, roster: Any, price: Any) -> float:
    """A roster at these prices, with the cost of its ending."""
    total, units = 0.0, 0
    for choice in roster:
        if choice != OFF:
            total += price[choice]
            units += choices.load[choice]
    return total + staff.ending[person, units]


@njit(cache=True, nogil=True)
def relaxed(staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, allowed: Any, price: Any,
            desk: Desk, roster: Any) -> float:  # fmt: skip
    """The cheapest roster when counters are left out; its cost."""
    cheapest_of_groups(staff, choices, person, len(days.week), price, allowed, desk.cost, desk.pick)
    fill(staff, choices, days, person, may_rest, desk.cost, desk.table, desk.come)
    best = cheapest_end(staff, days, person, desk.table[len(days.week) - 1], desk.end)
    if best < INFINITE / 2:
        read_back(staff, choices, days, person, desk.cost, desk.pick, desk.table, desk.end, roster)
    return best


@njit(cache=True, nogil=True)
def quick_roster(
    staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, allowed: Any, desk: Desk
) -> float:
    """A cheap allowed roster at `desk.price` into `desk.roster`; its cost, or infinite. Exact without counters."""
    best = relaxed(staff, choices, days, person, may_rest, allowed, desk.price, desk, desk.roster)
    if best >= INFINITE / 2 or staff.counters[person] == 0:
        return best
    if keeps_limits(staff, choices, days, person, desk.roster):
        return best
    return _labelled(staff, choices, days, person, may_rest, allowed, desk.price, desk, desk.roster)


@njit(cache=True, nogil=True)
def _labelled(staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, allowed: Any, price: Any,
              desk: Desk, roster: Any) -> float:  # fmt: skip
    sort_groups(staff, choices, person, len(days.week), price, allowed, desk.order, desk.sorted)
    return cheapest_kept(
        staff, choices, days, person, may_rest, price, desk.order, desk.sorted,
        desk.table, desk.counts, desk.came, desk.took, desk.end, roster,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def best_roster(
    staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, allowed: Any, rate: Any, exactness: int,
    desk: Desk,
) -> tuple[float, float]:  # fmt: skip
    """The best roster found at `desk.price`, into `desk.roster`: its cost (infinite: none) and a true lower bound.

    `rate[week, counter]` holds the person's penalties from call to call. `exactness`: 0 = labels, else ways back a day.
    """
    if staff.counters[person] == 0:
        cost = relaxed(staff, choices, days, person, may_rest, allowed, desk.price, desk, desk.roster)
        return cost, cost
    found, bound = _penalised(
        staff, choices, days, person, may_rest, allowed, rate, PENALTY_STEPS if exactness else 2, desk
    )
    if bound >= INFINITE / 2 or found - bound < 1e-7:
        return found, bound
    cost = _labelled(staff, choices, days, person, may_rest, allowed, desk.price, desk, desk.spare)
    if cost < found:
        found = cost
        desk.roster[:] = desk.spare
    if exactness == 0 or found - bound < 1e-7:
        return found, bound
    add_penalties(staff, choices, days, person, rate, desk.price, desk.dearer)
    relaxed(staff, choices, days, person, may_rest, allowed, desk.dearer, desk, desk.spare)
    cost, proven = cheapest_proven(
        staff, choices, days, person, may_rest, allowed, desk.price, desk.dearer, desk.table,
        allowance(staff, person, rate), min(found, INFINITE / 4), exactness, desk.trails, desk.spare,
    )  # fmt: skip
    if cost < found:
        found = cost
        desk.roster[:] = desk.spare
    return found, max(bound, min(proven, found))


@njit(cache=True, nogil=True)
def _penalised(
    staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, allowed: Any, rate: Any, steps: int,
    desk: Desk,
) -> tuple[float, float]:  # fmt: skip
    """Raise and lower penalties by what is over or under (subgradient); leaves the best ones in `rate`."""
    found, bound = INFINITE, -INFINITE
    trying, over = rate.copy(), np.zeros_like(rate)
    for step in range(steps):
        add_penalties(staff, choices, days, person, trying, desk.price, desk.dearer)
        value = relaxed(staff, choices, days, person, may_rest, allowed, desk.dearer, desk, desk.spare)
        if value >= INFINITE / 2:
            return INFINITE, INFINITE
        value -= allowance(staff, person, trying)
        if value > bound:
            bound = value
            rate[:] = trying
        if keeps_limits(staff, choices, days, person, desk.spare):
            cost = roster_cost(choices, staff, person, desk.spare, desk.price)
            if cost < found:
                found = cost
                desk.roster[:] = desk.spare
        if found - bound < 1e-7:
            break
        excess(staff, choices, days, person, desk.spare, over)
        square = 0.0
        for week in range(over.shape[0]):
            for counter in range(staff.counters[person]):
                if over[week, counter] < 0 and trying[week, counter] <= 0.0:
                    over[week, counter] = 0
                square += over[week, counter] ** 2
        if square == 0.0:
            break
        goal = found if found < INFINITE / 2 else bound + 20.0
        stride = max(0.3, 1.0 / (1 + step)) * min(_LONGEST_STEP, max(0.5, goal - value)) / square
        for week in range(over.shape[0]):
            for counter in range(staff.counters[person]):
                trying[week, counter] = max(0.0, trying[week, counter] + stride * over[week, counter])
    return found, bound


def new_rates(staff: Staff, days: Days) -> NDArray[np.float64]:
    """Penalties of nothing: people x weeks x counters."""
    return np.zeros((len(staff.least_run), int(days.week.max(initial=0)) + 1, staff.room.shape[2]))
