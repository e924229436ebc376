"""H5: pairs kept apart, with whole households."""

from __future__ import annotations

from app.matching import Exclusion
from app.matching.rules import must_exclusion
from tests.matching.counties import a_round, lan, mei
from tests.matching.rules.asking import answer

NOT_MEI = (Exclusion("lan", "mei"),)


def test_without_exclusions_anybody_may_come():
    assert answer(must_exclusion.allowed, a_round((lan(),), (mei(),)))


def test_an_excluded_supporter_never_comes():
    assert not answer(must_exclusion.allowed, a_round((lan(),), (mei(),), exclusions=NOT_MEI))


def test_nor_does_anybody_who_lives_with_them():
    people = (mei(id="mother", household="wu-family"), mei(household="wu-family"))
    assert not answer(must_exclusion.allowed, a_round((lan(),), people, exclusions=NOT_MEI))


def test_nor_does_anybody_of_the_childs_own_household():
    assert not answer(must_exclusion.allowed, a_round((lan(household="home"),), (mei(household="home"),)))


def test_neighbours_of_an_excluded_supporter_may_come():
    people = (mei(id="neighbour", household="other"), mei(household="wu-family"))
    assert answer(must_exclusion.allowed, a_round((lan(),), people, exclusions=NOT_MEI))
