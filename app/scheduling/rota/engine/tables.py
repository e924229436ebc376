"""The cheapest roster of one person at given prices, by dynamic programming over days; exact but for the counters.

After each day a person is at rest for 1, 2 ... `least_off` days (the last means "enough") or has worked so many days in a
row, last with a choice of some `after` kind; beside that stand the weekends worked and the units used. The state is
complete, so one number per state is exact. Days before and after the horizon may be anything: a run of work or rest that
touches an edge is never too short (Curtois & Qu 2014). No trail is kept: the roster is read back from the numbers.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from app.scheduling.rota.engine.arrays import INFINITE, OFF, Choices, Days, Staff


class Shape(NamedTuple):
    """How one person's states lie in a day's row of the table.

    state = mode * cells + weekends * stride + front + units - low[day]: only units between the day's low and high are
    told apart. Before and behind them, and behind all weekends of a mode, lies room that stays infinite, so that a step
    taken by one long loop over many states cannot slip from one stretch into the next.
    """

    rest: int
    runs: int
    kinds: int
    width: int  # numbers of weekends told apart
    stride: int
    front: int
    cells: int
    modes: int
    open_ended: bool  # no longest run: lengths beyond the least are not told apart


@njit(cache=True, nogil=True)
def shape_of(staff: Staff, days: Days, person: int) -> Shape:
    """The shape of a person's states."""
    open_ended = staff.most_run[person] >= len(days.week)
    runs = max(1, staff.least_run[person]) if open_ended else staff.most_run[person]
    rest, kinds, front = staff.least_off[person], days.follows.shape[0], staff.front[person]
    width = staff.weekends[person] + 1 if staff.weekends[person] >= 0 else 1
    stride = staff.widest[person] + 2 * front
    return Shape(rest, runs, kinds, width, stride, front, (width + 1) * stride, rest + kinds * runs, open_ended)


@njit(cache=True, nogil=True)
def begins_weekend(limit: int, day_of_weekend: int, rested: bool) -> int:
    """1 if working this day opens a weekend that counts: its first day, or its second after a first day off."""
    if limit < 0 or day_of_weekend == 0:
        return 0
    return 1 if day_of_weekend == 1 or rested else 0


@njit(cache=True, nogil=True)
def cheapest_of_groups(
    staff: Staff, choices: Choices, person: int, length: int, price: Any, allowed: Any, cost: Any, pick: Any
) -> None:
    """Into `cost` and `pick`, by the person's groups: the cheapest allowed choice; infinite and -1 if none is."""
    base = staff.first_group[person * length]
    for group in range(base, staff.first_group[(person + 1) * length]):
        least, at = INFINITE, -1
        for choice in range(choices.first_choice[group], choices.first_choice[group + 1]):
            if allowed[choice] and price[choice] < least:
                least, at = price[choice], choice
        cost[group - base] = least
        pick[group - base] = at


@njit(cache=True, nogil=True, fastmath=True)
def fill(
    staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, cost: Any, table: Any, come: Any
) -> None:
    """Fill `table[day, state]` with the least cost of being there. `come` is scratch space."""
    length, shape = len(days.week), shape_of(staff, days, person)
    cells, rest, runs = shape.cells, shape.rest, shape.runs
    base = staff.first_group[person * length]
    follows, limit = days.follows, staff.weekends[person]
    _begin(staff, choices, days, person, may_rest, cost, table[0], shape)
    for day in range(1, length):
        first, last = staff.first_group[person * length + day], staff.first_group[person * length + day + 1]
        then, now = table[day - 1], table[day]
        for state in range(shape.modes * cells):
            now[state] = INFINITE
        slide = staff.low[person, day - 1] - staff.low[person, day]
        if may_rest[person, day]:
            if rest > 1:
                _lower_by(now, cells, then, 0, (rest - 1) * cells, slide, 0.0)
            _lower_by(now, (rest - 1) * cells, then, (rest - 1) * cells, cells, slide, 0.0)
            for run in range(runs):
                # a run that began on day 0 may be short: it may have begun before
                if run + 1 >= staff.least_run[person] or (run + 1 == day and not shape.open_ended):
                    for kind in range(shape.kinds):
                        _lower_by(now, 0, then, (rest + kind * runs + run) * cells, cells, slide, 0.0)
        from_rest = slide + begins_weekend(limit, days.weekend[day], True) * shape.stride
        from_work = slide + begins_weekend(limit, days.weekend[day], False) * shape.stride
        group = first
        while group < last:
            before = choices.before[group]
            several = group + 1 < last and choices.before[group + 1] == before
            if several:
                _gather(follows, then, before, shape, come)
            while group < last and choices.before[group] == before:
                price, units = cost[group - base], choices.units[group]
                target = (rest + choices.after[group] * runs) * cells
                if price < INFINITE / 2:
                    _lower_by(now, target, then, (rest - 1) * cells, cells, units + from_rest, price)
                    if several:
                        _work_on(now, target, come, 0, shape, units + from_work, price)
                    else:
                        for kind in range(shape.kinds):
                            if follows[kind, before]:
                                source = (rest + kind * runs) * cells
                                _work_on(now, target, then, source, shape, units + from_work, price)
                group += 1
        _close(now, shape, staff.high[person, day] - staff.low[person, day] + 1)


