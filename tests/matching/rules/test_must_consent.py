"""H6: consent, and nobody who was refused."""

from __future__ import annotations

from app.matching.rules import must_consent
from tests.matching.counties import a_round, bo, lan, mei
from tests.matching.rules.asking import answer


def test_with_consent_and_no_refusal_anybody_may_come():
    assert answer(must_consent.allowed, a_round((lan(),), (mei(),)))


def test_without_consent_nobody_comes():
    assert not answer(must_consent.allowed, a_round((lan(consent=False),), (mei(),)))


def test_a_child_is_not_asked_to_accept_somebody_refused():
    assert not answer(must_consent.allowed, a_round((lan(refused=("mei",)),), (mei(),)))


def test_nor_is_a_supporter():
    assert not answer(must_consent.allowed, a_round((lan(),), (mei(refused=("lan",)),)))


def test_refusing_one_child_says_nothing_about_another():
    assert answer(must_consent.allowed, a_round((lan(), bo()), (mei(refused=("bo",)),)))
