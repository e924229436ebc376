"""What groups read: numbers, days and places, and nothing else."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.languages import speak
from app.operations.notices import ASKED, SPANS
from app.wording import notices
from app.wording.notices import NOTICES, TITLES, notice_words

TOLD = {"number": 3, "span": "next_week", "day": "2026-03-13", "place": ["青坪儿童之家", "Qingping-centre"]}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", sorted(NOTICES))
def test_every_text_reads_whole_in_both_languages(house: Flask, kind: str, language: str) -> None:
    speak(language)
    words = notice_words(kind, TOLD)
    assert words.subject
    assert words.text
    assert not re.search(r"%\(|—|None", words.subject + words.text)


def test_what_is_worded_is_what_is_asked() -> None:
    assert set(TITLES) == set(ASKED)
    assert set(notices.SPANS) == set(SPANS)
    for kind, (_, text) in NOTICES.items():
        if kind in ASKED and kind != "open_places":
            assert set(re.findall(r"%\((\w+)\)", str(text))) == set(ASKED[kind])


def test_one_place_is_one_place(house: Flask) -> None:
    speak("en")
    assert notice_words("open_places", {**TOLD, "number": 1}).text.startswith("1 open place next week.")
    assert notice_words("open_places", TOLD).text.startswith("3 open places next week.")