@njit(cache=True, nogil=True, fastmath=True)
def _work_on(now: Any, target: int, then: Any, source: int, shape: Shape, shift: int, price: float) -> None:
    """One day more of work, from every length of run at once."""
    cells, runs = shape.cells, shape.runs
    if runs > 1:
        _lower_by(now, target + cells, then, source, (runs - 1) * cells, shift, price)
    if shape.open_ended:
        _lower_by(now, target + (runs - 1) * cells, then, source + (runs - 1) * cells, cells, shift, price)


@njit(cache=True, nogil=True, fastmath=True)
def _begin(
    staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, cost: Any, now: Any, shape: Shape
) -> None:
    now[: shape.modes * shape.cells] = INFINITE
    low, high = staff.low[person, 0], staff.high[person, 0]
    if may_rest[person, 0] and low == 0:
        now[(shape.rest - 1) * shape.cells + shape.front] = 0.0
    opened = begins_weekend(staff.weekends[person], days.weekend[0], True)
    if opened >= shape.width:
        return
    first = staff.first_group[person * len(days.week)]
    for group in range(first, staff.first_group[person * len(days.week) + 1]):
        units = choices.units[group]
        if low <= units <= high:
            mode = shape.rest + choices.after[group] * shape.runs + (shape.runs - 1 if shape.open_ended else 0)
            state = mode * shape.cells + opened * shape.stride + shape.front + units - low
            now[state] = min(now[state], cost[group - first])


@njit(cache=True, nogil=True, fastmath=True)
def _lower(target: Any, source: Any) -> None:
    for state in range(len(target)):
        target[state] = min(target[state], source[state])


@njit(cache=True, nogil=True, fastmath=True)
def _lower_by(target: Any, begin: int, source: Any, start: int, count: int, shift: int, price: float) -> None:
    """`target[begin + i + shift] = min(itself, source[start + i] + price)` for the `count` states that stay inside."""
    skip = max(0, -shift)
    number = count - abs(shift)
    if number <= 0:
        return
    to = target[begin + shift + skip : begin + shift + skip + number]
    of = source[start + skip : start + skip + number]
    for state in range(number):
        to[state] = min(to[state], of[state] + price)


@njit(cache=True, nogil=True, fastmath=True)
def _gather(follows: Any, then: Any, before: int, shape: Shape, come: Any) -> None:
    """Into `come`, by run: the least cost of having worked something the day before that may stand there."""
    span = shape.runs * shape.cells
    begun = False
    for kind in range(shape.kinds):
        if follows[kind, before]:
            start = (shape.rest + kind * shape.runs) * shape.cells
            if begun:
                _lower(come[:span], then[start : start + span])
            else:
                come[:span] = then[start : start + span]
                begun = True
    if not begun:
        come[:span] = INFINITE


@njit(cache=True, nogil=True)
def _close(now: Any, shape: Shape, band: int) -> None:
    """Make the room around the rows infinite again."""
    end = shape.front + band
    for mode in range(shape.modes):
        for row in range(shape.width):
            start = mode * shape.cells + row * shape.stride
            for state in range(start, start + shape.front):
                now[state] = INFINITE
            for state in range(start + end, start + shape.stride):
                now[state] = INFINITE
        start = mode * shape.cells + shape.width * shape.stride
        for state in range(start, start + shape.stride):
            now[state] = INFINITE


@njit(cache=True, nogil=True)
def cheapest_end(staff: Staff, days: Days, person: int, last: Any, end: Any) -> float:
    """The least cost in the table's last row, infinite if there is no roster; `end` receives mode, weekends, units."""
    shape, length = shape_of(staff, days, person), len(days.week)
    low, high = staff.low[person, length - 1], staff.high[person, length - 1]
    best = INFINITE
    for mode in range(shape.modes):
        for weekend in range(shape.width):
            row = mode * shape.cells + weekend * shape.stride + shape.front - low
            for unit in range(low, high + 1):
                cost = last[row + unit] + staff.ending[person, unit]
                if cost < best:
                    best = cost
                    end[0], end[1], end[2] = mode, weekend, unit
    return best if best < INFINITE / 2 else INFINITE


