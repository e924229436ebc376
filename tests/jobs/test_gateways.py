"""Messages by gateways: SMS to people, texts to groups, trials; quiet hours hold them, a killed sender loses none."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.actors import Actor
from app.clock import at_half_hour, monday, now, today
from app.database import db, transaction
from app.jobs import messages as jobs
from app.jobs.messages import send_waiting
from app.models.accounts import Account
from app.models.messages import Delivery, DeliveryState, Message, Notice
from app.operations.deliveries import PAUSES
from app.operations.gateways import save_gateway, switch_off, try_gateway
from app.operations.message_wishes import save_wishes, set_quiet_hours
from app.operations.messages import tell
from app.operations.notices import announce
from app.queries.gateways import failing_gateways
from app.queries.quiet_hours import QuietHours
from tests.cast import Cast
from tests.jobs.gateway_server import gateway_server
from tests.jobs.mail_server import mail_server
from tests.march import actor_for
from tests.servers.databases import both_databases


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    """Wednesday 11 March 2026, noon in the county: far from quiet hours."""
    with time_machine.travel(datetime(2026, 3, 11, 4, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def clock(hour: int, minute: int = 0, day: int = 11) -> datetime:
    """Return a moment of March 2026 by the county's clock."""
    return at_half_hour(monday(datetime(2026, 3, day).date()), 0) + timedelta(  # noqa: DTZ001
        days=datetime(2026, 3, day).weekday(),  # noqa: DTZ001
        hours=hour,
        minutes=minute,
    )


def configure(house: Flask, **values: str) -> None:
    house.config["SETTINGS"] = replace(house.config["SETTINGS"], public_url="https://care.example", **values)


def states() -> list[tuple[str, str, str]]:
    db.session.expire_all()
    return [(one.way, one.state, one.failure) for one in db.session.query(Delivery).order_by(Delivery.id)]


class TestByTwoWays:
    def test_a_message_goes_by_every_way_a_person_has(self, house: Flask, cast: Cast) -> None:
        with gateway_server() as server, mail_server() as post:
            configure(house, smtp_url=post.url, sms_gateway=server.sms)
            tell(cast.ye_account, "pair_live", path="/me/circle")
            assert send_waiting() == 2
            assert send_waiting() == 0
        assert [path for path, _ in server.heard] == ["/sms/+8619900000000"]
        assert server.texts[0].endswith("https://care.example/me/circle")
        assert "You are now part of a child's circle." in server.texts[0]
        assert len(post.letters) == 1
        assert {state for _, state, _ in states()} == {DeliveryState.SENT}

    def test_a_sign_in_code_goes_only_to_what_one_signs_in_with(self, house: Flask, cast: Cast) -> None:
        with gateway_server() as server, mail_server() as post:
            configure(house, smtp_url=post.url, sms_gateway=server.sms)
            tell(cast.ye_account, "sign_in_code", secret="493817")
            send_waiting()
            assert server.heard == []
            with transaction():
                db.session.get_one(Account, cast.he_account).handle = "19900000009"
            tell(cast.he_account, "sign_in_code", secret="271828")
            send_waiting()
        assert len(post.letters) == 1
        assert server.heard[0][0] == "/sms/+8619900000009"
        assert "271828" in server.texts[0]
        assert [message.secret for message in db.session.query(Message)] == [None, None]

    def test_a_message_speaks_its_readers_language(self, house: Flask, cast: Cast) -> None:
        with transaction():
            db.session.get_one(Account, cast.ye_account).language = "zh"
        with gateway_server() as server:
            configure(house, sms_gateway=server.sms)
            tell(cast.ye_account, "pair_live")
            tell(cast.he_account, "pair_live")
            send_waiting()
        assert "您" in server.texts[0]
        assert "You are now part" in server.texts[1]

    def test_a_gateway_set_on_the_page_is_used_before_the_configuration(self, house: Flask, cast: Cast) -> None:
        with gateway_server() as page, gateway_server() as configured:
            configure(house, sms_gateway=configured.sms)
            key = save_gateway("", name="SMS", kind="sms", url=page.sms, by=Actor(cast.admin))
            tell(cast.ye_account, "pair_live")
            send_waiting()
            switch_off(key, by=Actor(cast.admin))
            tell(cast.ye_account, "pair_live")
            send_waiting()
        assert (len(page.heard), len(configured.heard)) == (1, 1)

    def test_what_waits_when_the_gateway_is_switched_off_is_read_in_the_app(self, house: Flask, cast: Cast) -> None:
        key = save_gateway("", name="SMS", kind="sms", url="json://127.0.0.1:1/{to}", by=Actor(cast.admin))
        tell(cast.ye_account, "pair_live")
        switch_off(key, by=Actor(cast.admin))
        send_waiting()
        assert states() == [("sms", DeliveryState.DROPPED, "no_gateway")]


