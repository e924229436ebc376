"""Days off between two runs: not too few."""

from __future__ import annotations

from app.scheduling.rota.rules import must_days_off as must
from tests.scheduling.rota.small import may, on, person, rota, shift

WEEK = tuple(shift(f"d{day}", day=day) for day in range(7))


def test_a_single_day_off_is_too_few_where_two_are_asked():
    problem = rota(WEEK, (person("anna", {"least_days_off": 2}), person("bo")))
    assert not may(must, problem, "anna", "d3", on(anna="d1"))
    assert may(must, problem, "anna", "d4", on(anna="d1"))
    assert may(must, problem, "anna", "d2", on(anna="d1"))
    assert may(must, problem, "bo", "d3", on(bo="d1"))


def test_one_day_off_at_the_edge_may_go_on_outside():
    problem = rota(WEEK, (person("anna", {"least_days_off": 2}),))
    assert may(must, problem, "anna", "d1")


def test_a_day_that_joins_two_runs_leaves_no_days_off_between_them():
    problem = rota(WEEK, (person("anna", {"least_days_off": 2}),))
    assert may(must, problem, "anna", "d2", on(anna="d1 d3"))
