"""Wish: brothers and sisters with one supporter."""

from __future__ import annotations

from app.matching.rules import wish_siblings
from tests.matching.counties import a_round, bo, lan, mei
from tests.matching.rules.asking import solved


def test_each_sibling_beyond_the_first_counts_one():
    assert [wish_siblings.value(children) for children in range(4)] == [0, 0, 1, 2]


def test_two_siblings_go_to_one_volunteer_though_another_is_as_near():
    family = (lan(household="wu"), bo(household="wu"))
    found = solved(a_round(family, (mei(caseload=2), mei(id="second", caseload=2))))
    assert len(set(found.values())) == 1
    strangers = (lan(household="wu"), bo(household="lei"))
    assert len(set(solved(a_round(strangers, (mei(caseload=2), mei(id="second", caseload=2)))).values())) == 2
