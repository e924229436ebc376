"""H2: the right licence for the role."""

from __future__ import annotations

from app.matching.rules import must_licence
from tests.matching.counties import OFFICER, a_round, lan, mei, officer
from tests.matching.rules.asking import answer


def test_a_role_without_licence_is_open_to_all():
    assert answer(must_licence.allowed, a_round((lan(),), (mei(),)))


def test_an_officer_without_police_licence_is_not_an_officer():
    assert not answer(must_licence.allowed, a_round((lan(),), (officer(licences=("driver",)),), (OFFICER,)))


def test_the_licence_among_others_is_enough():
    assert answer(must_licence.allowed, a_round((lan(),), (officer(licences=("driver", "police")),), (OFFICER,)))
