"""Vetting and the other dates hold on the day of the shift."""

from __future__ import annotations

from app.scheduling.rota.rules import must_validity as must
from tests.scheduling.rota.small import MONDAY, may, person, rota, shift


def test_the_last_valid_day_counts():
    problem = rota((shift("mon"), shift("tue", day=1)), (person("anna", valid_until=MONDAY),))
    assert may(must, problem, "anna", "mon")
    assert not may(must, problem, "anna", "tue")


def test_what_was_never_done_is_not_valid():
    assert not may(must, rota((shift("mon"),), (person("anna", valid_until=None),)), "anna", "mon")