class TestFailing:
    def test_twice_and_then_it_works(self, house: Flask, cast: Cast, noon) -> None:
        with gateway_server(500, 502) as server:
            configure(house, sms_gateway=server.sms)
            tell(cast.ye_account, "pair_live")
            assert send_waiting() == 0
            assert states() == [("sms", DeliveryState.WAITING, "refused 500")]
            assert send_waiting() == 0  # not before the pause is over
            noon.shift(PAUSES[0])
            assert send_waiting() == 0
            assert states() == [("sms", DeliveryState.WAITING, "refused 502")]
            noon.shift(PAUSES[1])
            assert send_waiting() == 1
            assert send_waiting() == 0
        assert states() == [("sms", DeliveryState.SENT, "")]
        assert len(server.heard) == 3

    @both_databases
    def test_for_many_people_is_told_once_and_over_with_the_first_yes(self, house: Flask, cast: Cast, noon) -> None:
        people = (cast.ye_account, cast.he_account, cast.zhou_account)
        with gateway_server(*[500] * 3) as server:
            configure(house, sms_gateway=server.sms)
            for account_id in people[:2]:
                tell(account_id, "pair_live")
            send_waiting()
            assert failing_gateways() == []
            tell(people[2], "pair_live")
            send_waiting()
            assert [(one.name, one.people) for one in failing_gateways()] == [("CARE_SMS_GATEWAY", 3)]
            noon.shift(PAUSES[0])
            send_waiting()
        assert failing_gateways() == []

    def test_one_gateway_that_is_away_does_not_hold_up_another(self, house: Flask, cast: Cast) -> None:
        with mail_server() as post:
            configure(house, smtp_url=post.url, sms_gateway="json://127.0.0.1:1/{to}")
            tell(cast.ye_account, "pair_live")
            tell(cast.he_account, "pair_live")
            assert send_waiting() == 2
        assert len(post.letters) == 2


class TestAKilledSender:
    def test_leaves_the_delivery_to_the_next_when_its_claim_runs_out(self, house: Flask, cast: Cast, noon) -> None:
        """Killed between the gateway's yes and the note of it: sent again, which is the most a gateway allows."""
        with gateway_server() as server:
            configure(house, sms_gateway=server.sms)
            tell(cast.ye_account, "pair_live")
            db.session.rollback()
            db.engine.dispose()
            child = os.fork()
            if child == 0:
                jobs.note_sent = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
                send_waiting()
                os._exit(0)
            assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
            assert send_waiting() == 0
            assert states() == [("sms", DeliveryState.WAITING, "")]
            noon.shift(timedelta(minutes=6))
            assert send_waiting() == 1
        assert len(server.heard) == 2
        assert states() == [("sms", DeliveryState.SENT, "")]

    def test_before_the_gateway_heard_anything_sends_once(self, house: Flask, cast: Cast, noon) -> None:
        with gateway_server() as server:
            configure(house, sms_gateway=server.sms)
            tell(cast.ye_account, "pair_live")
            db.session.rollback()
            db.engine.dispose()
            child = os.fork()
            if child == 0:
                jobs.hand_to = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
                send_waiting()
                os._exit(0)
            os.waitpid(child, 0)
            noon.shift(timedelta(minutes=6))
            assert send_waiting() == 1
        assert len(server.heard) == 1


