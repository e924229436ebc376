"""No more people on an opening than its most."""

from __future__ import annotations

from app.scheduling.rota.rules import must_headcount as must
from tests.scheduling.rota.small import may, on, opening, person, rota, shift

PARTY = shift("party")


def test_places_run_out():
    people = tuple(person(name) for name in ("anna", "bo", "chen"))
    problem = rota(((PARTY, opening(PARTY, least=1, wanted=1, most=2)),), people)
    assert may(must, problem, "chen", "party", on(anna="party"))
    assert not may(must, problem, "chen", "party", on(anna="party", bo="party"))
