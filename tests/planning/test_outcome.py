"""The gap speaks of the first wish that is not at its bound."""

from __future__ import annotations

from app.planning.outcome import WishResult, deciding_wish, gap
from app.planning.reasons import reason


def test_wishes_at_their_bound_have_no_gap():
    wishes = (WishResult("complete", 5, 5), WishResult("filled", 9, 9))
    assert gap(wishes) == 0
    assert deciding_wish(wishes) == wishes[0]


def test_the_first_wish_below_its_bound_decides():
    wishes = (WishResult("complete", 5, 5), WishResult("filled", 999, 1000), WishResult("keep", 0, 9))
    assert gap(wishes) == 0.001
    assert deciding_wish(wishes) == wishes[1]


def test_the_empty_plan_is_where_the_gap_is_measured_from():
    assert gap((WishResult("travel", -60, -50, empty=-100),)) == 0.2


def test_without_wishes_there_is_no_gap():
    assert gap(()) == 0
    assert deciding_wish(()) is None


def test_a_reason_gives_its_facts_by_name():
    assert reason("travel", minutes=18, mode="scooter").fact("minutes") == 18


def test_a_wish_that_only_costs_is_measured_by_what_the_plan_costs():
    assert gap((WishResult("travel", value=-400, bound=-300, empty=0),)) == 0.25
