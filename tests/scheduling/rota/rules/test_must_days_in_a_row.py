"""Runs of worked days: not too long, not too short."""

from __future__ import annotations

from app.scheduling.rota.rules import must_days_in_a_row as must
from tests.scheduling.rota.small import may, on, person, rota, shift

WEEK = tuple(shift(f"d{day}", day=day) for day in range(7))


def test_the_third_day_in_a_row_is_one_too_many_from_either_side():
    problem = rota(WEEK, (person("anna", {"most_days_in_a_row": 2}),))
    assert may(must, problem, "anna", "d2", on(anna="d1"))
    assert not may(must, problem, "anna", "d3", on(anna="d1 d2"))
    assert not may(must, problem, "anna", "d2", on(anna="d1 d3"))
    assert may(must, problem, "anna", "d4", on(anna="d1 d2"))


def test_a_lone_day_is_too_short_unless_it_touches_an_edge():
    problem = rota(WEEK, (person("anna", {"least_days_in_a_row": 2}, free=()),), days=7)
    assert not may(must, problem, "anna", "d3")
    assert may(must, problem, "anna", "d4", on(anna="d3"))
    assert may(must, problem, "anna", "d0")
    assert may(must, problem, "anna", "d6")


def test_a_second_shift_of_a_worked_day_changes_no_run():
    again = shift("again", day=2, first=14, last=15)
    problem = rota((*WEEK, again), (person("anna", {"most_days_in_a_row": 2}),))
    assert may(must, problem, "anna", "again", on(anna="d1 d2"))
