"""The cheapest roster that keeps every counter, proven: backwards from the end over the table of the relaxed problem.

The table says what any way back to day 0 costs at least, so a beginning of the way back is given up as soon as it cannot
beat the best roster known, and also when another one in the same state is as cheap and uses up no more.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from app.scheduling.rota.engine.arrays import INFINITE, OFF, Choices, Days, Float, Int32, Int64, Staff
from app.scheduling.rota.engine.counters import fits
from app.scheduling.rota.engine.tables import begins_weekend, may_go_home, may_work_on, shape_of

_HAIR = 1e-7


class Trails(NamedTuple):
    """Ways back under construction, per day; `newest` finds those of one state through `older`."""

    cost: Float  # days x most
    priced: Float  # the same with penalties
    counts: Int64
    state: Int64
    parent: Int32
    choice: Int32  # of the day after
    found: Int64  # per day
    newest: Int32  # per state
    older: Int32


def make_trails(days: int, most: int, states: int) -> Trails:
    """Room for `most` ways back per day."""
    return Trails(
        np.empty((days, most)), np.empty((days, most)), np.empty((days, most), np.int64),
        np.empty((days, most), np.int64), np.empty((days, most), np.int32), np.empty((days, most), np.int32),
        np.zeros(days, np.int64), np.full(states, -1, np.int32), np.empty(most, np.int32),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def cheapest_proven(
    staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, allowed: Any, price: Any, dearer: Any,
    table: Any, allowance: float, known: float, most: int, trails: Trails, roster: Any,
) -> tuple[float, float]:  # fmt: skip
    """A roster cheaper than `known` and a true lower bound of any; infinite cost when there is no cheaper one.

    `table` is filled at the prices `dearer`; `allowance` is taken off. At most `most` ways back are kept per day; each
    one given up for want of room lowers the bound to its own.
    """
    length, shape = len(days.week), shape_of(staff, days, person)
    rest, runs, cells, stride = shape.rest, shape.runs, shape.cells, shape.stride
    limit, follows = staff.weekends[person], days.follows
    lost = INFINITE
    last = length - 1
    count = 0
    for mode in range(shape.modes):
        for weekend in range(shape.width):
            for unit in range(staff.low[person, last], staff.high[person, last] + 1):
                ending = staff.ending[person, unit]
                state = mode * cells + weekend * stride + shape.front + unit - staff.low[person, last]
                bound = table[last, state] + ending - allowance
                if bound < known - _HAIR:
                    if count >= most:
                        lost = min(lost, bound)
                        continue
                    trails.cost[last, count], trails.priced[last, count] = ending, ending
                    trails.counts[last, count], trails.parent[last, count] = staff.carried[person, days.week[last]], -1
                    trails.state[last, count] = state
                    count += 1
    trails.found[last] = count
    for day in range(last, 0, -1):
        count = 0
        then = table[day - 1]
        zero, then_zero = shape.front - staff.low[person, day], shape.front - staff.low[person, day - 1]
        first, end = staff.first_group[person * length + day], staff.first_group[person * length + day + 1]
        keep = ~staff.weekly[person] if days.monday[day] else -1
        carried = staff.carried[person, days.week[day - 1]] if days.monday[day] else 0
        for trail in range(trails.found[day]):
            state = trails.state[day, trail]
            unit, weekend, mode = state % stride - zero, (state % cells) // stride, state // cells
            resting = mode < rest
            kind, run = (mode - rest) // runs, (mode - rest) % runs
            for group in range(first if not resting else -1, end if not resting else 0):
                if not resting and choices.after[group] != kind:
                    continue
                left = unit if resting else unit - choices.units[group]
                if left < staff.low[person, day - 1] or left > staff.high[person, day - 1]:
                    continue
                begin = choices.first_choice[group] if not resting else 0
                stop = choices.first_choice[group + 1] if not resting else 1
                for choice in range(begin, stop):
                    cost, priced, counts = trails.cost[day, trail], trails.priced[day, trail], trails.counts[day, trail]
                    if not resting:
                        if not allowed[choice]:
                            continue
                        cost, priced, counts = (
                            cost + price[choice],
                            priced + dearer[choice],
                            counts + choices.counts[choice],
                        )
                        if not fits(staff, person, counts):
                            continue
                    elif not may_rest[person, day]:
                        continue
                    counts = (counts & keep) + carried
                    for other in range(shape.modes):
                        earlier = weekend
                        if resting:
                            if not may_go_home(shape, staff.least_run[person], other, mode, day):
                                continue
                        else:
                            if not may_work_on(follows, shape, other, run, choices.before[group]):
                                continue
                            earlier -= begins_weekend(limit, days.weekend[day], other < rest)
                            if earlier < 0:
                                continue
                        place = other * cells + earlier * stride + left + then_zero
                        bound = priced + then[place] - allowance
                        if bound >= known - _HAIR:
                            continue
                        if _dominated(
                            staff, person, trails, day - 1, place, cost, priced, counts, trail, choice, resting
                        ):
                            continue
                        if count >= most:
                            lost = min(lost, bound)
                            continue
                        trails.cost[day - 1, count], trails.priced[day - 1, count] = cost, priced
                        trails.counts[day - 1, count], trails.state[day - 1, count] = counts, place
                        trails.parent[day - 1, count] = trail
                        trails.choice[day - 1, count] = OFF if resting else choice
                        trails.older[count] = trails.newest[place]
                        trails.newest[place] = count
                        count += 1
        for trail in range(count):
            trails.newest[trails.state[day - 1, trail]] = -1
        trails.found[day - 1] = count
    best, winner, beginning = known, -1, OFF
    for trail in range(trails.found[0]):
        state = trails.state[0, trail]
        unit, mode = state % stride - shape.front + staff.low[person, 0], state // cells
        cost = trails.cost[0, trail]
        if mode < rest:
            if cost < best - 1e-9:
                best, winner, beginning = cost, trail, OFF
            continue
        for group in range(staff.first_group[person * length], staff.first_group[person * length + 1]):
            if choices.after[group] != (mode - rest) // runs or choices.units[group] != unit:
                continue
            for choice in range(choices.first_choice[group], choices.first_choice[group + 1]):
                if not allowed[choice] or cost + price[choice] >= best - 1e-9:
                    continue
                if fits(staff, person, trails.counts[0, trail] + choices.counts[choice]):
                    best, winner, beginning = cost + price[choice], trail, choice
    if winner < 0:
        return INFINITE, min(known, lost)
    roster[0] = beginning
    for day in range(1, length):
        roster[day] = trails.choice[day - 1, winner]
        winner = trails.parent[day - 1, winner]
    return best, min(best, lost)


@njit(cache=True, nogil=True)
def _dominated(
    staff: Staff, person: int, trails: Trails, day: int, state: int,
    cost: float, priced: float, counts: int, parent: int, choice: int, resting: bool,
) -> bool:  # fmt: skip
    """Whether one as good is there already; one that is worse in everything is replaced on the spot."""
    guard = staff.guard[person]
    other = trails.newest[state]
    while other >= 0:
        if trails.cost[day, other] <= cost + 1e-12 and ((counts | guard) - trails.counts[day, other]) & guard == guard:
            return True
        if cost <= trails.cost[day, other] and ((trails.counts[day, other] | guard) - counts) & guard == guard:
            trails.cost[day, other], trails.priced[day, other], trails.counts[day, other] = cost, priced, counts
            trails.parent[day, other] = parent
            trails.choice[day, other] = OFF if resting else choice
            return True
        other = trails.older[other]
    return False
