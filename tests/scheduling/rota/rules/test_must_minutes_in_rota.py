"""Minutes in the whole rota, at most and at least."""

from __future__ import annotations

from app.scheduling.rota.columns import Columns
from app.scheduling.rota.rules import must_minutes_in_rota as must
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.small import may, on, person, rota, shift

SHIFTS = (shift("one"), shift("two", day=8), shift("away", day=20, place="there"))


def test_the_most_counts_ways_over_all_weeks():
    problem = rota(SHIFTS, (person("anna", {"most_minutes": 240}),))
    assert may(must, problem, "anna", "two", on(anna="one"))
    assert not may(must, problem, "anna", "away", on(anna="one"))


def test_the_least_is_reached_or_not():
    people = (person("anna", {"least_minutes": 240}), person("bo", {"least_minutes": 241}), person("chen"))
    standing = Standing(Columns(rota(SHIFTS, people)), on(anna="one two", bo="one two"))
    assert must.reached(standing).tolist() == [True, False, True]
