"""Moves of one opening: somebody gives it to somebody else, who may give another of that day back.

Whole tables show these moves too, but a thousand times dearer; where rotas are long they are what evens out shares.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from app.planning.chance import draw
from app.scheduling.rota.engine.arrays import OFF, Choices, Days, Demand, Plan, Staff
from app.scheduling.rota.engine.counters import keeps_limits
from app.scheduling.rota.engine.demand import set_roster
from app.scheduling.rota.engine.pricing import roster_cost
from app.scheduling.rota.engine.tables import begins_weekend

_NOTHING = -2
"""No opening, or no choice; a day off is another thing."""
_TRIES = 10
"""People looked at until one may take what is given."""


@njit(cache=True, nogil=True)
def keeps_rules(
    staff: Staff, choices: Choices, days: Days, person: int, may_rest: Any, allowed: Any, roster: Any
) -> bool:
    """Whether a roster keeps everything the tables keep: runs, days off, what may follow what, weekends, units, counters."""
    length, limit = len(roster), staff.weekends[person]
    run, off, weekends, units = 0, staff.least_off[person], 0, 0
    began_at_edge = False
    for day in range(length):
        choice = roster[day]
        if choice == OFF:
            if not may_rest[person, day] or (0 < run < staff.least_run[person] and not began_at_edge):
                return False
            # days off that touch the first day may have begun before it
            off = staff.least_off[person] if day == 0 else off + 1
            run = 0
            continue
        if not allowed[choice] or (run == 0 and off < staff.least_off[person]):
            return False
        group = choices.group[choice]
        if run > 0 and not days.follows[choices.after[choices.group[roster[day - 1]]], choices.before[group]]:
            return False
        weekends += begins_weekend(limit, days.weekend[day], run == 0)
        began_at_edge = day == 0 if run == 0 else began_at_edge
        run, off = run + 1, 0
        units += choices.load[choice]
        if run > staff.most_run[person]:
            return False
    if limit >= 0 and weekends > limit:
        return False
    if not staff.low[person, length - 1] <= units <= staff.high[person, length - 1]:
        return False
    return staff.counters[person] == 0 or keeps_limits(staff, choices, days, person, roster)


@njit(cache=True, nogil=True)
def hand_over(
    staff: Staff, choices: Choices, days: Days, demand: Demand, base: Any, may_rest: Any, allowed: Any, may: Any,
    who: Any, heat: float, plan: Plan, at: Any, giving: Any, taking: Any, rng: Any,
) -> None:  # fmt: skip
    """Try one move among the people `who`; `at[0]` follows the plan's cost.

    `giving` and `taking` are scratch space for a roster each.
    """
    giver = who[int(draw(rng) * len(who))]
    day = _a_day(plan.rosters[giver], rng)
    if day < 0:
        return
    given = _one_of(choices, plan.rosters[giver, day], rng)
    for _ in range(_TRIES):
        taker = who[int(draw(rng) * len(who))]
        if taker != giver and may[taker, given]:
            break
    else:
        return
    back = _NOTHING
    taken = _instead(staff, choices, len(days.week), taker, day, plan.rosters[taker, day], given, back)
    if taken == _NOTHING and plan.rosters[taker, day] != OFF:
        back = _one_of(choices, plan.rosters[taker, day], rng)
        taken = _instead(staff, choices, len(days.week), taker, day, plan.rosters[taker, day], given, back)
    if taken == _NOTHING:
        return
    left = _instead(staff, choices, len(days.week), giver, day, plan.rosters[giver, day], back, given)
    if left == _NOTHING:
        return
    giving[:] = plan.rosters[giver]
    taking[:] = plan.rosters[taker]
    old_giver, old_taker = giving[day], taking[day]
    giving[day], taking[day] = left, taken
    if not keeps_rules(staff, choices, days, taker, may_rest, allowed, taking):
        return
    if not keeps_rules(staff, choices, days, giver, may_rest, allowed, giving):
        return
    change = -roster_cost(choices, staff, giver, plan.rosters[giver], base)
    change -= roster_cost(choices, staff, taker, plan.rosters[taker], base)
    change += set_roster(demand, choices, staff, plan, giver, giving)
    change += set_roster(demand, choices, staff, plan, taker, taking)
    change += roster_cost(choices, staff, giver, giving, base) + roster_cost(choices, staff, taker, taking, base)
    if change > 0.0 and draw(rng) >= np.exp(-change / heat):
        giving[day], taking[day] = old_giver, old_taker
        set_roster(demand, choices, staff, plan, giver, giving)
        set_roster(demand, choices, staff, plan, taker, taking)
    else:
        at[0] += change


@njit(cache=True, nogil=True)
def _a_day(roster: Any, rng: Any) -> int:
    """A random day on which something is done; -1 if there is none."""
    worked = 0
    for choice in roster:
        worked += choice != OFF
    if worked == 0:
        return -1
    left, day = int(draw(rng) * worked), 0
    while left > 0 or roster[day] == OFF:
        left -= roster[day] != OFF
        day += 1
    return day


@njit(cache=True, nogil=True)
def _one_of(choices: Choices, choice: int, rng: Any) -> int:
    """A random opening of a choice."""
    first = choices.first_opening[choice]
    return choices.openings[first + int(draw(rng) * (choices.first_opening[choice + 1] - first))]


@njit(cache=True, nogil=True)
def _instead(
    staff: Staff, choices: Choices, length: int, person: int, day: int, choice: int, more: int, less: int
) -> int:
    """The person's choice of that day with one opening `more` and one `less` than another; _NOTHING if they have none."""
    begin, size = 0, 0
    if choice != OFF:
        begin = choices.first_opening[choice]
        size = choices.first_opening[choice + 1] - begin
    wanted = size + (more != _NOTHING) - (less != _NOTHING)
    if wanted == 0:
        return OFF
    cell = person * length + day
    own = range(choices.first_choice[staff.first_group[cell]], choices.first_choice[staff.first_group[cell + 1]])
    for other in own:
        start = choices.first_opening[other]
        if choices.first_opening[other + 1] - start != wanted:
            continue
        alike = True
        for place in range(start, start + wanted):
            opening = choices.openings[place]
            known = opening == more
            for mine in range(begin, begin + size):
                known = known or (choices.openings[mine] == opening and opening != less)
            alike = alike and known
        if alike:
            return other
    return _NOTHING
