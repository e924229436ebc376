"""The arrays the compiled kernels share.

A *choice* is what one person may do on one day: one opening or a chain of openings. A *group* is the choices of one
person and day that look alike to every rule about one person, so that only the cheapest of them matters. A *roster* is one
person's row of choices, -1 for a day off.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float = NDArray[np.float64]
Bool = NDArray[np.bool_]

INFINITE = 1e30
"""The price of what is impossible."""
OFF = -1


class Staff(NamedTuple):
    """People and the limits their rosters keep, one row each.

    `units` are what a person's minutes (or burden) are counted in. Counters are amounts that must stay within limits,
    packed into one word: `shift` says where each begins, `guard` holds the bit above each, `limits` the limits.
    """

    first_group: Int64  # person * days + day -> first group, one longer
    may_rest: Bool  # people x days
    least_run: Int32  # days in a row
    most_run: Int32  # runs longer than the horizon mean: no limit
    least_off: Int32  # days off in a row
    weekends: Int32  # at most so many; -1: no limit
    least_units: Int32
    most_units: Int32
    low: Int32  # people x days: fewer units by then can no longer become enough
    high: Int32  # people x days: more units than this nobody can have by then
    ending: Float  # people x units: cost of ending with so many units
    counters: Int32  # how many are in use
    shift: Int32  # people x counters
    limits: Int64
    guard: Int64
    weekly: Int64  # bits of the counters that begin anew each week
    room: Int32  # people x counters: the limits one by one
    is_weekly: Bool  # people x counters
    traits: Float  # people x traits: what rows across people look at


class Choices(NamedTuple):
    """Everything people may do, ordered by person, day and group."""

    first_choice: Int64  # group -> first choice, one longer
    units: Int32  # per group
    before: Int32  # per group: what may stand on the day before, see `Days.follows`
    after: Int32  # per group: what may stand on the day after
    cost: Float  # per choice, whatever others do
    load: Int32  # per choice, its units
    first_opening: Int64  # choice -> first place in `openings`, one longer
    openings: Int32
    counts: Int64  # per choice, packed amounts of the person's counters
    person: Int32
    day: Int32


class Days(NamedTuple):
    """The calendar, and what may follow what."""

    weekend: Int32  # per day: 1 the first day of a weekend, 2 the second, 0 neither
    monday: Bool  # per day: a week begins
    week: Int32  # per day
    follows: Bool  # kinds of `after` x kinds of `before`


class Demand(NamedTuple):
    """What openings ask for, and rows across people.

    The cost of k people on an opening falls by `short` for each one up to `least`, by `wish` up to `wanted`, and rises by
    `extra` for each one more; beyond `most` there is nobody. A row adds up the traits of those on some openings.
    """

    least: Int32
    wanted: Int32
    most: Int32
    short: Float
    wish: Float
    extra: Float
    centre: Int32  # the openings among which gaps are spread evenly; -1: none
    even: Float  # per centre: the k-th gap costs (k-1) times this more
    shift: Int32  # the shift an opening belongs to
    first_row: Int64  # opening -> first place in `row` and `trait`, one longer
    row: Int32
    trait: Int32
    row_shift: Int32  # per row
    row_need: Float  # per row: at least this once somebody is on the shift
    row_cost: Float  # per row: of each one missing


class Plan(NamedTuple):
    """Everybody's roster and what follows from it."""

    rosters: Int32  # people x days
    heads: Int32  # per opening
    gaps: Int32  # per centre: how many are missing below `least`
    crowd: Int32  # per shift: people on it
    rows: Float  # per row: what it adds up to
