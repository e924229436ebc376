"""Travel between: from one place to the next of the same day there is time for the way, by the person's own mode."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools, Columns, Ints, Rows
from app.scheduling.rota.people import MINUTES_A_DAY, BusySpan
from app.scheduling.rota.standing import Standing


def clash(columns: Columns, who: Rows, one: Rows, other: Rows) -> Bools:
    """Whether the break between two shifts of a day is shorter than the way. Overlap is another rule's business.

    An end after midnight belongs to the next day too. People without a base and shifts without a place need no way.
    """
    first = columns.begins[one] <= columns.begins[other]
    earlier, later = np.where(first, one, other), np.where(first, other, one)
    gap = columns.begins[later] - columns.ends[earlier]
    same_day = (columns.ends[earlier] - 1) // MINUTES_A_DAY >= columns.day[later]
    here, there = columns.place[earlier], columns.place[later]
    way = np.where((columns.base[who] >= 0) & (here >= 0) & (there >= 0), _way(columns, who, here, there), 0)
    late: Bools = same_day & (gap >= 0) & (gap < way)
    return late


def unhindered(columns: Columns) -> Bools:
    """Per person and shift: in time from and for every busy span of the day whose place is known."""
    table = np.ones(columns.load.shape, dtype=bool)
    for row, person in enumerate(columns.problem.people):
        for busy in person.busy:
            if busy.place is not None and person.base is not None and len(columns.place):
                table[row] &= _in_time(columns, row, busy, columns.place_row[busy.place])
    return table


def allowed(standing: Standing, opening: int) -> Bools:
    """Those who can be there in time and get on in time."""
    columns = standing.columns
    shift = np.full(len(standing.who), columns.shift_of[opening])
    late = standing.clashing(clash(columns, standing.who, standing.shift, shift))
    return ~late & columns.once("travel_between", unhindered)[:, columns.shift_of[opening]]


def _way(columns: Columns, who: Rows, here: Ints, there: Ints) -> Ints:
    if not columns.problem.places:
        return np.zeros(len(who), dtype=np.int64)
    return columns.between[columns.mode[who], here, there].astype(np.int64)


def _in_time(columns: Columns, row: int, busy: BusySpan, place: int) -> Bools:
    ways = columns.between[columns.mode[row]]
    there = np.where(columns.place >= 0, ways[place, columns.place], 0)
    back = np.where(columns.place >= 0, ways[columns.place, place], 0)
    after, before = columns.begins - busy.ends, busy.begins - columns.ends
    late_after = (after >= 0) & (after < there) & ((busy.ends - 1) // MINUTES_A_DAY >= columns.day)
    late_before = (before >= 0) & (before < back) & ((columns.ends - 1) // MINUTES_A_DAY >= busy.day)
    return ~late_after & ~late_before
