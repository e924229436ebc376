"""What each wish over pairs counts."""

from __future__ import annotations

import pytest

from app.matching import ChildWishes, Gender, Pair, Rhythm
from app.matching.rules import (
    wish_age_gap,
    wish_asked,
    wish_balance,
    wish_experience,
    wish_filled,
    wish_interests,
    wish_keep,
    wish_siblings,
    wish_travel,
    wish_windows,
)
from tests.matching.counties import OFFICER, SUNDAY_MORNING, a_round, bo, lan, mei, officer
from tests.matching.rules.asking import answer


@pytest.mark.parametrize(("rhythm", "weight"), [(Rhythm.R1, 8), (Rhythm.R2, 4), (Rhythm.R3, 2), (Rhythm.R4, 1)])
def test_a_filled_seat_counts_by_rhythm(rhythm, weight):
    assert answer(wish_filled.score, a_round((lan(rhythm=rhythm),), (mei(),))) == weight


def test_a_pair_that_stands_today_in_this_role_counts_one():
    assert answer(wish_keep.score, a_round((lan(),), (mei(),))) == 0
    assert answer(wish_keep.score, a_round((lan(),), (mei(),), existing=(Pair("lan", "volunteer", "mei"),))) == 1


def test_a_person_asked_for_and_a_gender_asked_for_count_one_each():
    asks = ChildWishes(("mei",), Gender.FEMALE)
    assert answer(wish_asked.score, a_round((lan(wishes=asks),), (mei(),))) == 2
    assert answer(wish_asked.score, a_round((bo(wishes=asks),), (mei(id="other"), mei()))) == 1
    assert answer(wish_asked.score, a_round((lan(),), (mei(),))) == 0


def test_two_common_windows_are_enough():
    assert answer(wish_windows.score, a_round((lan(),), (mei(),))) == 1
    short = lan(windows=SUNDAY_MORNING)
    assert answer(wish_windows.score, a_round((short,), (mei(windows=SUNDAY_MORNING),))) == 0


def test_shared_interests_count_three_at_most():
    many = ("chess", "football", "singing", "dance")
    assert answer(wish_interests.score, a_round((lan(),), (mei(),))) == 1
    assert answer(wish_interests.score, a_round((lan(interests=many),), (mei(interests=many),))) == 3
    assert answer(wish_interests.score, a_round((lan(),), (officer(interests=("chess",)),), (OFFICER,))) == 0


def test_a_years_record_counts_for_a_child_in_high_need():
    assert answer(wish_experience.score, a_round((lan(),), (mei(experience=12),))) == 8
    assert answer(wish_experience.score, a_round((lan(),), (mei(experience=11),))) == 0
    assert answer(wish_experience.score, a_round((bo(),), (mei(experience=12),))) == 0


def test_travel_counts_the_minutes_saved_under_the_limit_of_the_role():
    assert answer(wish_travel.score, a_round((lan(),), (mei(),))) == 45


@pytest.mark.parametrize(("age", "counts"), [(16, 0), (17, 1), (64, 1), (65, 0)])
def test_the_age_gap_runs_from_three_to_fifty_years(age, counts):
    child = lan(age=14)
    assert answer(wish_age_gap.score, a_round((child,), (mei(age=age),))) == counts


def test_the_first_child_of_a_caseload_counts_ten_and_further_ones_less():
    assert [wish_balance.gain(3, already) for already in range(4)] == [10, 6, 3, 0]
    assert wish_balance.gain(0, 0) == 0


def test_each_sibling_beyond_the_first_counts_one():
    assert [wish_siblings.value(children) for children in range(4)] == [0, 0, 1, 2]
