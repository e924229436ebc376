"""Wish: pairs that stand today stay."""

from __future__ import annotations

from app.matching import Pair
from app.matching.rules import wish_keep
from tests.matching.counties import a_round, lan, mei
from tests.matching.rules.asking import answer


def test_a_pair_that_stands_today_in_this_role_counts_one():
    assert answer(wish_keep.score, a_round((lan(),), (mei(),))) == 0
    assert answer(wish_keep.score, a_round((lan(),), (mei(),), existing=(Pair("lan", "volunteer", "mei"),))) == 1
