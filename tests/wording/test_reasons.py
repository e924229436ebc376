"""One minute is one minute; numbers stand where they are known, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from app.matching.rules import PAIR_MUSTS, PLAN_MUSTS
from app.wording.reasons import FUNNEL, OBJECTIONS, objection_words, reason_words


@pytest.mark.parametrize(
    ("minutes", "mode", "english", "chinese"),
    [
        (1, "car", "1 minute by car", "开车 1 分钟"),
        (18, "scooter", "18 minutes by scooter", "电动车 18 分钟"),
        (1, "foot", "1 minute on foot", "步行 1 分钟"),
        (0, "bus", "0 minutes by bus", "公交 0 分钟"),
        (1, "", "1 minute away", "路上 1 分钟"),
    ],
)
def test_a_way_counts_one_minute_as_one(house: Flask, minutes, mode, english, chinese) -> None:
    told = {"code": "travel", "minutes": minutes, "mode": mode}
    with house.test_request_context():
        with force_locale("en"):
            assert reason_words(told) == english
        with force_locale("zh"):
            assert reason_words(told) == chinese


@pytest.mark.parametrize(
    ("code", "facts", "words"),
    [
        ("travel", {"minutes": 1, "limit": 0}, "1 minute away (limit 0)"),
        ("travel", {"minutes": 34, "limit": 30, "must": "travel"}, "34 minutes away (limit 30)"),
        ("travel", {"minutes": 34}, "too far away"),
        ("windows", {"common": 1, "least": 2}, "1 common hour (at least 2)"),
        ("minutes", {"needed": 1, "left": 0}, "1 minute a week needed, 0 left"),
        ("stay", {"until": "2026-12-01"}, "stays until 2026-12-01"),
        ("stay", None, "leaves too soon"),
        ("caseload", {"limit": 2}, "after this round beside as many children as agreed (2)"),
    ],
)
def test_what_speaks_against_a_pair_has_its_numbers(house: Flask, code, facts, words) -> None:
    with house.test_request_context(), force_locale("en"):
        assert objection_words(code, facts) == words


def test_every_must_has_its_words() -> None:
    codes = {must.code for must in (*PAIR_MUSTS, *PLAN_MUSTS)}
    assert codes <= set(FUNNEL)
    assert codes <= set(OBJECTIONS)


@pytest.mark.parametrize("code", ["pinned", "keep", "asked", "siblings", "experience"])
def test_every_reason_without_numbers_has_its_words(house: Flask, code: str) -> None:
    with house.test_request_context(), force_locale("en"):
        assert reason_words({"code": code}) != code
