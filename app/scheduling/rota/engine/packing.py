"""Limits on amounts over a span or a week, packed into one word per choice (see `counters`)."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from app.scheduling.rota.columns import NO_LIMIT, Bools, Columns, Ints
from app.scheduling.rota.engine.day_choices import DayChoices

_BITS = 62
_MOST_COUNTERS = 16


@dataclass(frozen=True)
class Limit:
    """What is counted: an amount per choice of one person, and the limit of every week, or of the whole span."""

    amounts: Ints
    room: Ints  # per week, or one number
    weekly: bool


@dataclass
class Packed:
    """Counters of everybody: arrays of `Staff` and `Choices` by the names they have there."""

    counters: Ints
    shift: Ints
    limits: Ints
    guard: Ints
    weekly: Ints
    room: Ints  # people x weeks x counters
    is_weekly: Bools
    carried: Ints  # people x weeks
    counts: Ints  # per choice
    possible: Bools  # per choice: by itself within every limit
    thinned: bool


def pack(columns: Columns, choices: DayChoices, with_minutes: Bools) -> Packed:
    """Pack what can bind at all; `with_minutes`: people whose most minutes of the rota are counted here too."""
    people, weeks = columns.shape[0], columns.weeks
    firsts = np.searchsorted(choices.person, np.arange(people + 1))
    week_of = np.array([columns.problem.week_of(day) for day in range(columns.problem.days)], dtype=np.int64)
    nothing = np.zeros(people, dtype=np.int64)
    packed = Packed(
        counters=nothing.copy(),
        shift=np.zeros((people, _MOST_COUNTERS), dtype=np.int64),
        limits=nothing.copy(),
        guard=nothing.copy(),
        weekly=nothing.copy(),
        room=np.zeros((people, weeks, _MOST_COUNTERS), dtype=np.int64),
        is_weekly=np.zeros((people, _MOST_COUNTERS), dtype=np.bool_),
        carried=np.zeros((people, weeks), dtype=np.int64),
        counts=np.zeros(len(choices.person), dtype=np.int64),
        possible=np.ones(len(choices.person), dtype=np.bool_),
        thinned=False,
    )
    counting = _Counting(columns, choices, with_minutes)
    for person in range(people):
        own = slice(int(firsts[person]), int(firsts[person + 1]))
        _pack_person(packed, person, own, choices.day[own], week_of, counting.limits_of(person, own))
    used = max(1, int(packed.counters.max(initial=0)))
    packed.shift = np.ascontiguousarray(packed.shift[:, :used])
    packed.is_weekly = np.ascontiguousarray(packed.is_weekly[:, :used])
    packed.room = np.ascontiguousarray(packed.room[:, :, :used])
    return packed


class _Counting:
    """Works out what is counted of each person."""

    def __init__(self, columns: Columns, choices: DayChoices, with_minutes: Bools) -> None:
        self.columns, self.choices, self.with_minutes = columns, choices, with_minutes
        shifts = columns.shift_of[choices.parts]
        self.minutes = choices.total(columns.load[choices.part_person, shifts])
        self.openings = np.diff(choices.first)
        codes = sorted({shift.activity for shift in columns.problem.shifts})
        self.code = {code: number for number, code in enumerate(codes)}
        self.activity = np.array([self.code[s.activity] for s in columns.problem.shifts], dtype=np.int64)[shifts]
        self.busy = np.zeros((columns.shape[0], columns.weeks), dtype=np.int64)
        for row, person in enumerate(columns.problem.people):
            for busy in person.busy:
                self.busy[row, columns.problem.week_of(busy.day)] += busy.minutes

    def limits_of(self, person: int, own: slice) -> list[Limit]:
        """Everything counted of one person."""
        limits = self.columns.problem.people[person].limits
        found = []
        if limits.minutes_a_week is not None:
            room = np.maximum(limits.minutes_a_week - self.busy[person], 0)
            found.append(Limit(self.minutes[own], room, True))
        if limits.shifts_a_week is not None:
            found.append(Limit(self.openings[own], np.full(self.columns.weeks, limits.shifts_a_week), True))
        if limits.most_shifts is not None:
            found.append(Limit(self.openings[own], np.array([limits.most_shifts]), False))
        if self.with_minutes[person] and limits.most_minutes is not None:
            room = max(0, limits.most_minutes - int(self.busy[person].sum()))
            found.append(Limit(self.minutes[own], np.array([room]), False))
        for code, most in sorted(limits.most_per_activity.items()):
            if code in self.code and most < NO_LIMIT:
                begin, end = self.choices.first[own.start], self.choices.first[own.stop]
                of_parts = (self.activity[begin:end] == self.code[code]).astype(np.int64)
                starts = self.choices.first[own] - begin
                amounts = np.add.reduceat(of_parts, starts) if len(starts) else of_parts
                found.append(Limit(amounts, np.array([most]), False))
        return found


def _pack_person(packed: Packed, person: int, own: slice, day: Ints, week_of: Ints, limits: list[Limit]) -> None:
    binding = []
    for limit in limits:
        room = limit.room[week_of[day]] if limit.weekly else limit.room[0]
        packed.possible[own] &= limit.amounts <= room
        shrunk = _shrink(limit, day, week_of, packed.possible[own])
        if shrunk is not None:
            binding.append(shrunk)
    begin = 0
    for limit in binding:
        most = int(limit.room.max())
        width = (most + int((limit.amounts * packed.possible[own]).max(initial=0))).bit_length() + 1
        counter = int(packed.counters[person])
        if begin + width > _BITS or counter >= packed.shift.shape[1]:
            _spread(packed, own, day, limit)
            continue
        packed.shift[person, counter] = begin
        packed.limits[person] |= most << begin
        packed.guard[person] |= 1 << (begin + width - 1)
        packed.counts[own] |= np.where(packed.possible[own], limit.amounts, 0) << begin
        packed.is_weekly[person, counter] = limit.weekly
        if limit.weekly:
            packed.weekly[person] |= ((1 << (width - 1)) - 1) << begin
            packed.carried[person] |= (most - limit.room) << begin
        packed.room[person, : len(limit.room), counter] = limit.room
        packed.counters[person] += 1
        begin += width


def _shrink(limit: Limit, day: Ints, week_of: Ints, possible: NDArray[np.bool_]) -> Limit | None:
    """The limit in the largest unit that is exact; None if it cannot bind."""
    amounts = np.where(possible, limit.amounts, 0)
    heaviest = np.zeros(len(week_of), dtype=np.int64)
    np.maximum.at(heaviest, day, amounts)
    week = week_of if limit.weekly else np.zeros(len(week_of), dtype=np.int64)
    total = np.bincount(week, weights=heaviest, minlength=len(limit.room)).astype(np.int64)
    if (total <= limit.room).all():
        return None
    unit = max(1, gcd(*(int(amount) for amount in np.unique(amounts))))
    return Limit(amounts // unit, np.minimum(limit.room, total) // unit, limit.weekly)


def _spread(packed: Packed, own: slice, day: Ints, limit: Limit) -> None:
    """A limit that finds no room in the word: allow what it counts only on as many days as it surely leaves."""
    packed.thinned = True
    counted = packed.possible[own] & (limit.amounts > 0)
    if limit.weekly:
        packed.possible[own] &= ~counted
        return
    days = np.unique(day[counted])
    most = int(limit.room[0] // max(1, limit.amounts.max(initial=1)))
    kept = (
        days[np.linspace(0, len(days) - 1, min(most, len(days))).astype(np.int64)] if most and len(days) else days[:0]
    )
    packed.possible[own] &= ~counted | np.isin(day, kept)
