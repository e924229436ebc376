"""Gateways on the administrator's page, one's wishes, the county's quiet hours, texts to groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from app.clock import now
from app.database import db, transaction
from app.jobs.messages import send_waiting
from app.models.accounts import Account, Grant, OpenSession, Role
from app.models.gateways import Gateway
from app.models.messages import Delivery, DeliveryState, Message, MessageWishes, Notice
from app.models.traces import Change, Disclosure
from app.operations.gateways import save_gateway
from app.operations.messages import tell
from app.queries.quiet_hours import countys_quiet_hours
from tests.cast import Cast
from tests.jobs.gateway_server import gateway_server
from tests.march import actor_for

ROBOT = "wecombot://693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    """Wednesday 11 March 2026, noon in the county."""
    with time_machine.travel(datetime(2026, 3, 11, 4, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def group(url: str = ROBOT, **values) -> dict[str, str]:
    return {"name": "Volunteers' group", "kind": "group", "url": url, "language": "en", "place": "", **values}


def beside(page: str, field: str) -> str:
    found = re.search(rf'id="{field}-error">(.*?)</p>', page, re.S)
    return found.group(1) if found else ""


class TestTheAdministratorsPage:
    def test_sets_a_gateway_sealed_and_never_shows_its_address(self, cast: Cast, sign_in) -> None:
        browser = sign_in(cast.admin)
        assert browser.post("/house/gateways/new", data=group()).location == "/house/gateways"
        row = db.session.scalars(select(Gateway)).one()
        assert row.url == ROBOT
        assert b"693a91f6" not in db.session.execute(text("select url from gateways")).scalar_one()
        for address in ("/house/gateways", f"/house/gateways/{row.public_id}"):
            assert "693a91f6" not in browser.get(address).text
        traces = [
            str(vars(found)) for found in (*db.session.scalars(select(Change)), *db.session.scalars(select(Disclosure)))
        ]
        assert not any("693a91f6" in trace for trace in traces)
        assert db.session.query(Disclosure).filter_by(action="gateway.saved").count() == 1
        assert "never tried" in browser.get("/house/gateways").text

    @pytest.mark.parametrize(
        ("sent", "field", "words"),
        [
            ({"url": "nonsense"}, "url", "No kind of gateway begins like this"),
            ({"url": ""}, "url", "Please fill this in"),
            ({"url": "json://example.org/robot"}, "url", "readable by others"),
            ({"kind": "sms", "url": "jsons://sms.example.org/send"}, "url", "Write {to} where"),
            ({"name": ""}, "name", "Please fill this in"),
        ],
    )
    def test_says_beside_the_field_what_is_wrong(self, cast: Cast, sign_in, sent, field: str, words: str) -> None:
        page = sign_in(cast.admin).post("/house/gateways/new", data=group(**sent)).text
        assert words in beside(page, field)
        assert db.session.query(Gateway).count() == 0

    def test_says_so_in_chinese_too(self, cast: Cast, sign_in) -> None:
        page = sign_in(cast.admin, "zh").post("/house/gateways/new", data=group(url="nonsense")).text
        assert "没有这种开头的通道" in beside(page, "url")

    def test_keeps_the_address_when_only_the_name_changes(self, cast: Cast, sign_in) -> None:
        browser = sign_in(cast.admin)
        browser.post("/house/gateways/new", data=group())
        row = db.session.scalars(select(Gateway)).one()
        where, version = f"/house/gateways/{row.public_id}", str(row.version)
        assert browser.post(where, data=group(url="", name="New name", version=version)).status_code == 302
        db.session.expire_all()
        assert (db.session.query(Gateway).one().name, db.session.query(Gateway).one().url) == ("New name", ROBOT)
        page = browser.post(where, data=group(url="", name="Too late", version=version)).text
        assert "Somebody else changed this gateway" in beside(page, "name")

    def test_asks_who_one_is_before_a_change(self, cast: Cast, sign_in) -> None:
        browser = sign_in(cast.admin)
        with transaction():
            for session in db.session.scalars(select(OpenSession)):
                session.proved_at = now() - timedelta(minutes=31)
        assert "/prove" in browser.post("/house/gateways/new", data=group()).location
        assert db.session.query(Gateway).count() == 0

    def test_tries_a_gateway_through_a_job_and_shows_the_result(self, house: Flask, cast: Cast, sign_in) -> None:
        browser = sign_in(cast.admin)
        with gateway_server(500) as server:
            browser.post("/house/gateways/new", data=group(server.group))
            key = db.session.query(Gateway).one().public_id
            browser.post(f"/house/gateways/{key}/try")
            assert server.heard == []
            assert "The trial waits for a worker." in browser.get("/house/gateways").text
            send_waiting()
            page = browser.get("/house/gateways").text
            assert "The gateway refused it. (500)" in page
            assert "does not work" in page
            browser.post(f"/house/gateways/{key}/try")
            send_waiting()
        page = browser.get("/house/gateways").text
        assert "it took the text" in page
        assert server.heard[-1][1]["message"].startswith("This gateway works.")

    def test_asks_where_a_trial_of_sms_goes(self, house: Flask, cast: Cast, sign_in) -> None:
        house.config["SETTINGS"] = replace(house.config["SETTINGS"], sms_gateway="json://127.0.0.1:1/{to}")
        browser = sign_in(cast.admin)
        page = browser.post("/house/gateways/CARE_SMS_GATEWAY/try", data={"to": "nobody"}).text
        assert "a phone number for an SMS gateway" in beside(page, "to")
        assert db.session.query(Notice).count() == 0
        assert browser.post("/house/gateways/CARE_SMS_GATEWAY/try", data={"to": "19900000009"}).status_code == 302
        assert browser.post("/house/gateways/nothing/try").status_code == 404

    def test_switches_a_gateway_off_and_on_again(self, cast: Cast, sign_in) -> None:
        browser = sign_in(cast.admin)
        browser.post("/house/gateways/new", data=group())
        row = db.session.query(Gateway).one()
        where = f"/house/gateways/{row.public_id}"
        browser.post(f"{where}/off")
        assert "Volunteers&#39; group" not in browser.get("/house/gateways").text.split("<main")[1].split("</h1>")[1]
        version = str(db.session.query(Gateway).one().version)
        browser.post(where, data=group(url="", version=version))
        assert "Volunteers&#39; group" in browser.get("/house/gateways").text

    def test_shows_once_what_fails_for_many(self, house: Flask, cast: Cast, sign_in) -> None:
        with gateway_server(*[500] * 9) as server:
            house.config["SETTINGS"] = replace(house.config["SETTINGS"], sms_gateway=server.sms)
            for account_id in (cast.ye_account, cast.he_account, cast.zhou_account):
                tell(account_id, "pair_live")
            send_waiting()
        browser = sign_in(cast.admin)
        for address in ("/house", "/house/gateways"):
            assert browser.get(address).text.count("took nothing for 3 people since") == 1


def test_what_did_not_reach_people_stands_on_today_until_it_is_settled(house: Flask, cast: Cast, sign_in) -> None:
    house.config["SETTINGS"] = replace(house.config["SETTINGS"], sms_gateway="json://127.0.0.1:1/{to}")
    tell(cast.ye_account, "pair_live")
    with transaction():
        one = db.session.query(Delivery).one()
        one.state, one.failure = DeliveryState.FAILED, "refused 500"
    browser = sign_in(cast.coordinator)
    assert "message did not reach its reader" in browser.get("/coordination/").text
    page = browser.get("/messages/unsent").text
    assert "SMS: The gateway refused it. (500)" in page
    browser.post(f"/messages/{db.session.query(Message).one().public_id}/told")
    assert "did not reach" not in browser.get("/coordination/").text


class TestOnesOwnWishes:
    ALL = {"email": "y", "sms": "y", "reminders": "y", "work": "y", "begin": "22:00", "end": "06:30"}

    @pytest.mark.parametrize("who", ["ye_account", "director", "organizer"])
    def test_are_kept(self, cast: Cast, sign_in, who: str) -> None:
        browser = sign_in(getattr(cast, who))
        sent = {**self.ALL, "quiet": "own"}
        del sent["sms"]
        assert browser.post("/messages/wishes", data=sent).status_code == 302
        wishes = db.session.get_one(MessageWishes, getattr(cast, who))
        assert (wishes.email, wishes.sms, wishes.quiet_from, wishes.quiet_until) == (True, False, 22 * 60, 6 * 60 + 30)
        page = browser.get("/messages/wishes").text
        assert 'value="22:00"' in page
        assert re.search(r'<input checked[^>]*name="email"', page)
        assert not re.search(r'<input checked[^>]*name="sms"', page)

    def test_may_be_the_countys_or_none(self, cast: Cast, sign_in) -> None:
        browser = sign_in(cast.ye_account)
        browser.post("/messages/wishes", data={**self.ALL, "quiet": "none"})
        assert re.search(r'<input checked[^>]*value="none"', browser.get("/messages/wishes").text)
        browser.post("/messages/wishes", data={**self.ALL, "quiet": "county"})
        db.session.expire_all()
        assert db.session.get_one(MessageWishes, cast.ye_account).quiet_from is None

    @pytest.mark.parametrize(
        ("sent", "words"),
        [({"begin": ""}, "such as 21:30"), ({"begin": "06:00", "end": "23:00"}, "At most 16 hours")],
    )
    def test_are_refused_beside_the_field(self, cast: Cast, sign_in, sent: dict[str, str], words: str) -> None:
        page = sign_in(cast.ye_account).post("/messages/wishes", data={**self.ALL, "quiet": "own", **sent}).text
        assert words in beside(page, "begin")
        assert db.session.get(MessageWishes, cast.ye_account) is None

    def test_are_found_from_ones_pages(self, cast: Cast, sign_in) -> None:
        assert "/messages/wishes" in sign_in(cast.ye_account).get("/me/about").text
        assert "/messages/wishes" in sign_in(cast.director).get("/account").text
        page = sign_in(cast.ye_account, "zh").get("/messages/wishes").text
        assert "消息设置" in page
        assert "工作待办" not in page

    def test_stay_with_their_owner(self, cast: Cast, sign_in) -> None:
        sign_in(cast.ye_account).post("/messages/wishes", data={"quiet": "county"})
        assert db.session.get_one(MessageWishes, cast.ye_account).email is False
        assert db.session.get(MessageWishes, cast.he_account) is None


@pytest.mark.parametrize("who", ["organizer", "admin"])
def test_the_countys_quiet_hours_are_set_by_organizer_and_administrator(cast: Cast, sign_in, who: str) -> None:
    browser = sign_in(getattr(cast, who))
    assert browser.post("/messages/quiet-hours", data={"begin": "22:00", "end": "06:00"}).status_code == 302
    assert str(countys_quiet_hours()) == "22:00-06:00"
    assert "At most 16 hours" in browser.post("/messages/quiet-hours", data={"begin": "06:00", "end": "23:00"}).text
    assert db.session.query(Disclosure).filter_by(action="quiet_hours.set").count() == 1


class TestTextsToAGroup:
    TOLD = {
        "kind": "open_places",
        "number": "3",
        "span": "this_week",
        "day": "",
        "place": "",
        "path": "/",
        "asked": "a",
    }

    def set_up(self, cast: Cast, url: str, place_id: int | None = None) -> dict[str, str]:
        key = save_gateway("", name="Group", kind="group", url=url, place_id=place_id, by=actor_for(cast.admin))
        return {**self.TOLD, "group": key}

    def test_are_shown_first_in_the_groups_language_and_then_sent(self, cast: Cast, sign_in) -> None:
        with gateway_server() as server:
            told = self.set_up(cast, server.group)
            browser = sign_in(cast.coordinator)
            page = browser.post("/coordination/group-texts", data={**told, "step": "look"}).text
            assert "本周还有 3 个空位" in page
            assert db.session.query(Notice).count() == 0
            for _ in range(2):
                browser.post("/coordination/group-texts", data={**told, "step": "send"})
            send_waiting()
        assert len(server.heard) == 1
        assert "3 open places this week." in browser.get("/coordination/group-texts").text
        assert db.session.query(Disclosure).filter_by(action="notice.sent").count() == 1

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"number": ""}, "number"),
            ({"number": "many"}, "number"),
            ({"kind": "closed"}, "day"),
            ({"kind": "x"}, "kind"),
        ],
    )
    def test_are_refused_beside_the_field(self, cast: Cast, sign_in, sent: dict[str, str], field: str) -> None:
        told = self.set_up(cast, ROBOT)
        page = sign_in(cast.coordinator).post("/coordination/group-texts", data={**told, **sent, "step": "send"}).text
        assert 'class="bad"' in page
        assert field == "kind" or beside(page, field)
        assert db.session.query(Notice).count() == 0

    def test_go_to_no_group_of_another_township(self, cast: Cast, sign_in) -> None:
        told = self.set_up(cast, ROBOT, cast.county)
        with transaction():
            account = db.session.get_one(Account, cast.second_coordinator)
            account.grants = [Grant(role=Role.COORDINATOR, place_id=cast.township)]
        browser = sign_in(cast.second_coordinator)
        assert "No group chat is set up" in browser.get("/coordination/group-texts").text
        browser.post("/coordination/group-texts", data={**told, "step": "send"})
        assert db.session.query(Notice).count() == 0
        self.set_up(cast, ROBOT, cast.centre)
        assert "No group chat is set up" not in browser.get("/coordination/group-texts").text

    def test_say_when_they_go_out_in_quiet_hours(self, cast: Cast, sign_in, noon) -> None:
        told = self.set_up(cast, ROBOT)
        noon.shift(timedelta(hours=11))
        page = sign_in(cast.coordinator).post("/coordination/group-texts", data={**told, "step": "look"}).text
        assert "it goes out at 7:00" in page


def test_pages_need_no_script_and_no_styles_of_their_own(cast: Cast, sign_in) -> None:
    for who, addresses in {
        "admin": ("/house/gateways", "/house/gateways/new", "/messages/quiet-hours", "/messages/wishes"),
        "coordinator": ("/coordination/group-texts", "/messages/unsent"),
    }.items():
        for address in addresses:
            page = sign_in(getattr(cast, who)).get(address).text
            assert "<script" not in page, address
            assert " style=" not in page, address
