"""Nothing moves before the freeze ends."""

from __future__ import annotations

from app.scheduling.rota import solve
from app.scheduling.rota.columns import Columns
from app.scheduling.rota.rules import must_freeze as must
from tests.scheduling.rota.small import may, on, person, rota, shift

SHIFTS = (shift("mon"), shift("wed", day=2))


def test_the_day_the_freeze_ends_is_open():
    problem = rota(SHIFTS, (person("anna"),), freeze_until=2)
    assert not may(must, problem, "anna", "mon")
    assert may(must, problem, "anna", "wed")


def test_what_stands_inside_is_fixed():
    problem = rota(SHIFTS, (person("anna"),), freeze_until=2, standing=on(anna="mon wed"))
    assert must.fixed(Columns(problem)) == on(anna="mon")


def test_what_stands_inside_is_kept_though_it_is_more_than_somebody_gives_today():
    days = tuple(shift(name, day) for day, name in enumerate(("mon", "tue", "wed")))
    problem = rota(days, (person("anna", {"minutes_a_week": 240}),), freeze_until=7, standing=on(anna="mon tue wed"))
    assert solve(problem, iterations=1).rota.assignments == on(anna="mon tue wed")
