"""Fewer adults lower the safe number of children."""

from __future__ import annotations

from app.scheduling.rota.rules import must_ratio as must
from tests.scheduling.rota.small import shift

CLASS = shift("class", children=20, ratio=8)


def test_the_number_falls_with_the_adults():
    assert [must.safe_children(CLASS, adults) for adults in range(5)] == [0, 0, 16, 20, 20]


def test_without_a_ratio_two_adults_are_enough_for_all():
    assert must.safe_children(shift("party", children=20), 2) == 20


def test_a_child_is_never_without_an_adult_whatever_the_shift_asks():
    assert must.safe_children(shift("talk", children=1, least_adults=0), 0) == 0
