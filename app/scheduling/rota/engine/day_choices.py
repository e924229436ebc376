"""What one person may do on one day: each opening alone, and chains of openings one after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.scheduling.rota.columns import Bools, Columns, Ints
from app.scheduling.rota.rules import PERSON_MUSTS

LONGEST_CHAIN = 3
MOST_CHAINS = 300
"""Chains of one person on one day; the rest is left out, and then no bound counts as proven."""


@dataclass(frozen=True)
class DayChoices:
    """Everybody's choices, ordered by person and day. `parts` holds the openings of each, `first` where they begin."""

    person: Ints
    day: Ints
    first: Ints
    parts: Ints
    thinned: bool

    def total(self, of_part: Ints) -> Ints:
        """Add up something given for every part, by choice."""
        return np.add.reduceat(of_part, self.first[:-1]) if len(self.parts) else np.zeros(0, of_part.dtype)

    @property
    def part_person(self) -> Ints:
        """The person of every part."""
        return np.repeat(self.person, np.diff(self.first))


def find_choices(columns: Columns, may: Bools, fixed: Mapping[tuple[int, int], tuple[int, ...]]) -> DayChoices:
    """All choices made of openings each person may fill (`may`: people x openings), within their minutes a day.

    Where something is `fixed` for a person and day, that is the only choice.
    """
    opening_day = columns.day[columns.shift_of]
    room = minutes_left(columns)
    people, days, chains, thinned = [], [], [], False
    for person in range(columns.shape[0]):
        own = np.flatnonzero(may[person])
        own = own[columns.load[person, columns.shift_of[own]] <= room[person, opening_day[own]]]
        own = own[np.argsort(opening_day[own], kind="stable")]
        bound = [day for someone, day in fixed if someone == person]
        own = own[~np.isin(opening_day[own], bound)]
        on_day = opening_day[own]
        found = [fixed[person, day] for day in bound]
        found += [(int(opening),) for opening in own]
        busiest = np.bincount(on_day).max(initial=0)
        if busiest > 1 and len(own):
            several, cut = _chains(columns, person, own, on_day, room[person])
            found, thinned = found + several, thinned or cut
        people += [person] * len(found)
        days += [int(opening_day[chain[0]]) for chain in found]
        chains += found
    person_of, day_of = np.array(people, dtype=np.int64), np.array(days, dtype=np.int64)
    order = np.lexsort((day_of, person_of))
    sizes = np.array([len(chains[index]) for index in order], dtype=np.int64)
    parts = np.array([part for index in order for part in chains[index]], dtype=np.int64)
    return DayChoices(person_of[order], day_of[order], np.concatenate([[0], np.cumsum(sizes)]), parts, thinned)


def minutes_left(columns: Columns) -> Ints:
    """People x days: minutes a day less what is busy already."""
    left = np.repeat(columns.limit("minutes_a_day")[:, None], columns.problem.days, axis=1)
    for row, person in enumerate(columns.problem.people):
        for busy in person.busy:
            left[row, busy.day] -= busy.minutes
    return left


def _chains(columns: Columns, person: int, own: Ints, on_day: Ints, room: Ints) -> tuple[list[tuple[int, ...]], bool]:
    found: list[tuple[int, ...]] = []
    cut = False
    for day in np.flatnonzero(np.bincount(on_day) > 1):
        today = own[on_day == day]
        today = today[np.argsort(columns.begins[columns.shift_of[today]], kind="stable")]
        next_to = _in_time(columns, person, today)
        if not next_to.any():
            continue
        load = columns.load[person, columns.shift_of[today]]
        whole: list[tuple[int, ...]] = []
        grow: list[tuple[int, ...]] = [(at,) for at in range(len(today))]
        fits = partial(_fits, load, int(room[day]))
        for _ in range(LONGEST_CHAIN - 1):
            grow = [(*chain, int(then)) for chain in grow for then in np.flatnonzero(next_to[chain[-1]])]
            grow = [chain for chain in grow if fits(chain)]
            whole += grow
        cut = cut or len(whole) > MOST_CHAINS
        found += [tuple(int(today[at]) for at in chain) for chain in whole[:MOST_CHAINS]]
    return found, cut


def _fits(load: Ints, room: int, chain: tuple[int, ...]) -> bool:
    return int(sum(load[at] for at in chain)) <= room


def _in_time(columns: Columns, person: int, today: Ints) -> Bools:
    """Which opening may stand right after which on one day, by the rules about two shifts of one person."""
    shifts = columns.shift_of[today]
    one, other = np.repeat(shifts, len(today)), np.tile(shifts, len(today))
    who = np.full(len(one), person)
    badly = columns.begins[one] >= columns.begins[other]
    for must in PERSON_MUSTS:
        if must.clash is not None:
            badly = badly | must.clash(columns, who, one, other)
    return ~badly.reshape(len(today), len(today))
