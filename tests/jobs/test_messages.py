"""The outbox: nothing is lost, nothing waits for ever, a code goes out once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.jobs.messages import Unreachable, send_delivery, send_waiting
from app.models.accounts import Account
from app.models.messages import Delivery, DeliveryState, Message
from app.models.traces import Disclosure
from app.operations.deliveries import PAUSES, claim_delivery, note_failure, note_sent
from app.operations.messages import forget_secrets, open_message, send_again, settle_unsent, tell
from app.queries.messages import unsent_count
from tests.cast import Cast
from tests.jobs.mail_server import mail_server
from tests.servers.databases import both_databases

AWAY = "smtp://127.0.0.1:1"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    """Wednesday 11 March 2026, noon in the county: far from quiet hours."""
    with time_machine.travel(datetime(2026, 3, 11, 4, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def only() -> Message:
    db.session.expire_all()
    return db.session.query(Message).one()


def delivery() -> Delivery:
    db.session.expire_all()
    return db.session.query(Delivery).one()


def fate() -> tuple[str, str]:
    return delivery().state, delivery().failure


def configure(house: Flask, smtp_url: str) -> None:
    house.config["SETTINGS"] = replace(house.config["SETTINGS"], smtp_url=smtp_url, public_url="https://care.example")


def test_without_a_mail_server_a_message_is_kept_for_reading(cast: Cast) -> None:
    tell(cast.ye_account, "offer", answer_by="2026-11-26")
    assert send_waiting() == 0
    assert only().deliveries == []


def test_someone_with_a_phone_only_reads_in_the_app(house: Flask, cast: Cast) -> None:
    with transaction():
        db.session.get_one(Account, cast.ye_account).handle = "19900000000"
    with mail_server() as server:
        configure(house, server.url)
        tell(cast.ye_account, "pair_live")
        send_waiting()
        assert server.letters == []
    assert only().deliveries == []


def test_a_letter_speaks_the_readers_language_and_leads_to_the_page(house: Flask, cast: Cast) -> None:
    with mail_server() as server:
        configure(house, server.url)
        tell(cast.ye_account, "offer", path="/me/circle", answer_by="2026-11-26")
        assert send_waiting() == 1
        assert send_waiting() == 0
    assert len(server.letters) == 1
    assert "You have a new proposal" in server.letters[0]
    assert "https://care.example/me/circle" in server.letters[0]
    assert delivery().state == DeliveryState.SENT
    assert only().public_id in server.letters[0]


def test_a_code_is_sent_once_and_then_forgotten(house: Flask, cast: Cast) -> None:
    with mail_server() as server:
        configure(house, server.url)
        tell(cast.ye_account, "sign_in_code", secret="493817", minutes=10)
        send_waiting()
    assert "493817" in server.letters[0]
    assert only().secret is None


def test_a_code_that_ran_out_is_not_sent(house: Flask, cast: Cast) -> None:
    with mail_server() as server:
        configure(house, server.url)
        tell(cast.ye_account, "sign_in_code", secret="493817", minutes=10)
        with transaction():
            only().created_at = now() - timedelta(minutes=11)
        send_waiting()
        assert server.letters == []
    assert fate() == (DeliveryState.FAILED, "expired")


def test_codes_that_ran_out_are_forgotten(house: Flask, cast: Cast) -> None:
    configure(house, AWAY)
    tell(cast.ye_account, "sign_in_code", secret="493817", minutes=10)
    assert forget_secrets() == 0
    with transaction():
        only().created_at = now() - timedelta(minutes=11)
    assert forget_secrets() == 1
    assert only().secret is None
    assert fate() == (DeliveryState.FAILED, "expired")
    assert not send_again(only().public_id, by=Actor(cast.admin))


@both_databases
def test_of_many_senders_one_gets_the_delivery(house: Flask, cast: Cast) -> None:
    configure(house, AWAY)
    tell(cast.ye_account, "pair_live")
    delivery_id = delivery().id
    db.session.rollback()
    start, won = threading.Barrier(8), []

    def take() -> None:
        with house.app_context():
            start.wait()
            won.append(claim_delivery(delivery_id, "SMTP_URL"))

    senders = [threading.Thread(target=take) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(won) == [0] * 7 + [1]


def test_a_sender_thought_dead_cannot_write_over_the_next(house: Flask, cast: Cast, noon) -> None:
    configure(house, AWAY)
    tell(cast.ye_account, "pair_live")
    first = claim_delivery(delivery().id, "SMTP_URL")
    assert claim_delivery(delivery().id, "SMTP_URL") == 0
    noon.shift(timedelta(minutes=6))
    second = claim_delivery(delivery().id, "SMTP_URL")
    assert (first, second) == (1, 2)
    assert not note_failure(delivery().id, first, "unreachable")
    assert delivery().failure == ""
    assert note_sent(delivery().id, second)
    assert delivery().state == DeliveryState.SENT


def test_a_letter_sent_again_after_its_sender_was_killed_carries_the_same_name(
    house: Flask, cast: Cast, noon, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    with mail_server() as server:
        configure(house, server.url)
        tell(cast.ye_account, "pair_live")
        with monkeypatch.context() as killing:
            killing.setattr("app.jobs.messages.note_sent", killed)
            with pytest.raises(KeyboardInterrupt):
                send_waiting()
        assert send_waiting() == 0  # the claim of the dead one still holds
        noon.shift(timedelta(minutes=6))
        assert send_waiting() == 1
    names = [line for letter in server.letters for line in letter.splitlines() if line.startswith("Message-ID")]
    assert len(names) == 2
    assert len(set(names)) == 1


def test_an_unreachable_server_is_tried_with_growing_pauses_and_then_given_up(house: Flask, cast: Cast, noon) -> None:
    configure(house, AWAY)
    tell(cast.ye_account, "pair_live")
    assert sorted(PAUSES) == list(PAUSES)
    for pause in PAUSES:
        send_waiting()
        assert fate() == (DeliveryState.WAITING, "unreachable")
        assert delivery().not_before == now() + pause
        noon.shift(pause - timedelta(seconds=1))
        assert send_waiting() == 0
        noon.shift(timedelta(seconds=1))
    send_waiting()
    assert fate() == (DeliveryState.FAILED, "unreachable")
    assert delivery().tries == len(PAUSES) + 1
    assert unsent_count() == 1


def test_an_unreachable_server_is_not_asked_for_every_message(house: Flask, cast: Cast) -> None:
    configure(house, AWAY)
    tell(cast.ye_account, "pair_live")
    tell(cast.he_account, "pair_live")
    assert send_waiting() == 0
    db.session.expire_all()
    assert sorted(one.tries for one in db.session.query(Delivery)) == [0, 1]


@pytest.mark.parametrize(
    ("refusal", "state", "failure"),
    [
        ("RCPT 550 no such user", DeliveryState.FAILED, "no_such_address"),
        ("DATA 452 mailbox full", DeliveryState.WAITING, "refused 452"),
    ],
)
def test_what_the_server_refuses_is_named_by_its_number(
    house: Flask, cast: Cast, refusal: str, state: str, failure: str
) -> None:
    with mail_server(refusal) as server:
        configure(house, server.url)
        tell(cast.ye_account, "pair_live")
        send_waiting()
    assert fate() == (state, failure)


def given_up(cast: Cast) -> None:
    tell(cast.ye_account, "pair_live")
    with transaction():
        delivery().state = DeliveryState.FAILED


def test_what_was_given_up_can_be_sent_again_and_that_is_noted(house: Flask, cast: Cast) -> None:
    with mail_server() as server:
        configure(house, server.url)
        given_up(cast)
        assert send_again(only().public_id, by=Actor(cast.admin))
        assert not send_again(only().public_id, by=Actor(cast.admin))
        assert send_waiting() == 1
    assert db.session.query(Disclosure).filter_by(action="message.again").count() == 1


def test_what_was_given_up_is_off_the_list_when_read_or_told(house: Flask, cast: Cast) -> None:
    configure(house, AWAY)
    given_up(cast)
    assert unsent_count() == 1
    open_message(only().public_id, by=Actor(cast.ye_account))
    assert unsent_count() == 0
    with transaction():
        only().read_at = None
    assert settle_unsent(only().public_id, by=Actor(cast.coordinator))
    assert not settle_unsent(only().public_id, by=Actor(cast.coordinator))
    assert unsent_count() == 0
    assert db.session.query(Disclosure).filter_by(action="message.told").count() == 1


def test_what_was_read_in_the_app_need_not_leave_the_house(house: Flask, cast: Cast) -> None:
    with mail_server() as server:
        configure(house, server.url)
        tell(cast.ye_account, "pair_live")
        open_message(only().public_id, by=Actor(cast.ye_account))
        assert send_waiting() == 1
        assert server.letters == []
    assert fate() == (DeliveryState.DROPPED, "read")


def test_a_mail_server_elsewhere_must_speak_tls(house: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as server:
        configure(house, server.url)
        tell(cast.ye_account, "pair_live")
        monkeypatch.setattr("app.jobs.letters.HERE", ())
        with pytest.raises(Unreachable):
            send_delivery(delivery().id)
        assert server.letters == []
