"""Wish: an even load."""

from __future__ import annotations

from app.matching.rules import wish_balance
from tests.matching.counties import a_round, bo, lan, mei
from tests.matching.rules.asking import solved


def test_the_first_child_of_a_caseload_counts_ten_and_further_ones_less():
    assert [wish_balance.gain(3, already) for already in range(4)] == [10, 6, 3, 0]
    assert wish_balance.gain(0, 0) == 0


def test_two_children_go_to_two_volunteers_where_all_else_is_equal():
    helpers = (mei(caseload=2), mei(id="second", caseload=2))
    assert set(solved(a_round((lan(), bo()), helpers)).values()) == {"mei", "second"}
