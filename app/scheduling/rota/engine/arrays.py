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
    least_run: Int32  # days in a row
    most_run: Int32  # runs longer than the horizon mean: no limit
    least_off: Int32  # days off in a row
    weekends: Int32  # at most so many; -1: no limit
    least_units: Int32
    most_units: Int32
    low: Int32  # people x days: fewer units by then can no longer become enough
    high: Int32  # people x days: more units than this nobody can have by then
    widest: Int32  # the most units between low and high of one day, both included
    front: Int32  # the most units of one choice
    ending: Float  # people x units: cost of ending with so many units
    counters: Int32  # how many are in use
    shift: Int32  # people x counters
    limits: Int64
    guard: Int64
    weekly: Int64  # bits of the counters that begin anew each week
    carried: Int64  # people x weeks: packed amounts a week begins with, where a limit is lower than in other weeks
    room: Int32  # people x weeks x counters: the limits one by one; those of the whole span in week 0
    is_weekly: Bool  # people x counters
    traits: Float  # people x traits: what rows across people look at


class Choices(NamedTuple):
    """Everything people may do, ordered by person, day and group."""

    first_choice: Int64  # group -> first choice, one longer
    units: Int32  # per group
    before: Int32  # per group: what may stand on the day before, see `Days.follows`
    after: Int32  # per group: what may stand on the day after
    group: Int32  # per choice
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
    """What openings and shifts ask for, each wish already in the one currency of a search.

    The cost of an opening falls by `short` for each person up to `least`, by `useful` up to `wanted`, and rises by `extra`
    for each one above. A shift is complete when somebody is there and every opening has its least. A row adds up a
    trait of the people on a shift (adults, women ...).
    """

    shift: Int32  # per opening
    day: Int32
    least: Int32
    wanted: Int32
    most: Int32
    short: Float
    useful: Float
    extra: Float
    first_opening: Int64  # shift -> first opening in `of_shift`, one longer
    of_shift: Int32
    held: Float  # per shift: what it is worth held
    optional: Bool  # per shift: whole or closed
    plain: Bool  # per shift: nothing but its openings counts
    place: Int32  # per shift; -1: nowhere in particular
    even: float  # the k-th shift a place goes without costs k times this
    first_row: Int64  # shift -> first row, one longer
    row_trait: Int32
    row_need: Float
    row_always: Bool  # binds also while the shift is not complete
    breach: float  # cost of each one missing in a row


class Plan(NamedTuple):
    """Everybody's roster and what follows from it."""

    rosters: Int32  # people x days
    heads: Int32  # per opening
    lack: Int32  # per shift: places short of the least
    crowd: Int32  # per shift
    sums: Float  # per row
    without: Int32  # per place: shifts not held
