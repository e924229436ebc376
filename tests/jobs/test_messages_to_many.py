"""One message to many people at once: it goes the ways, and at the times, that the same message to each of them goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.jobs.messages import send_waiting
from app.models.accounts import Account, Role
from app.models.messages import Delivery, DeliveryState, Message
from app.models.supporters import Supporter
from app.operations.message_wishes import save_wishes
from app.operations.messages import tell, tell_all
from app.operations.publication import publish
from app.queries.quiet_hours import QuietHours
from tests.cast import Cast
from tests.jobs.gateway_server import gateway_server
from tests.jobs.mail_server import mail_server
from tests.proposals import propose

NOON, NIGHT = datetime(2026, 3, 11, 4, tzinfo=UTC), datetime(2026, 3, 11, 15, tzinfo=UTC)
"""Wednesday at noon and at 23:00, by the county's clock."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def configure(house: Flask, **values: str) -> None:
    house.config["SETTINGS"] = replace(house.config["SETTINGS"], public_url="https://care.example", **values)


def everybody(cast: Cast) -> list[int]:
    """Ye wants no SMS, He sleeps until ten, Wen has only a handle, Zhou's account is closed, An has the usual wishes."""
    wishes = {"email": True, "reminders": True, "work": True}
    save_wishes(**wishes, sms=False, quiet=None, by=Actor(cast.ye_account))
    save_wishes(**wishes, sms=True, quiet=QuietHours(22 * 60, 10 * 60), by=Actor(cast.he_account))
    with transaction():
        db.session.get_one(Account, cast.zhou_account).disabled_at = now()
        db.session.get_one(Supporter, cast.he).phone = "19900000007"
    return [cast.ye_account, cast.he_account, cast.organizer, cast.zhou_account, cast.admin]


def on_their_way() -> list[tuple[int, str, str, datetime | None]]:
    """Return what waits to leave the house: for whom, on which way, by which gateway, and until when it is held."""
    rows = db.session.query(Message.account_id, Delivery.way, Delivery.gateway, Delivery.not_before)
    return sorted((tuple(row) for row in rows.join(Delivery.message)), key=str)


def forget() -> None:
    with transaction():
        for table in (Delivery, Message):
            db.session.query(table).delete()


@pytest.mark.parametrize("moment", [NOON, NIGHT], ids=["at noon", "at night"])
@pytest.mark.parametrize("kind", ["pair_live", "offer"])
def test_many_are_told_as_each_alone_would_be(house, cast, clock, moment, kind):
    configure(house, smtp_url="smtp://127.0.0.1:9", sms_gateway="json://127.0.0.1:9/sms/{to}")
    people, params = everybody(cast), {"answer_by": "2026-03-18"} if kind == "offer" else {}
    clock.move_to(moment)
    for account_id in people:
        tell(account_id, kind, path="/me/circle", **params)
    one_by_one = on_their_way()
    forget()
    tell_all(people, kind, path="/me/circle", **params)
    assert on_their_way() == one_by_one
    ways = {(account_id, way) for account_id, way, _, _ in one_by_one}
    assert (cast.ye_account, "sms") not in ways
    assert {(cast.ye_account, "email"), (cast.he_account, "sms")} <= ways
    assert all(account_id != cast.zhou_account for account_id, _ in ways)
    held = {account_id: until for account_id, _, _, until in one_by_one}
    assert (held[cast.he_account] is None) == (moment == NOON)


def test_what_many_are_told_leaves_by_the_gateways_once(house, cast):
    with gateway_server() as server, mail_server() as post:
        configure(house, smtp_url=post.url, sms_gateway=server.sms)
        people = everybody(cast)
        tell_all(people, "pair_live", path="/me/circle")
        waiting = db.session.query(Delivery).count()
        assert send_waiting() == waiting == len(server.heard) + len(post.letters)
        assert send_waiting() == 0
    assert [path for path, _ in server.heard] == ["/sms/+8619900000007"]
    assert "You are now part of a child's circle." in server.texts[0]
    assert {state for (state,) in db.session.query(Delivery.state)} == {DeliveryState.SENT}


def test_at_night_it_waits_for_the_morning_of_each(house, cast, clock):
    with gateway_server() as server, mail_server() as post:
        configure(house, smtp_url=post.url, sms_gateway=server.sms)
        people = everybody(cast)
        clock.move_to(NIGHT)
        tell_all(people, "pair_live", path="/me/circle")
        assert send_waiting() == 0
        clock.move_to(NIGHT + timedelta(hours=10, minutes=59))  # 9:59
        send_waiting()
        assert server.heard == []
        letters = len(post.letters)
        assert letters > 0
        clock.move_to(NIGHT + timedelta(hours=11, minutes=1))
        send_waiting()
        assert len(server.heard) == 1
        assert len(post.letters) == letters + 1


def test_a_published_round_is_heard_of_by_gateway(house, cast):
    with gateway_server() as server, mail_server() as post:
        configure(house, smtp_url=post.url, sms_gateway=server.sms)
        with transaction():
            db.session.get_one(Supporter, cast.he).phone = "19900000007"
        publish(propose(cast), by=Actor(cast.coordinator, {Role.COORDINATOR: frozenset()}))
        send_waiting()
    assert sorted(path for path, _ in server.heard) == ["/sms/+8619900000000", "/sms/+8619900000007"]
    assert len(post.letters) == 2
