"""A cheap roster that keeps every counter: the table of `tables`, with one set of counts beside each number.

A step that would break a limit is refused. What is found is always allowed, and often but not always the cheapest.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from app.scheduling.rota.engine.arrays import INFINITE, OFF, Choices, Days, Staff
from app.scheduling.rota.engine.counters import fits
from app.scheduling.rota.engine.tables import begins_weekend, cheapest_end, runs_of


@njit(cache=True, nogil=True)
def sort_groups(
    staff: Staff, choices: Choices, person: int, length: int, price: Any, allowed: Any, order: Any, count: Any
) -> None:
    """Into `order`: each group's allowed choices by rising price, from the group's first place; into `count`: how many."""
    base = staff.first_group[person * length]
    start = choices.first_choice[base]
    for group in range(base, staff.first_group[(person + 1) * length]):
        first, found = choices.first_choice[group] - start, 0
        for choice in range(choices.first_choice[group], choices.first_choice[group + 1]):
            if not allowed[choice] or price[choice] >= INFINITE / 2:
                continue
            at = first + found
            while at > first and price[order[at - 1]] > price[choice]:
                order[at] = order[at - 1]
                at -= 1
            order[at] = choice
            found += 1
        count[group - base] = found


@njit(cache=True, nogil=True)
def fill_labels(
    staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, price: Any, order: Any, count: Any,
    table: Any, counts: Any, came: Any, took: Any,
) -> None:  # fmt: skip
    """Fill `table` with costs, `counts` with what is used up, `came` and `took` with the way back."""
    length, kinds = len(days.week), days.follows.shape[0]
    rest, runs = staff.least_off[person], runs_of(staff, days, person)
    open_ended = staff.most_run[person] >= length
    width = staff.weekends[person] + 1 if staff.weekends[person] >= 0 else 1
    modes = rest + kinds * runs
    base = staff.first_group[person * length]
    start = choices.first_choice[base]
    weekly, guard = staff.weekly[person], staff.guard[person]
    room = staff.limits[person] | guard
    for day in range(length):
        low, high = staff.low[person, day], staff.high[person, day] + 1
        now, used, back, chose = table[day], counts[day], came[day], took[day]
        for mode in range(modes):
            for weekend in range(width):
                for unit in range(low, high):
                    now[mode, weekend, unit] = INFINITE
        first, last = staff.first_group[person * length + day], staff.first_group[person * length + day + 1]
        if day == 0:
            if low == 0 and may_rest[person, 0]:
                now[rest - 1, 0, 0] = 0.0
                used[rest - 1, 0, 0] = staff.carried[person, 0]
                chose[rest - 1, 0, 0] = OFF
            opened = begins_weekend(staff, days, person, 0, True)
            for group in range(first, last):
                units = choices.units[group]
                if count[group - base] == 0 or not low <= units < high or opened >= width:
                    continue
                mode = rest + choices.after[group] * runs + (runs - 1 if open_ended else 0)
                at = choices.first_choice[group] - start
                for choice in order[at : at + count[group - base]]:
                    counted = choices.counts[choice] + staff.carried[person, 0]
                    if fits(staff, person, counted) and price[choice] < now[mode, opened, units]:
                        now[mode, opened, units] = price[choice]
                        used[mode, opened, units] = counted
                        chose[mode, opened, units] = choice
            continue
        then, spent = table[day - 1], counts[day - 1]
        then_low, then_high = staff.low[person, day - 1], staff.high[person, day - 1] + 1
        keep = ~weekly if days.monday[day] else -1
        carried = staff.carried[person, days.week[day]] if days.monday[day] else 0
        from_rest = begins_weekend(staff, days, person, day, True)
        from_work = begins_weekend(staff, days, person, day, False)
        for mode in range(modes):
            kind, run, resting = -1, 0, mode < rest
            goes_home = mode + 1 if mode + 1 < rest else rest - 1
            run_after = 0
            may_work, may_go = mode == rest - 1, True
            opens = from_rest
            if not resting:
                kind, run = (mode - rest) // runs, (mode - rest) % runs
                goes_home = 0
                run_after = run + 1
                may_work = True
                if run_after >= runs:
                    run_after = run
                    may_work = open_ended
                may_go = run + 1 >= staff.least_run[person] or (run + 1 == day and not open_ended)
                opens = from_work
            may_go = may_go and may_rest[person, day]
            for weekend in range(width):
                for unit in range(then_low, then_high):
                    cost = then[mode, weekend, unit]
                    if cost >= INFINITE / 2:
                        continue
                    so_far = (spent[mode, weekend, unit] & keep) + carried
                    if may_go and low <= unit < high and cost < now[goes_home, weekend, unit]:
                        now[goes_home, weekend, unit] = cost
                        used[goes_home, weekend, unit] = so_far
                        back[goes_home, weekend, unit] = mode
                        chose[goes_home, weekend, unit] = OFF
                    if not may_work or weekend + opens >= width:
                        continue
                    for group in range(first, last):
                        if not resting and not days.follows[kind, choices.before[group]]:
                            continue
                        then_unit = unit + choices.units[group]
                        if not low <= then_unit < high:
                            continue
                        target = rest + choices.after[group] * runs + run_after
                        least = now[target, weekend + opens, then_unit]
                        at = choices.first_choice[group] - start
                        for place in range(at, at + count[group - base]):
                            choice = order[place]
                            total = cost + price[choice]
                            if total >= least:
                                break
                            counted = so_far + choices.counts[choice]
                            if (room - counted) & guard == guard:
                                now[target, weekend + opens, then_unit] = total
                                used[target, weekend + opens, then_unit] = counted
                                back[target, weekend + opens, then_unit] = mode
                                chose[target, weekend + opens, then_unit] = choice
                                break


@njit(cache=True, nogil=True)
def cheapest_kept(
    staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, price: Any, order: Any, count: Any,
    table: Any, counts: Any, came: Any, took: Any, end: Any, roster: Any,
) -> float:  # fmt: skip
    """A cheap roster within every limit, written into `roster`; its cost, or infinite."""
    fill_labels(staff, choices, days, person, may_rest, price, order, count, table, counts, came, took)
    best = cheapest_end(staff, days, person, table, end)
    if best >= INFINITE / 2:
        return INFINITE
    rest, length = staff.least_off[person], len(days.week)
    mode, weekend, unit = end[0], end[1], end[2]
    for day in range(length - 1, -1, -1):
        choice = took[day, mode, weekend, unit]
        roster[day] = choice
        if day == 0:
            break
        earlier = came[day, mode, weekend, unit]
        if choice != OFF:
            weekend -= begins_weekend(staff, days, person, day, earlier < rest)
            unit -= choices.load[choice]
        mode = earlier
    return best
