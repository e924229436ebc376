"""H7: the gender policy."""

from __future__ import annotations

from dataclasses import replace

from app.matching import Gender
from app.matching.rules import must_gender
from tests.matching.counties import GIRLS_GET_WOMEN, OFFICER, a_round, bo, lan, mei, officer
from tests.matching.rules.asking import answer, solved

A_MAN = mei(gender=Gender.MALE)


def test_boys_may_meet_men():
    assert answer(must_gender.allowed, a_round((bo(),), (A_MAN,)))


def test_a_girl_of_ten_does_not_get_a_man_as_volunteer():
    assert not answer(must_gender.allowed, a_round((lan(age=10),), (A_MAN,)))


def test_a_girl_of_nine_may():
    assert answer(must_gender.allowed, a_round((lan(age=9),), (A_MAN,)))


def test_the_policy_does_not_speak_of_officers():
    assert answer(must_gender.allowed, a_round((lan(),), (officer(),), (OFFICER,)))


def test_the_gender_policy_is_the_programmes_to_lift():
    free = replace(a_round((lan(),), (mei(gender=Gender.MALE),)).programme, gender_rules=())
    assert GIRLS_GET_WOMEN.roles == ("volunteer",)
    assert len(solved(a_round((lan(),), (mei(gender=Gender.MALE),), programme=free))) == 1
