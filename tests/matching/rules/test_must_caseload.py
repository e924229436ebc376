"""H3: no more children than agreed, one more for brothers and sisters."""

from __future__ import annotations

from dataclasses import replace

from app.matching import Pair
from app.matching.rules import must_caseload
from tests.matching.counties import VOLUNTEER, a_round, bo, lan, mei
from tests.matching.rules.asking import allows, solved


def test_a_volunteer_for_one_child_goes_to_the_child_in_greater_need():
    assert solved(a_round((bo(), lan()), (mei(),))) == {("lan", "volunteer"): "mei"}


def test_children_elsewhere_count_against_the_caseload():
    assert solved(a_round((lan(),), (mei(caseload=2, elsewhere=2),))) == {}
    assert len(solved(a_round((lan(),), (mei(caseload=2, elsewhere=1),)))) == 1


def test_a_volunteer_for_one_child_may_take_two_who_are_siblings():
    family = (lan(household="wu"), bo(household="wu"))
    assert len(solved(a_round(family, (mei(sibling_caseload=2),)))) == 2
    strangers = (lan(household="wu"), bo(household="lei"))
    assert len(solved(a_round(strangers, (mei(sibling_caseload=2),)))) == 1


def test_an_exclusive_role_gives_one_child_whatever_the_caseload():
    roles = (replace(VOLUNTEER, exclusive=True),)
    assert len(solved(a_round((lan(), bo()), (mei(caseload=5),), roles))) == 1


def test_who_is_full_is_not_asked_again_but_for_a_sibling():
    family = (lan(household="wu"), bo(household="wu"))
    beside_bo = Pair("bo", "volunteer", "mei", 257)
    helpers = (mei(), mei(id="family", sibling_caseload=2), mei(id="free"))
    assert allows(must_caseload.allowed, a_round(family, helpers), beside_bo) == ["family", "free"]
    beside_both = (beside_bo, Pair("bo", "volunteer", "family", 260))
    assert allows(must_caseload.allowed, a_round(family, helpers), *beside_both) == ["family", "free"]
    strangers = (lan(household="lei"), bo(household="wu"))
    assert allows(must_caseload.allowed, a_round(strangers, helpers), *beside_both) == ["free"]
