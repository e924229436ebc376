"""An organizer orders a rota's wishes, switches them off and on; what would empty the rota is refused in words."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, true

from app.clock import today
from app.database import db
from app.models.programmes import Programme, ProgrammeVersion
from app.models.traces import Disclosure
from app.queries.rota_snapshots import rota_snapshot
from tests.programmes import programme_version
from tests.web.organizer.test_programmes import filled, wishes
from tests.web.reading import english_in, text_of

USUAL = ["held", "even", "fill", "least_shifts", "asked", "fair_share", "familiar", "travel", "few_changes"]


@pytest.fixture
def address(cast) -> str:
    programme_version()
    return f"/programme/{db.session.query(Programme).one().public_id}/rota/wishes"


@pytest.fixture
def wen(cast, sign_in):
    return sign_in(cast.organizer)


def newest() -> ProgrammeVersion:
    db.session.expire_all()
    return db.session.query(Programme).one().versions[-1]


def pressed(browser, address, page, button):
    return browser.post(address, data=filled(page) | {"do": button}).text


def saved(browser, address, page, note="for the young centres"):
    return browser.post(f"{address}/save", data=filled(page) | {"note": note}, follow_redirects=True)


def test_the_usual_order_stands_there_and_says_what_it_means(wen, address):
    page = wen.get(address).text
    assert wishes(page) == USUAL
    assert "No place stays empty for the sake of a wish" in page
    assert "Nothing is different from the version that stands." in page
    assert page.count("always counts") == 2


def test_a_moved_wish_keeps_the_focus_and_nothing_is_saved(wen, address):
    page = pressed(wen, address, wen.get(address).text, "up:6")
    assert wishes(page)[5:7] == ["familiar", "fair_share"]
    assert "“Familiar faces” now stands in place 6. Nothing is saved yet." in page
    assert re.search(r'value="up:5"[^>]*autofocus', page)
    assert newest().number == 1


def test_a_saved_order_is_a_version_that_reaches_the_solver_and_the_summary(wen, address):
    page = pressed(wen, address, wen.get(address).text, "up:6")
    page = pressed(wen, address, page, "off:few_changes")
    answer = saved(wen, address, page)
    version = newest()
    problem = rota_snapshot(version, today() + timedelta(days=1), 7, true(), "test").problem
    assert [wish.value for wish in problem.programme.wishes] == [
        "held", "even", "fill", "least_shifts", "asked", "familiar", "fair_share", "travel",
    ]  # fmt: skip
    assert (version.number, version.note) == (2, "for the young centres")
    said = text_of(answer.text)
    assert "6 Familiar faces, 7 Fair shares, 8 Short ways." in said
    assert "Not looked at: “Few changes”." in said
    assert "No longer looked at: “Few changes”" in said
    traces = db.session.scalars(select(Disclosure.detail).where(Disclosure.action == "programme.saved"))
    assert list(traces) == ["version 2"]


def test_what_is_switched_off_can_be_switched_on_again_at_the_end(wen, address):
    page = pressed(wen, address, wen.get(address).text, "off:asked")
    assert "asked" not in wishes(page)
    page = pressed(wen, address, page, "on:asked")
    assert wishes(page) == [*[wish for wish in USUAL if wish != "asked"], "asked"]


@pytest.mark.parametrize(
    ("buttons", "words"),
    [
        (["off:held"], "“Shifts that can open” always counts"),
        (["off:even", "up:1"], "“Filled places” stays behind “Shifts that can open”"),
        (["up:5", "up:4", "up:3"], "“Fair shares” stays behind “Filled places”"),
        (["off:asked", "off:fair_share", "off:familiar", "up:4", "up:3"], "“Short ways” stays behind “Filled places”"),
    ],
)
def test_an_order_that_is_best_met_by_nobody_stays_as_it_was_and_says_why(wen, address, buttons, words):
    *before, last = buttons
    page = wen.get(address).text
    for button in before:
        page = pressed(wen, address, page, button)
    after = pressed(wen, address, page, last)
    assert words in after
    assert wishes(after) == wishes(page)


def test_such_an_order_is_refused_when_it_is_saved_past_the_buttons(wen, address):
    form = filled(wen.get(address).text) | {"wishes-0": "travel", "wishes-7": "held"}
    page = wen.post(f"{address}/save", data=form).text
    assert "“Filled places” stays behind “Shifts that can open”" in page
    assert newest().number == 1


def test_a_wish_before_filling_is_named_as_one_that_may_leave_a_place_empty(wen, address):
    page = wen.get(address).text
    for button in ("up:4", "up:3"):
        page = pressed(wen, address, page, button)
    assert "A place rather stays empty than one of these suffers: “What people asked for”." in page


def test_the_other_rules_of_the_rota_keep_the_order(wen, address):
    saved(wen, address, pressed(wen, address, wen.get(address).text, "off:travel"))
    rules = address.removesuffix("/wishes")
    wen.post(rules, data=filled(wen.get(rules).text) | {"rest_minutes": "700"})
    assert newest().number == 3
    assert newest().rota["rest_minutes"] == 700
    assert "travel" not in newest().rota["wishes"]


def test_the_second_of_two_editors_sees_what_their_order_would_change_now(wen, address):
    first = pressed(wen, address, wen.get(address).text, "off:travel")
    second = pressed(wen, address, wen.get(address).text, "off:asked")
    saved(wen, address, first)
    late = saved(wen, address, second)
    assert late.status_code == 409
    assert "Looked at again: “Short ways”" in late.text
    assert saved(wen, address, late.text).status_code == 200
    assert newest().number == 3


def test_the_page_in_chinese_has_no_english_left(cast, sign_in, address):
    browser = sign_in(cast.organizer, "zh")
    page = pressed(browser, address, browser.get(address).text, "off:travel")
    assert "不再考虑" in page
    assert not english_in(page)
    assert not english_in(saved(browser, address, page, note="").text)
