"""Wish: whom child and guardian ask for."""

from __future__ import annotations

from app.matching import ChildWishes, Gender
from app.matching.rules import wish_asked
from tests.matching.counties import a_round, bo, lan, mei
from tests.matching.rules.asking import answer


def test_a_person_asked_for_and_a_gender_asked_for_count_one_each():
    asks = ChildWishes(("mei",), Gender.FEMALE)
    assert answer(wish_asked.score, a_round((lan(wishes=asks),), (mei(),))) == 2
    assert answer(wish_asked.score, a_round((bo(wishes=asks),), (mei(id="other"), mei()))) == 1
    assert answer(wish_asked.score, a_round((lan(),), (mei(),))) == 0
