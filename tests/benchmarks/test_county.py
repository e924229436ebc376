"""What the county benchmark looks for stands on the pages, what it opens exists, and its percentiles are right."""

from __future__ import annotations

import pytest

from app.database import db, transaction
from app.models.rounds import Round
from benchmarks.county import CHOSEN, ROUNDS, STATE, pages_of, spread
from benchmarks.visitor import TOKEN, LostTheWay, Visitor, found
from tests.proposals import propose


class Reader(Visitor):
    """A visitor of the application itself, without a server."""

    def __init__(self, browser) -> None:
        super().__init__("")
        self._browser = browser

    def get(self, path: str, named: str = "") -> str:
        answer = self._browser.get(path)
        assert answer.status_code == 200, path
        return answer.text


def test_every_page_it_opens_answers_a_coordinator(cast, sign_in):
    round_id = propose(cast)
    with transaction():
        db.session.get_one(Round, round_id).problem = b"kept"
    reader = Reader(sign_in(cast.coordinator))
    pages = pages_of(reader, db.session.get_one(Round, round_id).public_id)
    assert len({named for named, _ in pages}) == len(pages)
    for _, path in pages:
        if "page=" not in path:  # two children make one page
            reader.get(path)


def test_the_button_and_the_state_of_a_round_are_found(cast, sign_in):
    round_id = propose(cast)
    browser = sign_in(cast.coordinator)
    rounds = browser.get(ROUNDS).text
    assert int(found(CHOSEN, rounds, ROUNDS)) == db.session.get_one(Round, round_id).programme_version_id
    page = browser.get(f"{ROUNDS}/{db.session.get_one(Round, round_id).public_id}").text
    assert found(STATE, page, ROUNDS) == "proposed"


def test_a_page_without_what_is_looked_for_is_named():
    with pytest.raises(LostTheWay, match="/sign-in"):
        found(TOKEN, "<p>nothing</p>", "/sign-in")


def test_percentiles_in_milliseconds():
    assert spread([0.1]) == {"n": 1, "p50": 100, "p95": 100}
    assert spread([number / 1000 for number in range(1, 102)]) == {"n": 101, "p50": 51, "p95": 96}
    assert spread([0.1, 0.2, 0.9])["p95"] == 900
