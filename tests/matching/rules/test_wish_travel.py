"""Wish: a short way."""

from __future__ import annotations

from app.matching.rules import wish_travel
from tests.matching.counties import a_round, lan, mei
from tests.matching.rules.asking import answer


def test_travel_counts_the_minutes_saved_under_the_limit_of_the_role():
    assert answer(wish_travel.score, a_round((lan(),), (mei(),))) == 45
