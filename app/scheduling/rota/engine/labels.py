"""A cheap roster that keeps every counter: the table of `tables`, with one set of counts beside each number.

A step that would break a limit is refused. What is found is always allowed, and often but not always the cheapest.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from app.scheduling.rota.engine.arrays import INFINITE, OFF, Choices, Days, Staff
from app.scheduling.rota.engine.counters import fits
from app.scheduling.rota.engine.tables import Shape, begins_weekend, cheapest_end, may_go_home, shape_of


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
    length, shape = len(days.week), shape_of(staff, days, person)
    rest, runs, cells, stride = shape.rest, shape.runs, shape.cells, shape.stride
    limit, follows = staff.weekends[person], days.follows
    base = staff.first_group[person * length]
    start = choices.first_choice[base]
    guard = staff.guard[person]
    room = staff.limits[person] | guard
    _begin(staff, choices, days, person, may_rest, price, order, count, table[0], counts[0], took[0], shape)
    for day in range(1, length):
        high, low, then_high = staff.high[person, day], staff.low[person, day], staff.high[person, day - 1]
        then_low = staff.low[person, day - 1]
        zero, then_zero = shape.front - low, shape.front - then_low
        now, used, back, chose = table[day], counts[day], came[day], took[day]
        then, spent = table[day - 1], counts[day - 1]
        now[: shape.modes * cells] = INFINITE
        first, last = staff.first_group[person * length + day], staff.first_group[person * length + day + 1]
        keep = ~staff.weekly[person] if days.monday[day] else -1
        carried = staff.carried[person, days.week[day]] if days.monday[day] else 0
        for mode in range(shape.modes):
            resting = mode < rest
            kind = -1 if resting else (mode - rest) // runs
            home = min(mode + 1, rest - 1) if resting else 0
            may_go = may_rest[person, day] and may_go_home(shape, staff.least_run[person], mode, home, day)
            run = 0 if resting else (mode - rest) % runs + 1
            may_work = mode == rest - 1 if resting else run < runs or shape.open_ended
            run = min(run, runs - 1)
            opens = begins_weekend(limit, days.weekend[day], resting)
            for weekend in range(shape.width):
                for unit in range(then_low, then_high + 1):
                    state = mode * cells + weekend * stride + unit + then_zero
                    cost = then[state]
                    if cost >= INFINITE / 2:
                        continue
                    so_far = (spent[state] & keep) + carried
                    at_home = home * cells + weekend * stride + unit + zero
                    if may_go and low <= unit <= high and cost < now[at_home]:
                        now[at_home], used[at_home], back[at_home], chose[at_home] = cost, so_far, state, OFF
                    if not may_work or weekend + opens >= shape.width:
                        continue
                    for group in range(first, last):
                        units = unit + choices.units[group]
                        if not low <= units <= high or not (resting or follows[kind, choices.before[group]]):
                            continue
                        target = (
                            (rest + choices.after[group] * runs + run) * cells
                            + (weekend + opens) * stride
                            + units
                            + zero
                        )
                        at = choices.first_choice[group] - start
                        for choice in order[at : at + count[group - base]]:
                            total = cost + price[choice]
                            if total >= now[target]:
                                break
                            counted = so_far + choices.counts[choice]
                            if (room - counted) & guard == guard:
                                now[target], used[target], back[target], chose[target] = total, counted, state, choice
                                break


@njit(cache=True, nogil=True)
def _begin(
    staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, price: Any, order: Any, count: Any,
    now: Any, used: Any, chose: Any, shape: Shape,
) -> None:  # fmt: skip
    now[: shape.modes * shape.cells] = INFINITE
    base = staff.first_group[person * len(days.week)]
    low = staff.low[person, 0]
    if may_rest[person, 0] and low == 0:
        state = (shape.rest - 1) * shape.cells + shape.front
        now[state], used[state], chose[state] = 0.0, staff.carried[person, 0], OFF
    opened = begins_weekend(staff.weekends[person], days.weekend[0], True)
    if opened >= shape.width:
        return
    start = choices.first_choice[base]
    for group in range(base, staff.first_group[person * len(days.week) + 1]):
        if not low <= choices.units[group] <= staff.high[person, 0]:
            continue
        mode = shape.rest + choices.after[group] * shape.runs + (shape.runs - 1 if shape.open_ended else 0)
        state = mode * shape.cells + opened * shape.stride + shape.front + choices.units[group] - low
        at = choices.first_choice[group] - start
        for choice in order[at : at + count[group - base]]:
            counted = choices.counts[choice] + staff.carried[person, 0]
            if fits(staff, person, counted) and price[choice] < now[state]:
                now[state], used[state], chose[state] = price[choice], counted, choice


@njit(cache=True, nogil=True)
def cheapest_kept(
    staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, price: Any, order: Any, count: Any,
    table: Any, counts: Any, came: Any, took: Any, end: Any, roster: Any,
) -> float:  # fmt: skip
    """A cheap roster within every limit, written into `roster`; its cost, or infinite."""
    fill_labels(staff, choices, days, person, may_rest, price, order, count, table, counts, came, took)
    length, shape = len(days.week), shape_of(staff, days, person)
    best = cheapest_end(staff, days, person, table[length - 1], end)
    if best >= INFINITE / 2:
        return INFINITE
    state = end[0] * shape.cells + end[1] * shape.stride + shape.front + end[2] - staff.low[person, length - 1]
    for day in range(length - 1, -1, -1):
        roster[day] = took[day, state]
        if day > 0:
            state = came[day, state]
    return best
