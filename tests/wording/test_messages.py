"""What messages say, and what they never say."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.languages import speak
from app.models.messages import Message
from app.wording.messages import KINDS, words_of

TOLD = {
    "answer_by": "2026-11-26",
    "until": "2027-03-01",
    "starts_at": "2026-11-21T01:00:00+00:00",
    "before": "2026-11-20T08:30:00+00:00",
    "reply_by": "2026-11-20T10:00:00+00:00",
    "evidence": "record_check",
    "role": "coordinator",
    "count": 3,
    "least": 2,
    "number": "2026-00014",
    "hours": 12.5,
    "where": ["青坪儿童之家", "Qingping-centre"],
}


def message(kind: str, **params: object) -> Message:
    return Message(kind=kind, params=params, secret=None)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_reads_whole_in_both_languages(house: Flask, kind: str, language: str) -> None:
    speak(language)
    told = message(kind, **TOLD)
    told.secret = "493817"
    words = words_of(told)
    assert words.subject
    assert words.text
    assert not re.search(r"%\(|—|None", words.subject + words.text)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_text_asks_for_more_than_dates_codes_and_the_secret(house: Flask, kind: str) -> None:
    speak("en")
    asked = set(re.findall(r"%\((\w+)\)", f"{KINDS[kind][0]} {KINDS[kind][1]}"))
    assert asked <= {*TOLD, "secret"}


def test_moments_read_by_the_countys_clock_in_the_readers_language(house: Flask) -> None:
    told = message("meeting_moved", starts_at=TOLD["starts_at"], before=TOLD["before"])
    speak("en")
    assert "Sat, Nov 21 9:00" in words_of(told).text
    speak("zh")
    assert "11月21日" in words_of(told).text


def test_a_kind_from_a_newer_house_still_says_that_something_is_there(house: Flask) -> None:
    speak("en")
    assert words_of(message("not_known_here")).subject == "There is something new for you"


def test_a_parameter_that_was_not_told_does_not_lose_the_message(house: Flask) -> None:
    speak("en")
    assert "please answer by —" in words_of(message("offer")).text


def test_a_code_that_is_no_longer_kept_says_so(house: Flask) -> None:
    speak("en")
    told = message("sign_in_code")
    assert "(no longer shown)" in words_of(told).text
    told.secret = "493817"
    assert words_of(told).text.startswith("493817 is your code")


def test_a_meeting_at_no_public_place_leaves_no_gap(house: Flask) -> None:
    speak("en")
    words = words_of(message("meeting_tomorrow", starts_at=TOLD["starts_at"], where=[]))
    assert words.text == "Tomorrow's meeting: Sat, Nov 21 9:00. Sign in for the rest."
