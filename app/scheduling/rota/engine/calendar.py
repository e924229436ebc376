"""What may stand on the day after what: rest between days, and activities that may not follow one another."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from app.scheduling.rota.columns import Bools, Columns, Ints
from app.scheduling.rota.engine.arrays import Days
from app.scheduling.rota.engine.day_choices import DayChoices
from app.scheduling.rota.people import MINUTES_A_DAY

_Leaving = tuple[int, int, int, int, frozenset[str]]
"""End (minutes of the next day), rest, place, way of travelling, activities that may not follow."""
_Coming = tuple[int, int, frozenset[str]]
"""Start, place, activities."""
Key = TypeVar("Key", _Leaving, _Coming)


def make_days(columns: Columns, choices: DayChoices) -> tuple[Days, Ints, Ints]:
    """The calendar, and for every choice its kind for the day after and its kind for the day before."""
    problem = columns.problem
    leaving, coming = _keys(columns, choices)
    after_keys, after = _numbered(leaving)
    before_keys, before = _numbered(coming)
    follows = np.array(
        [[_may_follow(columns, one, other) for other in before_keys] for one in after_keys], dtype=np.bool_
    ).reshape(len(after_keys), len(before_keys))
    follows, after = _alike(follows, after)
    turned, before = _alike(follows.T, before)
    weekdays = (np.arange(problem.days) + problem.start.weekday()) % 7
    days = Days(
        weekend=np.where(weekdays == 5, 1, np.where(weekdays == 6, 2, 0)).astype(np.int32),
        monday=weekdays == 0,
        week=np.array([problem.week_of(day) for day in range(problem.days)], dtype=np.int32),
        follows=np.ascontiguousarray(turned.T) if follows.size else np.ones((1, 1), dtype=np.bool_),
    )
    return days, after, before


def _keys(columns: Columns, choices: DayChoices) -> tuple[list[_Leaving], list[_Coming]]:
    """What rules about two days look at: the end, place, way of travelling and rest; the start and place; activities."""
    shifts = columns.shift_of[choices.parts]
    last, first = shifts[choices.first[1:] - 1], shifts[choices.first[:-1]]
    rest = columns.limit("rest_minutes")
    farthest = int(columns.between.max(initial=0)) if len(columns.problem.places) else 0
    earliest = int((columns.begins - columns.day * MINUTES_A_DAY).min(initial=0))
    activity = [shift.activity for shift in columns.problem.shifts]
    bans = [person.limits.not_after for person in columns.problem.people]
    banned_anywhere = frozenset(code for ban in bans for codes in ban.values() for code in codes)
    leaving: list[_Leaving] = []
    coming: list[_Coming] = []
    for index in range(len(choices.person)):
        person = int(choices.person[index])
        done = {activity[shift] for shift in shifts[choices.first[index] : choices.first[index + 1]]}
        banned = frozenset(code for one in done for code in bans[person].get(one, ()))
        end = int(columns.ends[last[index]] - (choices.day[index] + 1) * MINUTES_A_DAY)
        pause = int(rest[person])
        if max(end, 0) + max(pause, farthest) <= earliest or (end <= 0 and end + pause <= earliest):
            leaving.append((0, 0, -1, 0, banned))
        else:
            # only an end after midnight makes the way to the next place a matter of the next day too
            place = int(columns.place[last[index]]) if end >= 1 and columns.base[person] >= 0 else -1
            leaving.append((end, pause, place, int(columns.mode[person]) if place >= 0 else 0, banned))
        begin = int(columns.begins[first[index]] - choices.day[index] * MINUTES_A_DAY)
        coming.append((begin, int(columns.place[first[index]]), frozenset(done) & banned_anywhere))
    return leaving, coming


def _may_follow(columns: Columns, leaving: _Leaving, coming: _Coming) -> bool:
    end, pause, place, mode, banned = leaving
    begin, there, done = coming
    way = int(columns.between[mode, place, there]) if place >= 0 and there >= 0 else 0
    return begin >= end + max(pause, way) and not banned & done


def _numbered(keys: list[Key]) -> tuple[list[Key], Ints]:
    numbers: dict[Key, int] = {}
    rows = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
    return list(numbers), rows


def _alike(table: Bools, kind: Ints) -> tuple[Bools, Ints]:
    """Join the kinds whose rows are equal."""
    if not table.size:
        return table, kind
    rows, joined = np.unique(table, axis=0, return_inverse=True)
    return rows, joined.reshape(-1)[kind]
