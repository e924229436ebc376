"""What a plan costs in its openings and shifts, and what one person more on each would change."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from app.scheduling.rota.engine.arrays import OFF, Choices, Demand, Plan, Staff

FULL = 1e12
"""The toll of an opening that has its most."""
_LURE = 0.6


def empty_plan(demand: Demand, staff: Staff, days: int) -> Plan:
    """Nobody comes."""
    places = int(demand.place.max(initial=-1)) + 1
    shifts = len(demand.held)
    lack = np.bincount(demand.shift, weights=demand.least, minlength=shifts).astype(np.int32)
    counted = demand.place[demand.place >= 0]
    return Plan(
        np.full((len(staff.least_run), days), OFF, np.int32), np.zeros(len(demand.shift), np.int32),
        lack, np.zeros(shifts, np.int32), np.zeros(len(demand.row_need)),
        np.bincount(counted, minlength=places).astype(np.int32),
    )  # fmt: skip


def copy_plan(plan: Plan) -> Plan:
    """An independent copy."""
    return Plan._make(array.copy() for array in plan)


@njit(cache=True, nogil=True)
def missing(demand: Demand, sums: Any, shift: int, complete: bool, crowd: int) -> float:
    """What the rows of a shift are short of, and 1 for an optional shift that is neither whole nor closed."""
    short = 1.0 if demand.optional[shift] and crowd > 0 and not complete else 0.0
    for row in range(demand.first_row[shift], demand.first_row[shift + 1]):
        if complete or demand.row_always[row]:
            short += max(0.0, demand.row_need[row] - sums[row])
    return short


@njit(cache=True, nogil=True)
def is_held(demand: Demand, plan: Plan, shift: int) -> bool:
    """Complete and sound."""
    complete = plan.crowd[shift] > 0 and plan.lack[shift] == 0
    return complete and missing(demand, plan.sums, shift, True, plan.crowd[shift]) == 0.0


@njit(cache=True, nogil=True)
def _move_in_shift(demand: Demand, staff: Staff, plan: Plan, person: int, opening: int, sign: int) -> float:
    """Put a person on an opening (`sign` 1) or take them off (-1), where the shift as a whole counts."""
    shift = demand.shift[opening]
    heads = plan.heads[opening] - (sign < 0)
    change = sign * step_cost(demand, opening, heads) - shift_cost(demand, plan, shift)
    was = is_held(demand, plan, shift)
    if heads < demand.least[opening]:
        plan.lack[shift] -= sign
    plan.heads[opening] += sign
    plan.crowd[shift] += sign
    for row in range(demand.first_row[shift], demand.first_row[shift + 1]):
        plan.sums[row] += sign * staff.traits[person, demand.row_trait[row]]
    change += shift_cost(demand, plan, shift)
    now, at = is_held(demand, plan, shift), demand.place[shift]
    if at >= 0 and was != now:
        if now:
            change -= demand.even * plan.without[at]
            plan.without[at] -= 1
        else:
            plan.without[at] += 1
            change += demand.even * plan.without[at]
    return change


@njit(cache=True, nogil=True)
def step_cost(demand: Demand, opening: int, heads: int) -> float:
    """What one more person changes on an opening that has so many."""
    if heads < demand.least[opening]:
        return -demand.short[opening]
    if heads < demand.wanted[opening]:
        return -demand.useful[opening]
    if heads < demand.most[opening]:
        return demand.extra[opening]
    return FULL


@njit(cache=True, nogil=True)
def shift_cost(demand: Demand, plan: Plan, shift: int) -> float:
    """What a shift as a whole costs: minus its worth when held, a breach for each one missing."""
    complete = plan.crowd[shift] > 0 and plan.lack[shift] == 0
    short = missing(demand, plan.sums, shift, complete, plan.crowd[shift])
    if complete and short == 0.0:
        return -demand.held[shift]
    return demand.breach * short


@njit(cache=True, nogil=True)
def set_tolls(demand: Demand, staff: Staff, plan: Plan, person: int, toll: Any) -> None:
    """Into `toll`: what each opening would cost with this person more.

    A place that helps a shift towards being held draws with a part of what that is worth.
    """
    for opening in range(len(demand.shift)):
        heads, shift = plan.heads[opening], demand.shift[opening]
        if heads < demand.least[opening]:
            toll[opening] = -demand.short[opening]
        elif heads < demand.wanted[opening]:
            toll[opening] = -demand.useful[opening]
        else:
            toll[opening] = demand.extra[opening] if heads < demand.most[opening] else FULL
        if demand.plain[shift] or toll[opening] >= FULL:
            continue
        helps = plan.heads[opening] < demand.least[opening]
        complete = plan.lack[shift] - helps == 0
        was_complete = plan.crowd[shift] > 0 and plan.lack[shift] == 0
        before, after = 0.0, 0.0
        for row in range(demand.first_row[shift], demand.first_row[shift + 1]):
            always = demand.row_always[row]
            if was_complete or always:
                before += max(0.0, demand.row_need[row] - plan.sums[row])
            if complete or always:
                with_one_more = plan.sums[row] + staff.traits[person, demand.row_trait[row]]
                after += max(0.0, demand.row_need[row] - with_one_more)
        toll[opening] += demand.breach * (after - before)
        worth = demand.held[shift]
        if demand.place[shift] >= 0:
            worth += demand.even * plan.without[demand.place[shift]]
        held_before, held_after = was_complete and before == 0.0, complete and after == 0.0
        if held_after and not held_before:
            toll[opening] -= worth
        elif helps:
            toll[opening] -= worth * _LURE / (plan.lack[shift] + 0.0)
        elif held_before and not held_after:
            toll[opening] += worth


@njit(cache=True, nogil=True)
def demand_cost(demand: Demand, plan: Plan) -> float:
    """What openings, shifts and places cost together; an empty plan costs what all its places go without."""
    total = 0.0
    for opening in range(len(demand.shift)):
        for heads in range(plan.heads[opening]):
            total += step_cost(demand, opening, heads)
    for shift in range(len(demand.held)):
        if not demand.plain[shift]:
            total += shift_cost(demand, plan, shift)
    for place in range(len(plan.without)):
        total += demand.even * plan.without[place] * (plan.without[place] + 1) / 2
    return total


@njit(cache=True, nogil=True)
def set_roster(demand: Demand, choices: Choices, staff: Staff, plan: Plan, person: int, roster: Any) -> float:
    """Give a person another roster; what openings and shifts then cost more."""
    change = 0.0
    mine = plan.rosters[person]
    for day in range(len(roster)):
        old, new = mine[day], roster[day]
        if old == new:
            continue
        mine[day] = new
        for choice, sign in ((old, -1), (new, 1)):
            if choice == OFF:
                continue
            for place in range(choices.first_opening[choice], choices.first_opening[choice + 1]):
                opening = choices.openings[place]
                if not demand.plain[demand.shift[opening]]:
                    change += _move_in_shift(demand, staff, plan, person, opening, sign)
                    continue
                heads = plan.heads[opening] - (sign < 0)
                if heads < demand.least[opening]:
                    change -= sign * demand.short[opening]
                elif heads < demand.wanted[opening]:
                    change -= sign * demand.useful[opening]
                else:
                    change += sign * (demand.extra[opening] if heads < demand.most[opening] else FULL)
                plan.heads[opening] += sign
    return change