@njit(cache=True, nogil=True)
def read_back(
    staff: Staff, choices: Choices, days: Days, person: int, cost: Any, pick: Any, table: Any, end: Any, roster: Any
) -> None:
    """Follow the cheapest way back from `end` and write the choices into `roster`."""
    length, shape = len(days.week), shape_of(staff, days, person)
    rest, runs, cells, stride, limit = shape.rest, shape.runs, shape.cells, shape.stride, staff.weekends[person]
    base = staff.first_group[person * length]
    mode, weekend, unit = end[0], end[1], end[2]
    for day in range(length - 1, -1, -1):
        best, from_mode, from_weekend, from_unit, chosen = INFINITE * 2, -1, weekend, unit, OFF
        then = table[day - 1]
        zero = shape.front - staff.low[person, day - 1]
        if mode < rest:
            here = weekend * stride + unit + zero
            for other in range(rest if day > 0 else 0):
                if min(other + 1, rest - 1) == mode and then[other * cells + here] < best:
                    best, from_mode = then[other * cells + here], other
            for run in range(runs if mode == 0 and day > 0 else 0):
                if run + 1 >= staff.least_run[person] or (run + 1 == day and not shape.open_ended):
                    for other in range(rest + run, shape.modes, runs):
                        if then[other * cells + here] < best:
                            best, from_mode = then[other * cells + here], other
        else:
            kind, run = (mode - rest) // runs, (mode - rest) % runs
            rested = begins_weekend(limit, days.weekend[day], True)
            at_work = begins_weekend(limit, days.weekend[day], False)
            for group in range(staff.first_group[person * length + day], staff.first_group[person * length + day + 1]):
                price = cost[group - base]
                left = unit - choices.units[group]
                if choices.after[group] != kind or price > INFINITE / 2:
                    continue
                if day == 0:
                    if left == 0 and price < best:
                        best, chosen = price, pick[group - base]
                    continue
                if left < staff.low[person, day - 1] or left > staff.high[person, day - 1]:
                    continue
                if run == 0 and weekend >= rested:
                    state = (rest - 1) * cells + (weekend - rested) * stride + left + zero
                    if then[state] + price < best:
                        best, from_mode, from_weekend = then[state] + price, rest - 1, weekend - rested
                        from_unit, chosen = left, pick[group - base]
                if weekend < at_work:
                    continue
                for shorter in range(max(0, run - 1), run + 1):
                    if shorter == run and not (shape.open_ended and run == runs - 1):
                        continue
                    for other in range(shape.kinds):
                        state = (rest + other * runs + shorter) * cells + (weekend - at_work) * stride + left + zero
                        if days.follows[other, choices.before[group]] and then[state] + price < best:
                            best, from_mode = then[state] + price, rest + other * runs + shorter
                            from_weekend, from_unit, chosen = weekend - at_work, left, pick[group - base]
        roster[day] = chosen
        mode, weekend, unit = from_mode, from_weekend, from_unit


@njit(cache=True, nogil=True)
def may_go_home(shape: Shape, least_run: int, mode: int, rest_mode: int, day: int) -> bool:
    """Whether a day off that leads to `rest_mode` may follow `mode`."""
    if mode < shape.rest:
        return min(mode + 1, shape.rest - 1) == rest_mode
    run = (mode - shape.rest) % shape.runs
    return rest_mode == 0 and (run + 1 >= least_run or (run + 1 == day and not shape.open_ended))


@njit(cache=True, nogil=True)
def may_work_on(follows: Any, shape: Shape, mode: int, run: int, before: int) -> bool:
    """Whether work that makes a run of number `run` and asks `before` of the day before may follow `mode`."""
    if mode < shape.rest:
        return mode == shape.rest - 1 and run == 0
    shorter = (mode - shape.rest) % shape.runs
    goes_on = shorter + 1 == run or (shape.open_ended and run == shape.runs - 1 and shorter == run)
    return goes_on and follows[(mode - shape.rest) // shape.runs, before]


@njit(cache=True, nogil=True)
def bands(staff: Staff, choices: Choices, days: Days, person: int) -> None:
    """Write `low` and `high`: the units possible after each day when everything but runs and rest is left out."""
    length = len(days.week)
    rest, most_run = staff.least_off[person], min(staff.most_run[person], length)
    heaviest = np.zeros(length, dtype=np.int64)
    for day in range(length):
        for group in range(staff.first_group[person * length + day], staff.first_group[person * length + day + 1]):
            heaviest[day] = max(heaviest[day], choices.units[group])
    nothing = -(1 << 40)
    for side in range(2):
        reach = np.full(rest + most_run, nothing, dtype=np.int64)
        for step in range(length):
            day = step if side == 0 else length - 1 - step
            further = np.full(rest + most_run, nothing, dtype=np.int64)
            if step == 0:
                further[rest - 1] = 0
                if heaviest[day] > 0:
                    further[rest] = heaviest[day]
            else:
                for off in range(rest):
                    further[min(off + 1, rest - 1)] = max(further[min(off + 1, rest - 1)], reach[off])
                if heaviest[day] > 0:
                    further[rest] = reach[rest - 1] + heaviest[day]
                for run in range(most_run):
                    further[0] = max(further[0], reach[rest + run])
                    if run + 1 < most_run and heaviest[day] > 0:
                        further[rest + run + 1] = max(further[rest + run + 1], reach[rest + run] + heaviest[day])
            reach = further
            if side == 0:
                staff.high[person, day] = max(0, min(reach.max(), staff.most_units[person]))
            elif day > 0:
                staff.low[person, day - 1] = max(0, staff.least_units[person] - reach.max())
    staff.low[person, length - 1] = staff.least_units[person]
