"""The volunteer's pages: schedule, circle, meetings, messages; both languages, no script, nothing of a child too much."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.clock import now, today
from app.database import db, transaction
from app.models.children import Child
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting
from app.models.messages import Delivery, Message
from app.models.supporters import Evidence, Supporter
from app.models.traces import Disclosure
from app.operations.meeting_dates import date_meetings
from app.operations.messages import tell
from tests.cast import Cast, live_match
from tests.march import in_march, saturday  # noqa: F401

#: what the cast's children are called, where they live, how their families are reached
CANARIES = ("Invented Xiaoman", "Invented Grandmother", "by the old mill", "19900000001")


def pair(cast: Cast, **values) -> Match:
    with transaction():
        row = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye), **values)
        db.session.flush()
        match_id = row.id
    date_meetings(match_id)
    return db.session.get_one(Match, match_id)


def offered(cast: Cast, **values) -> Match:
    values = {
        "state": MatchState.OFFERED,
        "live_from": None,
        "answer_by": today() + timedelta(days=7),
        "place_id": cast.centre,
        "reasons": [{"code": "travel", "minutes": 18, "mode": "scooter"}, {"code": "interests", "words": "football"}],
        **values,
    }
    return pair(cast, **values)


def audit() -> list[str]:
    db.session.expire_all()
    return [line.action for line in db.session.query(Disclosure) if line.action != "sign_in"]


class TestSchedule:
    @pytest.mark.parametrize(("language", "words"), [("en", "Next meeting · in 9 days"), ("zh", "下次见面 · 9 天后")])
    def test_shows_the_next_meeting_first(self, cast: Cast, sign_in, language: str, words: str) -> None:
        pair(cast)
        text = sign_in(cast.ye_account, language).get("/me/schedule").text
        assert words in text
        assert ("Xiaoman 042" if language == "en" else "小满 042") in text
        assert "tel:" in text
        assert not any(canary in text for canary in CANARIES)

    @pytest.mark.parametrize(("language", "words"), [("en", "No meetings yet"), ("zh", "还没有见面")])
    def test_says_how_meetings_come_to_be_when_there_are_none(
        self, cast: Cast, sign_in, language: str, words: str
    ) -> None:
        assert words in sign_in(cast.ye_account, language).get("/me/schedule").text

    def test_says_that_an_answer_is_awaited(self, cast: Cast, sign_in) -> None:
        offered(cast)
        assert "There is 1 child we would like to ask you about." in sign_in(cast.ye_account).get("/me/schedule").text

    def test_asks_how_past_meetings_went(self, cast: Cast, sign_in) -> None:
        pair(cast)
        with transaction():
            db.session.query(Meeting).order_by(Meeting.id).first().starts_at = now() - timedelta(days=1)
        assert "Note it, 12 seconds" in sign_in(cast.ye_account).get("/me/schedule").text

    def test_shows_another_week_and_this_one_for_nonsense(self, cast: Cast, sign_in) -> None:
        pair(cast)
        browser = sign_in(cast.ye_account)
        assert "Mar 23 – Mar 29" in browser.get("/me/schedule?week=2026-03-28").text
        assert "This week" in browser.get("/me/schedule?week=never").text
        assert "This week" in browser.get("/me/schedule?week=9999-01-01").text

    def test_shows_nothing_of_a_child_once_vetting_has_ended(self, cast: Cast, sign_in) -> None:
        pair(cast)
        browser = sign_in(cast.ye_account)
        with transaction():
            db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="record_check").one().ended_at = now()
        assert "Xiaoman" not in browser.get("/me/schedule").text
        assert "Xiaoman" not in browser.get("/me/circle").text

    def test_goes_on_paper(self, cast: Cast, sign_in) -> None:
        pair(cast)
        text = sign_in(cast.ye_account).get("/me/schedule/print").text
        assert text.count('<tr><th scope="row">') == 4
        assert "110" in text
        assert not any(canary in text for canary in CANARIES)


class TestCircle:
    @pytest.mark.parametrize(("language", "words"), [("en", "Why you"), ("zh", "为什么想到您")])
    def test_an_offer_tells_who_and_why_but_not_the_name(self, cast: Cast, sign_in, language: str, words: str) -> None:
        offered(cast)
        text = sign_in(cast.ye_account, language).get("/me/circle").text
        assert words in text
        assert not any(canary in text for canary in CANARIES)

    def test_an_offer_tells_age_township_way_hour_and_second_adult(self, cast: Cast, sign_in) -> None:
        offered(cast)
        text = sign_in(cast.ye_account).get("/me/circle").text
        for words in (
            "Xiaoman 042", "10 years, boy", "Qingping", "18 min by scooter", "football", "Sat 9:00", "every two weeks",
            "The keeper of the place is there all the time.", "Please answer by",
        ):  # fmt: skip
            assert words in text, words

    def test_an_offer_names_the_others_by_role_only(self, cast: Cast, sign_in) -> None:
        offered(cast)
        with transaction():
            live_match(
                db.session.get_one(Child, cast.xiaoman),
                db.session.get_one(Supporter, cast.he),
                "doctor",
                half_hour=None,
            )
        text = sign_in(cast.ye_account).get("/me/circle").text
        assert "doctor" in text
        assert "He Qingyuan" not in text

    def test_yes_and_no(self, cast: Cast, sign_in) -> None:
        match = offered(cast)
        browser = sign_in(cast.ye_account)
        answer = browser.post(f"/me/offers/{match.public_id}/yes", follow_redirects=True)
        assert "You are part of the circle now" in answer.text
        assert db.session.query(Match).one().state == MatchState.LIVE
        again = browser.post(f"/me/offers/{match.public_id}/no", data={"reason": "times"}, follow_redirects=True)
        assert "You have answered this already" in again.text

    def test_no_with_a_reason(self, cast: Cast, sign_in) -> None:
        match = offered(cast)
        sign_in(cast.ye_account).post(f"/me/offers/{match.public_id}/no", data={"reason": "too_far"})
        db.session.expire_all()
        assert db.session.query(Match).one().decline_reason == "too_far"

    def test_what_changed_in_the_meantime_is_said_kindly(self, cast: Cast, sign_in) -> None:
        match = offered(cast)
        with transaction():
            db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="training").one().ended_at = now()
        answer = sign_in(cast.ye_account).post(f"/me/offers/{match.public_id}/yes", follow_redirects=True)
        assert "One of your papers has run out" in answer.text
        assert db.session.query(Match).one().state == MatchState.OFFERED

    def test_other_peoples_offers_and_unknown_ones_are_not_there(self, cast: Cast, sign_in) -> None:
        match = offered(cast)
        browser = sign_in(cast.he_account)
        assert browser.post(f"/me/offers/{match.public_id}/yes").status_code == 404
        assert browser.post("/me/offers/unknown/yes").status_code == 404
        assert browser.post(f"/me/offers/{match.public_id}/perhaps").status_code == 404

    @pytest.mark.parametrize(
        ("field", "value"),
        [("name", "Invented Xiaoman"), ("address", "by the old mill"), ("guardian", "Invented Grandmother"), ("phone", "19900000001")],
    )  # fmt: skip
    def test_each_look_behind_the_mask_is_one_line_of_the_audit(
        self, cast: Cast, sign_in, field: str, value: str
    ) -> None:
        pair(cast)
        child_id = db.session.get_one(Child, cast.xiaoman).public_id
        browser = sign_in(cast.ye_account)
        assert not any(canary in browser.get("/me/circle").text for canary in CANARIES)
        assert audit() == []
        text = browser.post(f"/me/circle/{child_id}/{field}").text
        assert value in text
        assert [canary for canary in CANARIES if canary in text] == [value]
        assert audit() == [f"child.{field}"]
        assert value not in browser.get("/me/circle").text

    def test_nothing_is_shown_when_the_audit_cannot_be_written(
        self, cast: Cast, sign_in, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pair(cast)
        child_id = db.session.get_one(Child, cast.xiaoman).public_id
        browser = sign_in(cast.ye_account)
        browser.application.config["PROPAGATE_EXCEPTIONS"] = False

        def broken(*args, **kwargs) -> None:
            raise RuntimeError("no audit")

        monkeypatch.setattr("app.operations.disclosures.record", broken)
        answer = browser.post(f"/me/circle/{child_id}/name")
        assert answer.status_code == 500
        assert "Invented Xiaoman" not in answer.text

    def test_an_offer_does_not_open_the_mask(self, cast: Cast, sign_in) -> None:
        offered(cast)
        child_id = db.session.get_one(Child, cast.xiaoman).public_id
        assert sign_in(cast.ye_account).post(f"/me/circle/{child_id}/name").status_code == 404
        assert audit() == []


class TestMeeting:
    def first(self) -> Meeting:
        db.session.expire_all()
        return db.session.query(Meeting).order_by(Meeting.planned_for).first()

    @pytest.mark.parametrize(("language", "words"), [("en", "After you tap"), ("zh", "点“我来不了”以后")])
    def test_says_what_follows_before_the_tap(self, cast: Cast, sign_in, language: str, words: str) -> None:
        pair(cast)
        text = sign_in(cast.ye_account, language).get(f"/meetings/{self.first().public_id}").text
        assert words in text
        assert not any(canary in text for canary in CANARIES)

    def test_is_called_off_and_the_director_told(self, cast: Cast, sign_in) -> None:
        pair(cast)
        browser = sign_in(cast.ye_account)
        answer = browser.post(f"/meetings/{self.first().public_id}/cancel", follow_redirects=True)
        assert "Called off." in answer.text
        assert self.first().state == "cancelled"
        told = db.session.query(Message).filter_by(account_id=cast.director).one()
        assert sign_in(cast.director).get(told.path).status_code == 200

    def test_is_moved_to_one_of_the_free_times(self, cast: Cast, sign_in) -> None:
        pair(cast)
        browser = sign_in(cast.ye_account)
        address = f"/meetings/{self.first().public_id}/move"
        assert "Choose one of the times." in browser.post(address, data={}).text
        browser.post(address, data={"starts_at": saturday(3, 21).isoformat()})
        assert self.first().starts_at == saturday(3, 21)
        assert browser.post(address, data={"starts_at": "2026-03-22T03:00:00+00:00"}).status_code == 200
        assert self.first().starts_at == saturday(3, 21)

    def test_is_noted_in_three_taps(self, cast: Cast, sign_in) -> None:
        pair(cast)
        with transaction():
            self.first().starts_at = now() - timedelta(hours=3)
        browser = sign_in(cast.ye_account)
        address = f"/meetings/{self.first().public_id}/note"
        wrong = browser.post(address, data={"happened": "yes", "minutes": "900"})
        assert "Give the minutes as a number from 1 to 480." in wrong.text
        browser.post(address, data={"happened": "yes", "minutes": "70", "felt": "3", "note": "chess"})
        assert (self.first().state, self.first().minutes_held, self.first().felt) == ("held", 70, 3)
        assert "chess" in browser.get(f"/meetings/{self.first().public_id}").text

    def test_being_late_is_told(self, cast: Cast, sign_in) -> None:
        pair(cast)
        with transaction():
            self.first().starts_at = now() + timedelta(minutes=10)
        answer = sign_in(cast.ye_account).post(f"/meetings/{self.first().public_id}/late", follow_redirects=True)
        assert "Ride carefully" in answer.text

    @pytest.mark.parametrize("who", ["he_account", "zhou_account", "organizer", "admin"])
    def test_of_others_is_not_there(self, cast: Cast, sign_in, who: str) -> None:
        pair(cast)
        browser = sign_in(getattr(cast, who))
        codes = {browser.get(f"/meetings/{name}").status_code for name in (self.first().public_id, "unknown")}
        assert codes in ({404}, {403})
        assert browser.post(f"/meetings/{self.first().public_id}/cancel").status_code in (403, 404)
        assert self.first().state == "planned"


class TestMessages:
    @pytest.mark.parametrize("address", ["/me/messages", "/messages"])
    def test_are_read_on_opening_by_post(self, cast: Cast, sign_in, address: str) -> None:
        tell(cast.ye_account, "offer", path="/me/circle", answer_by="2026-03-12")
        browser = sign_in(cast.ye_account)
        text = browser.get(address).text
        assert "You have a new proposal" in text
        assert "Thu, Mar 12" in text
        message = db.session.query(Message).one()
        assert message.read_at is None
        answer = browser.post(f"/messages/{message.public_id}/open")
        assert answer.location == "/me/circle"
        db.session.expire_all()
        assert db.session.query(Message).one().read_at is not None

    def test_come_unread_first_by_pages(self, cast: Cast, sign_in) -> None:
        for _ in range(30):
            tell(cast.ye_account, "pair_live")
        with transaction():
            for message in db.session.query(Message).order_by(Message.id.desc()).limit(29):
                message.read_at = now()
        browser = sign_in(cast.ye_account, "zh")
        text = browser.get("/me/messages").text
        assert "新的</span>" in text[text.index('<ul class="list card">') :].split("</li>")[0]
        assert "第 1 页，共 2 页" in text
        assert browser.get("/me/messages?page=2").status_code == 200

    def test_of_others_cannot_be_opened(self, cast: Cast, sign_in) -> None:
        tell(cast.ye_account, "pair_live")
        message = db.session.query(Message).one()
        assert sign_in(cast.he_account).post(f"/messages/{message.public_id}/open").status_code == 404

    def test_codes_are_not_listed(self, cast: Cast, sign_in) -> None:
        tell(cast.ye_account, "sign_in_code", secret="493817", minutes=10)
        assert "493817" not in sign_in(cast.ye_account).get("/me/messages").text

    def test_that_failed_can_be_sent_again_by_staff(self, cast: Cast, sign_in) -> None:
        tell(cast.ye_account, "pair_live")
        with transaction():
            failed = Delivery(way="email", state="failed", failure="refused 452")
            db.session.query(Message).one().deliveries = [failed]
        assert sign_in(cast.ye_account).get("/messages/unsent").status_code == 403
        browser = sign_in(cast.admin)
        assert "The gateway refused it. (452)" in browser.get("/messages/unsent").text
        browser.post(f"/messages/{db.session.query(Message).one().public_id}/again")
        db.session.expire_all()
        assert db.session.query(Delivery).one().state == "waiting"


def test_pages_need_no_script_and_no_styles_of_their_own(house: Flask, cast: Cast, sign_in) -> None:
    pair(cast)
    browser = sign_in(cast.ye_account)
    meeting = db.session.query(Meeting).first().public_id
    for address in ("/me/schedule", "/me/circle", "/me/messages", "/me/calendar", f"/meetings/{meeting}", "/worry"):
        text = browser.get(address).text
        assert "<script" not in text, address
        assert " style=" not in text, address
