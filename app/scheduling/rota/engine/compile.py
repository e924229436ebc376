"""A rota problem as the arrays of the search, and its wishes in one currency."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from app.scheduling.rota.columns import NO_LIMIT, Bools, Columns, Ints
from app.scheduling.rota.engine.arrays import Bool, Choices, Days, Demand, Float, Staff
from app.scheduling.rota.engine.calendar import make_days
from app.scheduling.rota.engine.day_choices import DayChoices, find_choices
from app.scheduling.rota.engine.demand_arrays import compile_demand, traits_of
from app.scheduling.rota.engine.packing import Packed, pack
from app.scheduling.rota.engine.tables import bands
from app.scheduling.rota.programme import Wish
from app.scheduling.rota.rules import (
    must_freeze,
    must_one_place,
    must_travel_between,
    open_table,
    takeable,
    wish_asked,
    wish_fair_share,
    wish_familiar,
    wish_few_changes,
    wish_travel,
)

Factors = Mapping[Wish, float]
"""What each wish counts in the one currency of a search; one not named counts nothing."""
_MOST_UNITS = 4000


@dataclass(frozen=True)
class Compiled:
    """Everything a search needs of a problem."""

    columns: Columns
    staff: Staff
    choices: Choices
    days: Days
    may: Bools  # people x openings
    may_rest: Bool  # people x days
    allowed: Bool  # per choice; pins rule out some
    scores: dict[Wish, Ints]  # per choice, more is better
    fair: Bools  # per person: whose units are counted for nothing but their fair share
    ending: Ints  # people x units: what the fair share of a roster costs
    thinned: bool  # some choices were left out, so no bound counts as proven

    def base(self, factors: Factors) -> Float:
        """The cost of every choice by itself."""
        cost = np.zeros(len(self.choices.load))
        for wish, score in self.scores.items():
            if factors.get(wish):
                cost -= factors[wish] * score
        return cost

    def staffed(self, factors: Factors) -> tuple[Staff, Choices]:
        """The people with what their endings cost, and their choices; what no wish counts is not told apart."""
        weight = np.float64(factors.get(Wish.FAIR_SHARE, 0.0))
        return (self.staff._replace(ending=weight * self.ending), self.choices) if weight else self.uncounted

    @cached_property
    def uncounted(self) -> tuple[Staff, Choices]:
        """The people and choices where fair shares are not looked at: far smaller tables."""
        staff, length = self.staff, self.staff.low.shape[1]
        nothing = np.zeros(len(self.fair), np.int32)
        least, widest, front = (
            np.where(self.fair, nothing + number, kept).astype(np.int32)
            for number, kept in ((0, staff.least_units), (1, staff.widest), (0, staff.front))
        )
        low, high = (np.where(self.fair[:, None], 0, band).astype(np.int32) for band in (staff.low, staff.high))
        of_group = np.repeat(np.arange(len(self.fair)), np.diff(staff.first_group[::length]))
        return (
            staff._replace(least_units=least, low=low, high=high, widest=widest, front=front),
            self.choices._replace(
                units=np.where(self.fair[of_group], 0, self.choices.units).astype(np.int32),
                load=np.where(self.fair[self.choices.person], 0, self.choices.load).astype(np.int32),
            ),
        )

    def demand(self, factors: Factors) -> Demand:
        """What openings and shifts ask for."""
        return compile_demand(self.columns, self.may, factors)


def compile_problem(columns: Columns) -> Compiled:
    """Compile. On a frozen day everybody does what stands and nothing else."""
    problem = columns.problem
    may = open_table(columns).copy()
    for rule in (must_one_place, must_travel_between):
        may &= rule.unhindered(columns)[:, columns.shift_of]
    may[:, columns.frozen[columns.shift_of]] = False
    fixed = frozen_choices(columns)
    found = find_choices(columns, may, fixed)
    # whose share is to be fair is counted by burden; somebody who is owed minutes is counted by these
    fair = (columns.limit("least_minutes") == 0) & (Wish.FAIR_SHARE in problem.programme.wishes)
    packed = pack(columns, found, with_minutes=fair)
    found, packed = _keep(found, packed, fixed)
    days, after, before = make_days(columns, found)
    units, unit = _units(columns, found, fair)
    order, groups = _group(found, days, after, before, units, packed)
    staff = _staff(columns, groups, packed, unit, fair)
    choices = _choices(found, packed, order, groups, after, before, units)
    for person in range(columns.shape[0]):
        _cap_units(staff, choices, person, len(days.week))
        bands(staff, choices, days, person)
        own = choices.units[
            staff.first_group[person * len(days.week)] : staff.first_group[(person + 1) * len(days.week)]
        ]
        staff.widest[person] = max(1, int((staff.high[person] - staff.low[person]).max()) + 1)
        steps = np.abs(np.diff(staff.low[person])).max(initial=0)
        staff.front[person] = max(int(own.max(initial=0)), int(steps))
    most = max(int(staff.high.max(initial=0)), _frozen_units(choices, fixed, columns))
    ending = _endings(columns, np.where(fair, unit, unit / wish_fair_share.QUARTER), most + 1)
    nothing: Float = np.zeros(ending.shape)
    staff = staff._replace(ending=nothing)
    may_rest = np.ones((columns.shape[0], problem.days), dtype=np.bool_)
    for person, day in fixed:
        may_rest[person, day] = False
    return Compiled(
        columns, staff, choices, days, may, may_rest, np.ones(len(order), dtype=np.bool_),
        _scores(columns, found, order), fair, ending, found.thinned or packed.thinned,
    )  # fmt: skip


def frozen_choices(columns: Columns) -> dict[tuple[int, int], tuple[int, ...]]:
    """What stands on frozen days: openings (rows) by person and day."""
    found: dict[tuple[int, int], list[int]] = {}
    for assignment in must_freeze.fixed(columns):
        opening = columns.opening_row[assignment.opening]
        day = int(columns.day[columns.shift_of[opening]])
        found.setdefault((columns.person_row[assignment.person], day), []).append(opening)
    begins = columns.begins[columns.shift_of]
    return {cell: tuple(sorted(openings, key=lambda row: int(begins[row]))) for cell, openings in found.items()}


def _keep(
    found: DayChoices, packed: Packed, fixed: Mapping[tuple[int, int], tuple[int, ...]]
) -> tuple[DayChoices, Packed]:
    """Leave out what breaks a limit by itself, unless it is fixed."""
    keep = packed.possible | np.array(
        [(int(p), int(d)) in fixed for p, d in zip(found.person, found.day, strict=True)], bool
    )
    sizes = np.diff(found.first)
    kept = DayChoices(
        found.person[keep], found.day[keep], np.concatenate([[0], np.cumsum(sizes[keep])]),
        found.parts[np.repeat(keep, sizes)], found.thinned,
    )  # fmt: skip
    packed.counts = packed.counts[keep]
    return kept, packed


def _units(columns: Columns, found: DayChoices, fair: Bools) -> tuple[Ints, Ints]:
    """What is counted along a roster: burden where shares are to be fair, else minutes where they are limited."""
    people = columns.shape[0]
    shifts = columns.shift_of[found.parts]
    counted = np.where(fair[:, None], wish_fair_share.burden(columns), columns.load)
    amounts = found.total(counted[found.part_person, shifts])
    unit = np.ones(people, dtype=np.int64)
    free = (columns.limit("least_minutes") == 0) & (columns.limit("most_minutes") >= NO_LIMIT)
    firsts = np.searchsorted(found.person, np.arange(people + 1))
    for person in range(people):
        own = slice(int(firsts[person]), int(firsts[person + 1]))
        if not fair[person] and free[person]:
            amounts[own] = 0
        elif own.stop > own.start:
            unit[person] = max(1, gcd(*(int(amount) for amount in np.unique(amounts[own]))))
            amounts[own] //= unit[person]
    return amounts, unit


@dataclass(frozen=True)
class _Groups:
    """Where groups begin among the ordered choices, and where those of each person and day begin among groups."""

    first_choice: Ints
    first_group: Ints
    leader: Ints  # an ordered choice of each group


def _group(
    found: DayChoices, days: Days, after: Ints, before: Ints, units: Ints, packed: Packed
) -> tuple[Ints, _Groups]:
    length = len(days.week)
    order = np.lexsort((units, after, before, found.day, found.person))
    keys = np.stack([found.person, found.day, before, after, units])[:, order]
    new = np.ones(len(order), dtype=bool)
    if len(order):
        new[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    starts = np.flatnonzero(new)
    cell = keys[0, starts] * length + keys[1, starts]
    people = len(packed.counters)
    first_group = np.searchsorted(cell, np.arange(people * length + 1))
    return order, _Groups(np.append(starts, len(order)), first_group, starts)


def _staff(columns: Columns, groups: _Groups, packed: Packed, unit: Ints, fair: Bools) -> Staff:
    people, length = columns.shape[0], columns.problem.days
    busy = np.array([sum(span.minutes for span in person.busy) for person in columns.problem.people], dtype=np.int64)
    least, most = columns.limit("least_minutes") - busy, columns.limit("most_minutes") - busy
    weekends = columns.limit("most_weekends")
    possible = (length + 6) // 7 + 1
    least, most = np.where(fair, 0, least), np.where(fair, NO_LIMIT, most)
    return Staff(
        first_group=groups.first_group.astype(np.int64),
        least_run=_int32(columns.limit("least_days_in_a_row")), most_run=_int32(columns.limit("most_days_in_a_row")),
        least_off=_int32(columns.limit("least_days_off")), weekends=_int32(np.where(weekends >= possible, -1, weekends)),
        least_units=_int32(np.maximum(0, -(-least // unit))),
        most_units=_int32(np.maximum(0, np.minimum(most // unit, _MOST_UNITS))),
        low=np.zeros((people, length), np.int32), high=np.zeros((people, length), np.int32),
        widest=np.ones(people, np.int32), front=np.zeros(people, np.int32), ending=np.zeros((people, 1)), counters=_int32(packed.counters), shift=_int32(packed.shift),
        limits=packed.limits, guard=packed.guard, weekly=packed.weekly, carried=packed.carried,
        room=_int32(packed.room), is_weekly=packed.is_weekly, traits=traits_of(columns),
    )  # fmt: skip


def _cap_units(staff: Staff, choices: Choices, person: int, length: int) -> None:
    """Lower the most units to what the person's counters leave, so that the tables stay small."""
    first, last = (choices.first_choice[staff.first_group[row * length]] for row in (person, person + 1))
    units, counts = choices.load[first:last], choices.counts[first:last]
    for counter in range(staff.counters[person]):
        bits = _width(staff, person, counter)
        amounts = (counts >> staff.shift[person, counter]) & ((1 << bits) - 1)
        if len(amounts) and (amounts > 0).all():
            most = int((units / amounts).max() * staff.room[person, :, counter].sum())
            staff.most_units[person] = min(int(staff.most_units[person]), max(most, int(staff.least_units[person])))


