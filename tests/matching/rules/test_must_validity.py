"""H1: four dated papers that must hold through the round."""

from __future__ import annotations

from datetime import date

import pytest

from app.matching.rules import must_validity
from tests.matching.counties import a_round, lan, mei
from tests.matching.rules.asking import answer


def test_papers_that_hold_for_months_are_fine():
    assert answer(must_validity.allowed, a_round((lan(),), (mei(),)))


@pytest.mark.parametrize("paper", ["vetted_until", "trained_until", "insured_until", "code_until"])
@pytest.mark.parametrize("until", [None, date(2026, 9, 30)])  # the last day asked for is 1 October
def test_a_paper_missing_or_ending_a_day_early_forbids(paper, until):
    assert not answer(must_validity.allowed, a_round((lan(),), (mei(**{paper: until}),)))


def test_a_paper_ending_on_the_last_day_asked_for_is_enough():
    assert answer(must_validity.allowed, a_round((lan(),), (mei(vetted_until=date(2026, 10, 1)),)))
