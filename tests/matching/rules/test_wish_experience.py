"""Wish: experience for children in high need."""

from __future__ import annotations

from app.matching.rules import wish_experience
from tests.matching.counties import a_round, bo, lan, mei
from tests.matching.rules.asking import answer


def test_a_years_record_counts_for_a_child_in_high_need():
    assert answer(wish_experience.score, a_round((lan(),), (mei(experience=12),))) == 8
    assert answer(wish_experience.score, a_round((lan(),), (mei(experience=11),))) == 0
    assert answer(wish_experience.score, a_round((bo(),), (mei(experience=12),))) == 0
