"""When people can meet: half-hour spans drawn around the day parts of their lives."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from app.planning.availability import HALF_HOURS_A_DAY, Availability, Preference, Span

WEEKDAYS = range(5)
SATURDAY, SUNDAY = 5, 6
PREFER, CAN, RATHER_NOT = Preference.PREFER, Preference.CAN, Preference.RATHER_NOT

DayPart = tuple[Sequence[int], float, float, float, Preference]
"""Days (Monday = 0), first hour, last hour, the chance that a person has it on such a day, and how gladly."""

SMALL_CHILD: tuple[DayPart, ...] = (
    (WEEKDAYS, 8.5, 11, 0.35, CAN),
    (WEEKDAYS, 15, 18, 0.6, CAN),
    ((SATURDAY, SUNDAY), 8.5, 11.5, 0.7, CAN),
    ((SATURDAY, SUNDAY), 14, 17, 0.6, CAN),
)
DAY_PUPIL: tuple[DayPart, ...] = (
    (WEEKDAYS, 16.5, 19, 0.65, CAN),
    ((SATURDAY,), 8.5, 11.5, 0.75, CAN),
    ((SATURDAY,), 14, 17, 0.65, CAN),
    ((SUNDAY,), 8.5, 11.5, 0.6, CAN),
    ((SUNDAY,), 14, 17, 0.5, CAN),
)
BOARDER: tuple[DayPart, ...] = (
    (range(4), 16.5, 19, 0.8, CAN),
    ((2,), 19, 20.5, 0.5, CAN),
    ((4,), 10, 12, 0.4, CAN),
)
"""Boarders are met at school: Monday to Thursday after lessons, some in the club hour on Friday."""

ARCHETYPES: dict[str, tuple[DayPart, ...]] = {
    "teacher": (
        (range(4), 17.5, 19, 0.7, PREFER),
        ((SATURDAY,), 8.5, 11.5, 0.6, CAN),
        (range(4), 16.5, 17.5, 0.35, RATHER_NOT),
    ),
    "student": (
        ((SATURDAY, SUNDAY), 8.5, 11.5, 0.8, CAN),
        ((SATURDAY, SUNDAY), 14, 17, 0.8, PREFER),
        ((4,), 16.5, 18.5, 0.3, CAN),
    ),
    "loving_mother": (
        (WEEKDAYS, 14.5, 19, 0.6, PREFER),
        ((SATURDAY,), 8.5, 11.5, 0.6, CAN),
        ((SATURDAY,), 14, 17, 0.5, CAN),
    ),
    "retired": ((range(7), 8.5, 11.5, 0.7, PREFER), (WEEKDAYS, 16, 18.5, 0.4, CAN)),
    "public_employee": (
        (WEEKDAYS, 17.5, 19.5, 0.45, CAN),
        ((SATURDAY, SUNDAY), 8.5, 11.5, 0.5, PREFER),
        ((SATURDAY,), 14, 17, 0.5, CAN),
    ),
    "remote": (
        ((SUNDAY,), 14, 20.5, 0.8, PREFER),
        ((2,), 16.5, 19, 0.6, CAN),
        ((SATURDAY,), 8.5, 11.5, 0.4, RATHER_NOT),
    ),
    "officer": (
        (WEEKDAYS, 8.5, 11.5, 0.5, CAN),
        (WEEKDAYS, 14.5, 19, 0.75, CAN),
        ((SATURDAY, SUNDAY), 8.5, 17, 0.75, CAN),
    ),
    "doctor": (
        (WEEKDAYS, 8, 11.5, 0.4, CAN),
        (WEEKDAYS, 14.5, 18.5, 0.7, CAN),
        ((SATURDAY, SUNDAY), 8, 17, 0.65, RATHER_NOT),
    ),
    "chair": (((SATURDAY, SUNDAY), 8.5, 11.5, 0.7, PREFER), (WEEKDAYS, 17, 19, 0.4, RATHER_NOT)),
    "village_official": (
        (WEEKDAYS, 16.5, 19, 0.6, CAN),
        ((SATURDAY,), 8.5, 11.5, 0.6, PREFER),
        ((SUNDAY,), 8.5, 11.5, 0.5, CAN),
    ),
    "counsellor": (
        (WEEKDAYS, 9, 11.5, 0.6, CAN),
        (WEEKDAYS, 14, 18.5, 0.7, PREFER),
        ((SATURDAY,), 9, 16, 0.4, RATHER_NOT),
    ),
}


def draw(rng: np.random.Generator, parts: Sequence[DayPart], fewest: int) -> Availability:
    """The spans a person has; if chance gives fewer than `fewest`, the likeliest missing ones are added."""
    slots = [(span(day, start, end, gladly), chance) for days, start, end, chance, gladly in parts for day in days]
    draws = rng.random(len(slots)).tolist()
    margin = [u - chance for u, (_, chance) in zip(draws, slots, strict=True)]
    order = sorted(range(len(slots)), key=lambda i: (margin[i], i))
    return Availability(tuple(slots[i][0] for rank, i in enumerate(order) if margin[i] < 0 or rank < fewest))


@cache
def span(day: int, start: float, end: float, preference: Preference = CAN) -> Span:
    """Half hours of a weekday from one hour to another, such as (5, 8.5, 11.5) for Saturday 8:30 to 11:30."""
    monday = day * HALF_HOURS_A_DAY
    return Span(monday + int(start * 2), monday + int(end * 2), preference)
