"""One person's week with limits of every sort, small enough to look at every roster there is."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import product

import numpy as np

from app.scheduling.rota.day_checks import PersonDays, Ways
from app.scheduling.rota.engine.arrays import OFF
from app.scheduling.rota.engine.compile import Compiled
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.shifts import Assignment
from tests.scheduling.rota.small import MONDAY, hours, opening, person, rota, shift

DAYS = 6


def a_persons_week(seed: int) -> RotaProblem:
    """One person, six days, up to two shifts a day of two activities, and limits of every sort now and then."""
    draw = random.Random(seed)
    shifts = []
    for day in range(DAYS):
        for number in range(draw.choice((1, 1, 2))):
            first = draw.choice((8, 13, 19)) if number == 0 else draw.choice((10, 16))
            activity = draw.choice(("class", "home"))
            shifts.append(shift(f"d{day}n{number}", day, first, first + draw.choice((1, 2)), "here", activity=activity))
    maybe = {
        "most_days_in_a_row": draw.choice((1, 2, 3)), "least_days_in_a_row": 2, "least_days_off": 2, "most_weekends": draw.choice((0, 1)),
        "least_minutes": draw.choice((120, 240)), "most_minutes": draw.choice((180, 300, 420)), "minutes_a_week": draw.choice((120, 240)),
        "shifts_a_week": draw.choice((1, 2)), "most_shifts": draw.choice((1, 2, 3)), "most_per_activity": {"class": draw.choice((0, 1))},
        "rest_minutes": 720, "not_after": {"class": frozenset({"home"})}, "minutes_a_day": draw.choice((60, 180)),
    }  # fmt: skip
    limits = {name: limit for name, limit in maybe.items() if draw.random() < 0.4}
    if limits.get("least_days_in_a_row", 1) > limits.get("most_days_in_a_row", 9):
        del limits["most_days_in_a_row"]
    if limits.get("least_minutes", 0) > limits.get("most_minutes", 10**6):
        del limits["most_minutes"]
    pairs = tuple((one, opening(one)) for one in shifts)
    begins = MONDAY + timedelta(days=draw.randrange(7))
    return rota(pairs, (person("anna", limits, free=hours(0, 24, *range(DAYS))),), days=DAYS, start=begins)


def all_rosters(problem: RotaProblem, compiled: Compiled) -> list[np.ndarray]:
    """Every roster the checker accepts."""
    ways, anna, found = Ways(problem), problem.people[0], []
    by_day = [[OFF, *np.flatnonzero(compiled.choices.day == day)] for day in range(DAYS)]
    for roster in product(*by_day):
        days = PersonDays(problem, anna, _assignments(problem, compiled, roster), ways)
        if days.minutes >= anna.limits.least_minutes and not list(days.violations()):
            found.append(np.array(roster, np.int32))
    return found


def _assignments(problem: RotaProblem, compiled: Compiled, roster: tuple[int, ...]) -> list[Assignment]:
    first, openings = compiled.choices.first_opening, compiled.choices.openings
    rows = [row for choice in roster if choice != OFF for row in openings[first[choice] : first[choice + 1]]]
    return [Assignment("anna", problem.openings[row].id) for row in rows]
