"""Exclusions and refusals."""

from __future__ import annotations

from app.scheduling.rota.problem import Exclusion
from app.scheduling.rota.rules import must_permitted as must
from tests.scheduling.rota.small import may, person, rota, shift

SHIFTS = (shift("home"), shift("away", place="there"), shift("nowhere", place=None))


def test_who_refused_an_opening_is_not_sent_there_but_elsewhere():
    problem = rota(SHIFTS, (person("anna", refused=("away.o",)),))
    assert not may(must, problem, "anna", "away")
    assert may(must, problem, "anna", "home")


def test_an_exclusion_from_a_place_holds_for_all_its_shifts_and_one_person():
    problem = rota(SHIFTS, (person("anna"), person("bo")), exclusions=(Exclusion("anna", place="there"),))
    assert [may(must, problem, "anna", code) for code in ("home", "away", "nowhere")] == [True, False, True]
    assert may(must, problem, "bo", "away")


def test_an_exclusion_from_an_opening_holds_for_that_one():
    problem = rota(SHIFTS, (person("anna"),), exclusions=(Exclusion("anna", opening="home.o"),))
    assert not may(must, problem, "anna", "home")
    assert may(must, problem, "anna", "away")
