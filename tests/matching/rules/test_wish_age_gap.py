"""Wish: a fitting age."""

from __future__ import annotations

import pytest

from app.matching.rules import wish_age_gap
from tests.matching.counties import a_round, lan, mei
from tests.matching.rules.asking import answer


@pytest.mark.parametrize(("age", "counts"), [(16, 0), (17, 1), (64, 1), (65, 0)])
def test_the_age_gap_runs_from_three_to_fifty_years(age, counts):
    child = lan(age=14)
    assert answer(wish_age_gap.score, a_round((child,), (mei(age=age),))) == counts
