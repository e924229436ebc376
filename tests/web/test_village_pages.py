"""The director's week and paper, the coordinator's list of meetings, the sample's outbox."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Account
from app.models.children import Child
from app.models.matches import MatchState
from app.models.meetings import Meeting
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.operations.concerns import raise_concern
from app.operations.installation import set_fact
from app.operations.meeting_dates import date_meetings
from app.operations.messages import tell
from app.queries.installation import SAMPLE_COUNTY, is_sample
from app.wording.paper import first_name
from tests.cast import Cast, live_match
from tests.march import actor_for, in_march  # noqa: F401

CANARIES = ("Invented Xiaoman", "Invented Bailu", "Invented Grandmother", "by the old mill", "19900000001")


@pytest.fixture
def village(cast: Cast) -> Cast:
    """Ye meets Xiaoman of Qingping on 14 March; Guyu of Shiqiao meets He; Bailu's place is offered to He."""
    with transaction():
        children = {name: db.session.get_one(Child, getattr(cast, name)) for name in ("xiaoman", "bailu", "guyu")}
        ye, he = (db.session.get_one(Supporter, person) for person in (cast.ye, cast.he))
        pairs = [live_match(children["xiaoman"], ye), live_match(children["guyu"], he, "doctor")]
        live_match(
            children["bailu"],
            he,
            "doctor",
            state=MatchState.OFFERED,
            answer_by=today() + timedelta(days=3),
            half_hour=None,
        )
        db.session.flush()
        for pair in pairs:
            date_meetings(pair.id)
        account = db.session.get_one(Account, cast.director)
        account.phone = "000-0660-0031"
    return cast


class TestDirector:
    @pytest.mark.parametrize(("language", "words"), [("en", "Asked, not answered yet"), ("zh", "问了，还没答复")])
    def test_sees_her_own_villages_week(self, village: Cast, sign_in, language: str, words: str) -> None:
        text = sign_in(village.director, language).get("/village/week?week=2026-03-14").text
        assert words in text
        child, other = ("Xiaoman 042", "Guyu") if language == "en" else ("小满 042", "谷雨")
        assert child in text
        assert other not in text
        assert "Ye Wenzhou" in text
        assert not any(canary in text for canary in CANARIES)

    def test_is_told_what_would_stand_in_an_empty_week(self, village: Cast, sign_in) -> None:
        assert "No meetings in this week" in sign_in(village.director).get("/village/week").text

    def test_notes_a_meeting_on_behalf(self, village: Cast, sign_in) -> None:
        with transaction():
            meeting = db.session.query(Meeting).order_by(Meeting.id).first()
            meeting.starts_at = now() - timedelta(days=1)
            public_id = meeting.public_id
        browser = sign_in(village.director)
        assert "Not noted yet" in browser.get("/village/week").text
        browser.post(f"/meetings/{public_id}/note", data={"happened": "yes", "minutes": "75"})
        db.session.expire_all()
        assert db.session.query(Meeting).order_by(Meeting.id).first().noted_by == village.director

    def test_another_villages_meeting_is_not_there(self, village: Cast, sign_in) -> None:
        meetings = db.session.query(Meeting)
        public_id = next(one.public_id for one in meetings if one.match.child_id == village.guyu)
        assert sign_in(village.director).get(f"/meetings/{public_id}").status_code == 404

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_hangs_first_names_and_numbers_on_the_wall(self, village: Cast, sign_in, language: str) -> None:
        text = sign_in(village.director, language).get("/village/print/wall?week=2026-03-14").text
        assert "<td>Wenzhou</td><td>042</td>" in text
        assert "Ye Wenzhou" not in text
        assert "110" in text
        assert "000-0660-0031" in text
        assert not any(canary in text for canary in (*CANARIES, "Xiaoman", "小满"))

    def test_cards_carry_phones_and_a_number_and_each_printing_is_written_down(self, village: Cast, sign_in) -> None:
        text = sign_in(village.director).get("/village/print/cards").text
        assert "Number 042" in text
        assert "19900000000" in text  # Ye's phone
        assert not any(canary in text for canary in (*CANARIES, "Xiaoman", "Ye Wenzhou"))
        lines = [line for line in db.session.query(Disclosure) if line.action.startswith("printed")]
        assert [(line.action, line.detail) for line in lines] == [("printed.cards", "2")]

    def test_chooses_what_to_print(self, village: Cast, sign_in) -> None:
        assert "贴墙的安排" in sign_in(village.director, "zh").get("/village/print").text


