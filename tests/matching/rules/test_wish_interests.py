"""Wish: shared interests."""

from __future__ import annotations

from app.matching.rules import wish_interests
from tests.matching.counties import OFFICER, a_round, lan, mei, officer
from tests.matching.rules.asking import answer


def test_shared_interests_count_three_at_most():
    many = ("chess", "football", "singing", "dance")
    assert answer(wish_interests.score, a_round((lan(),), (mei(),))) == 1
    assert answer(wish_interests.score, a_round((lan(interests=many),), (mei(interests=many),))) == 3
    assert answer(wish_interests.score, a_round((lan(),), (officer(interests=("chess",)),), (OFFICER,))) == 0
