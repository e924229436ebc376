"""H11: ten months of stated stay."""

from __future__ import annotations

from datetime import date

from app.matching.rules import must_stay
from tests.matching.counties import a_round, lan, mei
from tests.matching.rules.asking import answer


def test_who_plans_no_end_stays_long_enough():
    assert answer(must_stay.allowed, a_round((lan(),), (mei(),)))


def test_who_leaves_a_day_before_ten_months_are_full_does_not():
    assert not answer(must_stay.allowed, a_round((lan(),), (mei(stays_until=date(2027, 6, 30)),)))


def test_who_stays_until_the_very_day_does():
    assert answer(must_stay.allowed, a_round((lan(),), (mei(stays_until=date(2027, 7, 1)),)))


def test_months_end_where_the_month_does():
    assert date.fromordinal(must_stay.months_after(date(2026, 4, 30), 10)) == date(2027, 2, 28)
    assert date.fromordinal(must_stay.months_after(date(2026, 8, 31), 1)) == date(2026, 9, 30)