class TestQuietHours:
    def test_hold_a_message_until_they_are_over(self, house: Flask, cast: Cast, noon) -> None:
        with gateway_server() as server:
            configure(house, sms_gateway=server.sms)
            noon.move_to(clock(21, 30))
            tell(cast.ye_account, "pair_live")
            noon.move_to(clock(6, 59, day=12))
            assert send_waiting() == 0
            assert server.heard == []
            noon.move_to(clock(7, 0, day=12))
            assert send_waiting() == 1
        assert [one.tries for one in db.session.query(Delivery)] == [1]

    def test_hold_a_second_try_too(self, house: Flask, cast: Cast, noon) -> None:
        with gateway_server(500) as server:
            configure(house, sms_gateway=server.sms)
            noon.move_to(clock(21, 29))
            tell(cast.ye_account, "pair_live")
            send_waiting()
            noon.move_to(clock(22))
            send_waiting()
            assert len(server.heard) == 1
            noon.move_to(clock(7, day=12))
            assert send_waiting() == 1

    @pytest.mark.parametrize(
        ("kind", "starts_at", "goes"),
        [
            ("meeting_cancelled", clock(0, 30, day=12), True),
            ("meeting_cancelled", clock(9, day=12), False),
            ("shift_cancelled", clock(23), True),
            ("shifts_released", clock(23), True),
            ("shift_cancelled", clock(9, day=12), False),
            ("concern_raised", clock(9, day=12), True),
            ("offer", clock(22, 30), False),
        ],
    )
    def test_let_through_what_cannot_wait(
        self, house: Flask, cast: Cast, noon, kind: str, starts_at: datetime, goes: bool
    ) -> None:
        with gateway_server() as server:
            configure(house, sms_gateway=server.sms)
            noon.move_to(clock(22))
            tell(cast.ye_account, kind, starts_at=starts_at.isoformat())
            send_waiting()
        assert bool(server.heard) == goes

    def test_of_ones_own_and_none_at_all(self, house: Flask, cast: Cast, noon) -> None:
        wishes = {"email": True, "sms": True, "reminders": True, "work": True}
        with gateway_server() as server:
            configure(house, sms_gateway=server.sms)
            noon.move_to(clock(22))
            tell(cast.ye_account, "pair_live")
            tell(cast.he_account, "pair_live")
            save_wishes(**wishes, quiet=QuietHours(0, 0), by=Actor(cast.ye_account))
            assert send_waiting() == 1
            save_wishes(**wishes, quiet=QuietHours(23 * 60, 8 * 60), by=Actor(cast.he_account))
            assert send_waiting() == 1
            noon.move_to(clock(23, 30))
            tell(cast.he_account, "pair_live")
            noon.move_to(clock(7, 30, day=12))
            assert send_waiting() == 0
            noon.move_to(clock(8, day=12))
            assert send_waiting() == 1

    def test_of_the_county_can_be_set(self, house: Flask, cast: Cast, noon) -> None:
        with gateway_server() as server:
            configure(house, sms_gateway=server.sms)
            noon.move_to(clock(22))
            tell(cast.ye_account, "pair_live")
            set_quiet_hours(QuietHours(23 * 60, 6 * 60), by=Actor(cast.organizer))
            assert send_waiting() == 1

    def test_outlast_a_reminder_whose_meeting_has_begun(self, house: Flask, cast: Cast, noon) -> None:
        with gateway_server() as server:
            configure(house, sms_gateway=server.sms)
            noon.move_to(clock(5))
            tell(cast.ye_account, "meeting_reminder", starts_at=clock(6, 45).isoformat(), where=[])
            noon.move_to(clock(7))
            assert send_waiting() == 1
            assert server.heard == []
        assert states() == [("sms", DeliveryState.DROPPED, "over")]