def _width(staff: Staff, person: int, counter: int) -> int:
    end = staff.shift[person, counter + 1] if counter + 1 < staff.counters[person] else 62
    return int(end - staff.shift[person, counter])


def _choices(
    found: DayChoices, packed: Packed, order: Ints, groups: _Groups, after: Ints, before: Ints, units: Ints
) -> Choices:
    sizes = np.diff(found.first)[order]
    starts = found.first[:-1][order]
    within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    leader = order[groups.leader] if len(order) else order
    return Choices(
        first_choice=groups.first_choice.astype(np.int64), units=_int32(units[leader]), before=_int32(before[leader]),
        after=_int32(after[leader]), group=_int32(np.repeat(np.arange(len(leader)), np.diff(groups.first_choice))),
        load=_int32(units[order]),
        first_opening=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        openings=_int32(found.parts[np.repeat(starts, sizes) + within]), counts=packed.counts[order],
        person=_int32(found.person[order]), day=_int32(found.day[order]),
    )  # fmt: skip


def _scores(columns: Columns, found: DayChoices, order: Ints) -> dict[Wish, Ints]:
    """What every choice counts in the wishes that add up over assignments."""
    shifts, who = columns.shift_of[found.parts], found.part_person
    wishes = columns.problem.programme.wishes
    tables: dict[Wish, NDArray[np.int64]] = {}
    if Wish.ASKED in wishes:
        tables[Wish.ASKED] = wish_asked.score(columns)[who, found.parts]
    if Wish.FEW_CHANGES in wishes:
        tables[Wish.FEW_CHANGES] = wish_few_changes.score(columns)[who, found.parts]
    if Wish.FAMILIAR in wishes:
        tables[Wish.FAMILIAR] = wish_familiar.score(columns)[who, shifts]
    if Wish.TRAVEL in wishes:
        tables[Wish.TRAVEL] = wish_travel.score(columns)[who, shifts]
    if Wish.LEAST_SHIFTS in wishes:
        # a shift brings only those nearer to their hopes who hope for some at least; see `levels`
        tables[Wish.LEAST_SHIFTS] = (columns.limit("least_shifts")[who] > 0).astype(np.int64)
    return {wish: found.total(table)[order] for wish, table in tables.items()}


