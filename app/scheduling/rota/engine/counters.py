"""Amounts that must stay within limits over a span or a week, packed into one word per person and choice."""

from __future__ import annotations

from typing import Any

from numba import njit

from app.scheduling.rota.engine.arrays import OFF, Choices, Days, Staff


@njit(cache=True, nogil=True)
def fits(staff: Staff, person: int, counts: int) -> bool:
    """Whether every packed amount is within its limit: one subtraction, the guard bits show who borrowed."""
    guard = staff.guard[person]
    return ((staff.limits[person] | guard) - counts) & guard == guard


@njit(cache=True, nogil=True)
def amount(staff: Staff, person: int, counts: int, counter: int) -> int:
    """One amount out of the packed ones."""
    width = _width(staff, person, counter)
    return (counts >> staff.shift[person, counter]) & ((1 << width) - 1)


@njit(cache=True, nogil=True)
def _width(staff: Staff, person: int, counter: int) -> int:
    end = 62
    if counter + 1 < staff.counters[person]:
        end = staff.shift[person, counter + 1]
    return end - staff.shift[person, counter]


@njit(cache=True, nogil=True)
def keeps_limits(staff: Staff, choices: Choices, days: Days, person: int, roster: Any) -> bool:
    """Whether a roster keeps every counter."""
    counts = 0
    for day in range(len(days.week)):
        if day == 0 or days.monday[day]:
            counts = (counts & ~staff.weekly[person]) + staff.carried[person, days.week[day]]
        if roster[day] != OFF:
            counts += choices.counts[roster[day]]
            if not fits(staff, person, counts):
                return False
    return True


@njit(cache=True, nogil=True)
def add_penalties(staff: Staff, choices: Choices, days: Days, person: int, rate: Any, price: Any, dearer: Any) -> None:
    """Into `dearer`: prices of the person's choices with so much on top for every unit of every counter.

    `rate[week, counter]`; counters over the whole span use week 0.
    """
    length = len(days.week)
    for day in range(length):
        first = staff.first_group[person * length + day]
        last = staff.first_group[person * length + day + 1]
        for choice in range(choices.first_choice[first], choices.first_choice[last]):
            more = 0.0
            for counter in range(staff.counters[person]):
                week = days.week[day] if staff.is_weekly[person, counter] else 0
                if rate[week, counter] > 0.0:
                    more += rate[week, counter] * amount(staff, person, choices.counts[choice], counter)
            dearer[choice] = price[choice] + more


@njit(cache=True, nogil=True)
def excess(staff: Staff, choices: Choices, days: Days, person: int, roster: Any, over: Any) -> None:
    """Into `over[week, counter]`: what a roster takes minus the limit."""
    for week in range(over.shape[0]):
        for counter in range(staff.counters[person]):
            over[week, counter] = -staff.room[person, week, counter]
    for day in range(len(days.week)):
        if roster[day] != OFF:
            for counter in range(staff.counters[person]):
                week = days.week[day] if staff.is_weekly[person, counter] else 0
                over[week, counter] += amount(staff, person, choices.counts[roster[day]], counter)


@njit(cache=True, nogil=True)
def allowance(staff: Staff, person: int, rate: Any) -> float:
    """What the limits are worth at these rates: taken off again, a bound stays true."""
    worth = 0.0
    for week in range(rate.shape[0]):
        for counter in range(staff.counters[person]):
            worth += rate[week, counter] * staff.room[person, week, counter]
    return worth
