"""Wish: filled seats, by rhythm."""

from __future__ import annotations

import pytest

from app.matching import Rhythm
from app.matching.rules import wish_filled
from tests.matching.counties import a_round, lan, mei
from tests.matching.rules.asking import answer


@pytest.mark.parametrize(("rhythm", "weight"), [(Rhythm.R1, 8), (Rhythm.R2, 4), (Rhythm.R3, 2), (Rhythm.R4, 1)])
def test_a_filled_seat_counts_by_rhythm(rhythm, weight):
    assert answer(wish_filled.score, a_round((lan(rhythm=rhythm),), (mei(),))) == weight
