"""Filled places, by weight."""

from __future__ import annotations

from app.scheduling.rota.rules import wish_fill as wish
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.small import columns, on, opening, person, rota, shift

PARTY = shift("party", urgency=2)
PEOPLE = tuple(person(name) for name in ("anna", "bo", "chen"))


def test_what_is_needed_counts_ten_times_what_is_useful():
    table = columns((PARTY, opening(PARTY, least=1, wanted=2, most=3, over_weight=5)), people=PEOPLE)
    counts = [wish.value(Standing(table, on(**dict.fromkeys(("anna", "bo", "chen")[:n], "party")))) for n in range(4)]
    assert counts == [0, 20, 22, 17]


def test_an_opening_may_have_a_weight_of_its_own():
    problem = rota(((PARTY, opening(PARTY, least=0, wanted=2, under_weight=100)),), PEOPLE)
    assert wish.worth(problem, problem.openings[0], 1) == 100
