"""H8: a full circle speaks the guardian's language."""

from __future__ import annotations

from app.matching import Pair
from app.matching.rules import must_language
from tests.matching.counties import OFFICER, VOLUNTEER, a_round, lan, mei, officer
from tests.matching.rules.asking import allows, solved


def test_a_circle_of_one_needs_a_speaker():
    assert solved(a_round((lan(),), (mei(languages=("mandarin",)),))) == {}


def test_a_circle_is_not_filled_up_without_a_speaker():
    silent = (officer(), mei(languages=("mandarin",)))
    assert len(solved(a_round((lan(),), silent, (OFFICER, VOLUNTEER)))) == 1


def test_one_speaker_in_the_circle_is_enough():
    assert len(solved(a_round((lan(),), (officer(), mei()), (OFFICER, VOLUNTEER)))) == 2


def test_where_the_guardians_language_is_not_known_anybody_will_do():
    assert len(solved(a_round((lan(guardian_languages=()),), (mei(languages=()),)))) == 1


def test_only_the_last_seat_asks_for_a_speaker():
    helpers = (mei(), mei(id="silent", languages=("mandarin",)), officer())
    problem = a_round((lan(),), helpers, (VOLUNTEER, OFFICER))
    assert allows(must_language.allowed, problem) == ["mei", "silent", "officer"]
    assert allows(must_language.allowed, problem, Pair("lan", "officer", "officer")) == ["mei"]
