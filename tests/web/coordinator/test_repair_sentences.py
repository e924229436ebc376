"""Every way to repair the rota is one plain sentence: what happens, who is disturbed, what stays open, the budget."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import current_app

from app.database import db, transaction
from app.languages import speak
from app.models.activities import Opening, Shift
from app.models.supporters import Supporter
from app.queries.rota_repairs import Move, Proposal
from app.web.coordinator.repair_sentences import way
from app.web.filters import day_long
from tests.rotas import companions, shift_on, wednesday


@pytest.fixture
def openings(cast) -> tuple[Opening, Opening]:
    """A place on Wednesday and one on Thursday, at the centre."""
    with transaction():
        found = [shift_on(wednesday() + timedelta(days=days), cast.centre).id for days in (0, 1)]
        companions(cast, "Mei", "Hua")
    wednesdays, thursdays = (db.session.get_one(Shift, one).openings[0] for one in found)
    return wednesdays, thursdays


def person(name: str) -> Supporter:
    return next(one for one in db.session.query(Supporter) if one.name == name)


def said(found: Proposal, budget: int = 3, language: str = "en") -> str:
    with current_app.test_request_context():
        speak(language)
        return way(found, budget)


def test_somebody_free_steps_in(openings):
    wednesdays, _thursdays = openings
    found = Proposal([Move(person("Mei"), wednesdays)], [], [], 1)
    assert said(found) == (
        f"Mei comes on {day_long(wednesday())} at 16:30 to Qingping-centre; "
        "the plans of 1 person change, of 3 at most; no place stays open."
    )


def test_somebody_changes_places_and_their_own_stays_open(openings):
    wednesdays, thursdays = openings
    found = Proposal([Move(person("Mei"), wednesdays)], [Move(person("Mei"), thursdays)], [thursdays], 1)
    sentence = said(found)
    assert "at 16:30 to Qingping-centre instead of on" in sentence
    assert "; 1 place stays open (Qingping-centre, " in sentence


def test_somebody_need_not_come_any_more(openings):
    wednesdays, thursdays = openings
    found = Proposal([Move(person("Mei"), wednesdays)], [Move(person("Hua"), thursdays)], [], 2)
    assert "; Hua need not come on" in said(found)
    assert "the plans of 2 people change, of 3 at most" in said(found)


def test_in_chinese_no_word_is_english(openings):
    wednesdays, thursdays = openings
    found = Proposal([Move(person("Mei"), wednesdays)], [Move(person("Mei"), thursdays)], [thursdays], 1)
    sentence = said(found, language="zh").replace("Mei", "")
    assert not any(letter.isascii() and letter.isalpha() for letter in sentence), sentence
    assert sentence.endswith("。")
