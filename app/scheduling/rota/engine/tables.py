"""The cheapest roster of one person at given prices, by dynamic programming over days; exact but for the counters.

After each day a person is at rest for 1, 2 ... `least_off` days (the last means "enough") or has worked so many days in a
row, last with a choice of some `after` kind; beside that stand the weekends worked and the units used. The state is
complete, so one number per state is exact. Days before and after the horizon may be anything: a run of work or rest that
touches an edge is never too short (Curtois & Qu 2014). No trail is kept: the roster is read back from the numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from app.scheduling.rota.engine.arrays import INFINITE, OFF, Choices, Days, Staff


@njit(cache=True, nogil=True)
def runs_of(staff: Staff, days: Days, person: int) -> int:
    """How many lengths of a run are told apart; without a limit only whether it is long enough yet."""
    if staff.most_run[person] >= len(days.week):
        return max(1, staff.least_run[person])
    return staff.most_run[person]


@njit(cache=True, nogil=True)
def begins_weekend(staff: Staff, days: Days, person: int, day: int, rested: bool) -> int:
    """1 if working this day opens a weekend that counts: its first day, or its second after a first day off."""
    if staff.weekends[person] < 0 or days.weekend[day] == 0:
        return 0
    return 1 if days.weekend[day] == 1 or rested else 0


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
def fill(staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, cost: Any, table: Any, come: Any) -> None:
    """Fill `table[day, mode, weekends, units]` with the least cost of being there. `come` is scratch space."""
    length, kinds = len(days.week), days.follows.shape[0]
    rest, runs = staff.least_off[person], runs_of(staff, days, person)
    open_ended = staff.most_run[person] >= length
    width = staff.weekends[person] + 1 if staff.weekends[person] >= 0 else 1
    modes = rest + kinds * runs
    base = staff.first_group[person * length]
    for day in range(length):
        low, high = staff.low[person, day], staff.high[person, day] + 1
        now = table[day]
        for mode in range(modes):
            for weekend in range(width):
                for unit in range(low, high):
                    now[mode, weekend, unit] = INFINITE
        first, last = staff.first_group[person * length + day], staff.first_group[person * length + day + 1]
        if day == 0:
            if low == 0 and may_rest[person, 0]:
                now[rest - 1, 0, 0] = 0.0
            opened = begins_weekend(staff, days, person, 0, True)
            run = runs - 1 if open_ended else 0
            for group in range(first, last):
                units, price = choices.units[group], cost[group - base]
                if low <= units < high and opened < width:
                    mode = rest + choices.after[group] * runs + run
                    now[mode, opened, units] = min(now[mode, opened, units], price)
            continue
        then = table[day - 1]
        then_low, then_high = staff.low[person, day - 1], staff.high[person, day - 1] + 1
        if may_rest[person, day]:
            start, end = max(low, then_low), min(high, then_high)
            for off in range(rest):
                for weekend in range(width):
                    source, target = then[off, weekend], now[min(off + 1, rest - 1), weekend]
                    for unit in range(start, end):
                        target[unit] = min(target[unit], source[unit])
            for run in range(runs):
                # a run that began on day 0 may be short: it may have begun before
                if run + 1 >= staff.least_run[person] or (run + 1 == day and not open_ended):
                    for kind in range(kinds):
                        for weekend in range(width):
                            source, target = then[rest + kind * runs + run, weekend], now[0, weekend]
                            for unit in range(start, end):
                                target[unit] = min(target[unit], source[unit])
        from_rest = begins_weekend(staff, days, person, day, True)
        from_work = begins_weekend(staff, days, person, day, False)
        group = first
        while group < last:
            before = choices.before[group]
            _arrivals(days, then, before, rest, runs, kinds, width, then_low, then_high, come)
            while group < last and choices.before[group] == before:
                price, units = cost[group - base], choices.units[group]
                if price < INFINITE / 2:
                    start, end = max(then_low, low - units), min(then_high, high - units)
                    mode = rest + choices.after[group] * runs
                    for weekend in range(width - from_rest):
                        source, target = then[rest - 1, weekend], now[mode, weekend + from_rest]
                        for unit in range(start, end):
                            target[unit + units] = min(target[unit + units], source[unit] + price)
                    for run in range(runs):
                        longer = run + 1
                        if longer >= runs:
                            if not open_ended:
                                break
                            longer = run
                        for weekend in range(width - from_work):
                            source, target = come[run, weekend], now[mode + longer, weekend + from_work]
                            for unit in range(start, end):
                                target[unit + units] = min(target[unit + units], source[unit] + price)
                group += 1


@njit(cache=True, nogil=True, fastmath=True)
def _arrivals(
    days: Days, then: Any, before: int, rest: int, runs: int, kinds: int, width: int, low: int, high: int, come: Any
) -> None:
    """Into `come[run, weekends, units]`: the least cost of having worked the day before something that may stand there."""
    for run in range(runs):
        for weekend in range(width):
            target = come[run, weekend]
            for unit in range(low, high):
                target[unit] = INFINITE
            for kind in range(kinds):
                if days.follows[kind, before]:
                    source = then[rest + kind * runs + run, weekend]
                    for unit in range(low, high):
                        target[unit] = min(target[unit], source[unit])


@njit(cache=True, nogil=True)
def cheapest_end(staff: Staff, days: Days, person: int, table: Any, end: Any) -> float:
    """The least cost at the end of the horizon, infinite if there is no roster; `end` receives mode, weekends, units."""
    length, kinds = len(days.week), days.follows.shape[0]
    modes = staff.least_off[person] + kinds * runs_of(staff, days, person)
    width = staff.weekends[person] + 1 if staff.weekends[person] >= 0 else 1
    best = INFINITE
    for mode in range(modes):
        for weekend in range(width):
            for unit in range(staff.low[person, length - 1], staff.high[person, length - 1] + 1):
                cost = table[length - 1, mode, weekend, unit] + staff.ending[person, unit]
                if cost < best:
                    best = cost
                    end[0], end[1], end[2] = mode, weekend, unit
    return best if best < INFINITE / 2 else INFINITE


@njit(cache=True, nogil=True)
def read_back(
    staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, cost: Any, pick: Any,
    table: Any, end: Any, roster: Any,
) -> None:  # fmt: skip
    """Follow the cheapest way back from `end` and write the choices into `roster`."""
    length, kinds = len(days.week), days.follows.shape[0]
    rest, runs = staff.least_off[person], runs_of(staff, days, person)
    open_ended = staff.most_run[person] >= length
    base = staff.first_group[person * length]
    mode, weekend, unit = end[0], end[1], end[2]
    for day in range(length - 1, -1, -1):
        best, from_mode, from_weekend, from_unit, chosen = INFINITE * 2, -1, weekend, unit, OFF
        then = table[day - 1]
        if mode < rest:
            if day > 0 and staff.low[person, day - 1] <= unit <= staff.high[person, day - 1]:
                for off in range(rest):
                    if min(off + 1, rest - 1) == mode and then[off, weekend, unit] < best:
                        best, from_mode = then[off, weekend, unit], off
                if mode == 0:
                    for run in range(runs):
                        if run + 1 >= staff.least_run[person] or (run + 1 == day and not open_ended):
                            for kind in range(kinds):
                                other = rest + kind * runs + run
                                if then[other, weekend, unit] < best:
                                    best, from_mode = then[other, weekend, unit], other
        else:
            kind, run = (mode - rest) // runs, (mode - rest) % runs
            for group in range(staff.first_group[person * length + day], staff.first_group[person * length + day + 1]):
                price = cost[group - base]
                if choices.after[group] != kind or price > INFINITE / 2:
                    continue
                left = unit - choices.units[group]
                if day == 0:
                    if left == 0 and price < best:
                        best, chosen = price, pick[group - base]
                    continue
                if left < staff.low[person, day - 1] or left > staff.high[person, day - 1]:
                    continue
                if run == 0:
                    earlier = weekend - begins_weekend(staff, days, person, day, True)
                    if earlier >= 0 and then[rest - 1, earlier, left] + price < best:
                        best, from_mode = then[rest - 1, earlier, left] + price, rest - 1
                        from_weekend, from_unit, chosen = earlier, left, pick[group - base]
                earlier = weekend - begins_weekend(staff, days, person, day, False)
                if earlier < 0:
                    continue
                for shorter in range(max(0, run - 1), run + 1):
                    if shorter == run and not (open_ended and run == runs - 1):
                        continue
                    for other_kind in range(kinds):
                        other = rest + other_kind * runs + shorter
                        if days.follows[other_kind, choices.before[group]] and then[other, earlier, left] + price < best:
                            best, from_mode = then[other, earlier, left] + price, other
                            from_weekend, from_unit, chosen = earlier, left, pick[group - base]
        roster[day] = chosen
        mode, weekend, unit = from_mode, from_weekend, from_unit


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
