"""Wish: enough common windows."""

from __future__ import annotations

from app.matching.rules import wish_windows
from tests.matching.counties import SUNDAY_MORNING, a_round, lan, mei
from tests.matching.rules.asking import answer


def test_two_common_windows_are_enough():
    assert answer(wish_windows.score, a_round((lan(),), (mei(),))) == 1
    short = lan(windows=SUNDAY_MORNING)
    assert answer(wish_windows.score, a_round((short,), (mei(windows=SUNDAY_MORNING),))) == 0