class TestCoordinator:
    @pytest.mark.parametrize(("language", "words"), [("en", "Meetings"), ("zh", "见面")])
    def test_lists_a_week(self, village: Cast, sign_in, language: str, words: str) -> None:
        text = sign_in(village.coordinator, language).get("/coordination/meetings?week=2026-03-14").text
        assert f"<h1>{words}</h1>" in text
        assert text.count('<tr><th scope="row">') == 2
        assert not any(canary in text for canary in CANARIES)

    def test_lists_what_is_not_noted_and_what_was_called_off(self, village: Cast, sign_in) -> None:
        with transaction():
            first, second, *_ = db.session.query(Meeting).order_by(Meeting.id)
            first.starts_at = now() - timedelta(days=1)
            second.state = "cancelled"
        browser = sign_in(village.coordinator)
        for kind in ("open", "off"):
            assert browser.get(f"/coordination/meetings?kind={kind}").text.count('<tr><th scope="row">') == 1
        assert browser.get("/coordination/meetings?kind=nonsense").status_code == 200

    def test_calls_a_meeting_off(self, village: Cast, sign_in) -> None:
        public_id = db.session.query(Meeting).order_by(Meeting.id).first().public_id
        sign_in(village.coordinator).post(f"/meetings/{public_id}/cancel")
        db.session.expire_all()
        assert db.session.query(Meeting).order_by(Meeting.id).first().state == "cancelled"


class TestOutbox:
    def test_is_not_there_with_real_people(self, cast: Cast, client) -> None:
        assert not is_sample()
        assert client.get("/outbox").status_code == 404

    @pytest.mark.parametrize(
        ("language", "words"), [("en-GB", "Everybody can read this page"), ("zh-CN", "谁都能看这一页")]
    )
    def test_shows_codes_in_a_sample_and_says_so_loudly(self, cast: Cast, client, language: str, words: str) -> None:
        set_fact(SAMPLE_COUNTY, "jingning")
        tell(cast.ye_account, "sign_in_code", secret="493817", minutes=10)
        text = client.get("/outbox", headers={"Accept-Language": language}).text
        assert words in text
        assert "493817" in text

    def test_is_never_there_in_production(self, house: Flask, cast: Cast, client) -> None:
        set_fact(SAMPLE_COUNTY, "jingning")
        house.config["SETTINGS"] = replace(house.config["SETTINGS"], production=True)
        assert client.get("/outbox").status_code == 404

    def test_a_fact_is_replaced(self, cast: Cast) -> None:
        set_fact(SAMPLE_COUNTY, "jingning")
        set_fact(SAMPLE_COUNTY, "")
        assert not is_sample()


@pytest.mark.parametrize(
    ("name", "first"),
    [("蓝桂香", "桂香"), ("欧阳知遥", "知遥"), ("Lan Guixiang", "Guixiang"), ("Xiao", "Xiao"), ("", ""), ("叶", "叶")],
)
def test_first_names(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_title_and_no_address_tells_of_a_child(village: Cast, sign_in, language: str) -> None:
    raise_concern("canary words", by=actor_for(village.director))
    tell(village.ye_account, "offer", path="/me/circle", answer_by="2026-03-12")
    meeting = db.session.query(Meeting).order_by(Meeting.id).first().public_id
    pages = {
        village.ye_account: ["/me/schedule", "/me/circle", "/me/messages", f"/meetings/{meeting}", "/worry"],
        village.director: ["/village/week", "/village/print/wall", "/village/print/cards", "/worry"],
        village.coordinator: ["/coordination/meetings", "/coordination/concerns", f"/meetings/{meeting}"],
    }
    for account_id, addresses in pages.items():
        browser = sign_in(account_id, language)
        for address in addresses:
            text = browser.get(address).text
            told = re.findall(r"<title>(.*?)</title>", text) + re.findall(r'(?:href|action)="(.*?)"', text)
            for canary in (*CANARIES, "xiaoman", "Xiaoman", "小满", "canary", "football"):
                assert not [one for one in told if canary in one and not one.startswith("tel:")], (address, canary)