class TestWishes:
    @pytest.mark.parametrize(
        ("kind", "off", "ways"),
        [
            ("pair_live", {"sms": False}, ["email"]),
            ("pair_live", {"sms": False, "email": False}, []),
            ("meeting_reminder", {"reminders": False}, []),
            ("pair_live", {"reminders": False, "work": False}, ["email", "sms"]),
            ("round_ready", {"work": False}, []),
            ("sign_in_code", {"email": False, "sms": False}, ["email"]),
        ],
    )
    def test_decide_by_which_ways_a_kind_goes(
        self, house: Flask, cast: Cast, kind: str, off: dict[str, bool], ways: list[str]
    ) -> None:
        configure(house, smtp_url="smtp://127.0.0.1:1", sms_gateway="json://127.0.0.1:1/{to}")
        wishes = {"email": True, "sms": True, "reminders": True, "work": True, **off}
        save_wishes(**wishes, quiet=None, by=Actor(cast.ye_account))
        tell(cast.ye_account, kind, secret="1" if kind == "sign_in_code" else None)
        assert sorted(way for way, _, _ in states()) == ways
        assert db.session.query(Message).count() == 1  # in the app always

    def test_a_closed_account_gets_nothing(self, house: Flask, cast: Cast) -> None:
        configure(house, smtp_url="smtp://127.0.0.1:1")
        with transaction():
            db.session.get_one(Account, cast.ye_account).disabled_at = now()
        tell(cast.ye_account, "pair_live")
        assert states() == []


class TestTrials:
    def test_go_to_the_group_and_their_result_is_kept(self, house: Flask, cast: Cast) -> None:
        with gateway_server() as server:
            key = save_gateway("", name="Group", kind="group", url=server.group, language="zh", by=Actor(cast.admin))
            try_gateway(key, "", "en", by=Actor(cast.admin))
            assert send_waiting() == 1
        assert server.heard[0][1]["title"] == "守护圈试发"
        assert states() == [("group", DeliveryState.SENT, "")]

    def test_fail_at_once_and_forget_where_they_went(self, house: Flask, cast: Cast, noon) -> None:
        with gateway_server(500) as server:
            configure(house, sms_gateway=server.sms)
            noon.move_to(clock(23))  # somebody looks on: no quiet hours
            try_gateway("CARE_SMS_GATEWAY", "199 0000 0000", "en", by=Actor(cast.admin))
            assert db.session.query(Notice).one().to == "+8619900000000"
            assert send_waiting() == 1
        assert states() == [("sms", DeliveryState.FAILED, "refused 500")]
        assert db.session.query(Notice).one().to is None


class TestGroupTexts:
    def test_go_out_once_in_the_groups_language(self, house: Flask, cast: Cast) -> None:
        with gateway_server() as server:
            configure(house, group_gateway=server.group)
            by = actor_for(cast.coordinator)
            for _ in range(2):
                told = {"number": 3, "span": "this_week"}
                announce("CARE_GROUP_GATEWAY", "open_places", told, "/me/schedule", "form-1", by=by)
            assert send_waiting() == 1
        assert len(server.heard) == 1
        assert "本周" in server.texts[0]
        assert "3" in server.texts[0]
        assert server.texts[0].endswith("https://care.example/me/schedule")

    def test_wait_for_the_end_of_the_countys_quiet_hours(self, house: Flask, cast: Cast, noon) -> None:
        with gateway_server() as server:
            configure(house, group_gateway=server.group)
            noon.move_to(clock(22))
            announce("CARE_GROUP_GATEWAY", "thanks", {}, "/", "form-1", by=actor_for(cast.coordinator))
            assert send_waiting() == 0
            noon.move_to(clock(7, day=12))
            assert send_waiting() == 1

    def test_name_a_centre_and_a_day(self, house: Flask, cast: Cast) -> None:
        with gateway_server() as server:
            key = save_gateway("", name="Group", kind="group", url=server.group, language="en", by=Actor(cast.admin))
            told = {"day": today() + timedelta(days=2), "place": cast.centre}
            announce(key, "closed", told, "/", "form-1", by=actor_for(cast.coordinator))
            send_waiting()
        assert "Qingping-centre stays closed on Fri, Mar 13." in server.texts[0]
