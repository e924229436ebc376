"""A newcomer is never without somebody experienced."""

from __future__ import annotations

from app.scheduling.rota.rules import must_no_newcomers_alone as must
from tests.scheduling.rota.small import may, on, opening, person, rota, shift

CLASS = shift("class")
PROBLEM = rota(
    ((CLASS, opening(CLASS, least=2)),), (person("new", newcomer=True), person("newer", newcomer=True), person("anna"))
)


def test_two_newcomers_do_not_complete_a_shift():
    assert not may(must, PROBLEM, "newer", "class", on(new="class"))
    assert may(must, PROBLEM, "anna", "class", on(new="class"))
    assert may(must, PROBLEM, "newer", "class", on(anna="class"))
    assert may(must, PROBLEM, "new", "class")


def test_a_shift_for_one_is_not_for_a_newcomer():
    assert not may(must, rota((shift("talk"),), PROBLEM.people), "new", "talk")