def _frozen_units(choices: Choices, fixed: Collection[tuple[int, int]], columns: Columns) -> int:
    """The most units anybody has on frozen days alone: these stand, also where they are more than limits leave."""
    loads = np.zeros((columns.shape[0], columns.problem.days), dtype=np.int64)
    np.maximum.at(loads, (choices.person, choices.day), choices.load)
    frozen = np.zeros_like(loads)
    for person, day in fixed:
        frozen[person, day] = loads[person, day]
    return int(frozen.sum(axis=1).max(initial=0))


def _endings(columns: Columns, quarters: NDArray[np.float64], units: int) -> Ints:
    """What so many units cost each person's fair share; `quarters` of an hour a unit stands for, by person."""
    table = np.zeros((columns.shape[0], units), dtype=np.int64)
    if Wish.FAIR_SHARE in columns.problem.programme.wishes:
        offers = wish_fair_share.offered(columns, takeable(columns))
        carried = wish_fair_share.before(columns, offers)
        for person in np.flatnonzero(offers):
            burden = carried[person] + (quarters[person] * np.arange(units)).astype(np.int64)
            table[person] = [wish_fair_share.cost(int(share)) for share in 1000 * burden // offers[person]]
    return table


def _int32(numbers: NDArray[np.int64]) -> NDArray[np.int32]:
    return np.minimum(numbers, 2**31 - 1).astype(np.int32)
