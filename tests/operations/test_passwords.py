"""Passwords of staff (security reference A1, A2)."""

from __future__ import annotations

import re

import pytest
from werkzeug.security import generate_password_hash

from app.operations.passwords import WeakPassword, hashed, matches, outdated, refuse_weak

CONTEXT = ("Ji Xiaolan", "ji.xiaolan@example.org", "景宁")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "月光照在石桥上小鱼慢慢游过去",
        "lantern-72-quiet-ridge",
        "月光照在石桥上，小鱼慢慢游过去；奶奶在灶前烧水，锅里的米香一直飘到对面山坡的茶园里，弟弟数着星星睡着了，狗也不叫了。真好呀真好",
    ],
)
def test_length_is_the_only_demand_on_the_shape(password: str) -> None:
    refuse_weak(password, CONTEXT)
    assert matches(hashed(password), password)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("eleven char", "too_short"),
        ("x1y2" * 65, "too_long"),
        ("password1234", "guessable"),
        ("P@ssw0rd2026!", "guessable"),
        ("aaaaaaaaaaaaaaaa", "guessable"),
        ("123123123123", "guessable"),
        ("abcdefghijklmnop", "guessable"),
        ("shouhuquan888888", "guessable"),
        ("Xiaolan.Ji.2026", "guessable"),
        ("景宁景宁2026加油", "too_short"),
        ("景宁县守护圈志愿者2026年", "guessable"),
    ],
)
def test_what_is_quick_to_guess_is_refused(password: str, code: str) -> None:
    with pytest.raises(WeakPassword) as refusal:
        refuse_weak(password, CONTEXT)
    assert refusal.value.code == code


def test_nothing_is_cut_off() -> None:
    long = "quiet lantern ridge " * 12
    assert not matches(hashed(long), long[:-1])
    assert not matches(hashed(long), long + "x")


def test_the_same_text_from_another_keyboard_is_the_same_password() -> None:
    assert matches(hashed("ｌantern ｒidge cafe\u0301"), "lantern ridge caf\u00e9")


def test_what_is_kept_holds_todays_floor_and_weaker_kinds_do_not() -> None:
    kept = hashed("correct horse battery staple")
    memory, passes, lanes = map(int, re.search(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", kept).groups())
    assert (memory >= 46 * 1024, passes >= 1, lanes >= 1) == (True, True, True)
    assert not outdated(kept)
    weaker = generate_password_hash("correct horse battery staple")
    assert outdated(weaker)
    assert not matches(weaker, "correct horse battery staple")


def test_no_password_fits_where_there_is_none() -> None:
    assert not matches("", "")
    assert not matches("", "nobody has this password")
