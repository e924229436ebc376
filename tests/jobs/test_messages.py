"""The outbox: nothing is lost, nothing is sent twice, nothing waits for ever."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.jobs.messages import Unreachable, send_message, send_waiting
from app.models.accounts import Account
from app.models.messages import Message, MessageState
from app.models.traces import Disclosure
from app.operations.messages import (
    claim_message,
    forget_secrets,
    put_off_message,
    send_again,
    settle_message,
    tell,
)
from tests.cast import Cast
from tests.jobs.mail_server import mail_server
from tests.servers.databases import both_databases


def only() -> Message:
    db.session.expire_all()
    return db.session.query(Message).one()


def configure(house: Flask, smtp_url: str) -> None:
    house.config["SETTINGS"] = replace(house.config["SETTINGS"], smtp_url=smtp_url, public_url="https://care.example")


def test_without_a_mail_server_a_message_is_kept_for_reading(cast: Cast) -> None:
    tell(cast.ye_account, "offer", answer_by="2026-11-26")
    assert send_waiting() == 1
    assert only().state == MessageState.KEPT


def test_someone_with_a_phone_only_reads_in_the_app(house: Flask, cast: Cast) -> None:
    with transaction():
        db.session.get_one(Account, cast.ye_account).handle = "+8619900000000"
    tell(cast.ye_account, "pair_live")
    with mail_server() as server:
        configure(house, server.url)
        send_waiting()
        assert server.letters == []
    assert only().state == MessageState.KEPT


def test_a_letter_speaks_the_readers_language_and_leads_to_the_page(house: Flask, cast: Cast) -> None:
    tell(cast.ye_account, "offer", path="/me/circle", answer_by="2026-11-26")
    with mail_server() as server:
        configure(house, server.url)
        assert send_waiting() == 1
        assert send_waiting() == 0
    assert len(server.letters) == 1
    assert "You have a new proposal" in server.letters[0]
    assert "https://care.example/me/circle" in server.letters[0]
    assert only().state == MessageState.SENT
    assert only().public_id in server.letters[0]


def test_a_code_is_sent_once_and_then_forgotten(house: Flask, cast: Cast) -> None:
    tell(cast.ye_account, "sign_in_code", secret="493817", minutes=10)
    with mail_server() as server:
        configure(house, server.url)
        send_waiting()
    assert "493817" in server.letters[0]
    assert only().secret is None


def test_a_code_that_ran_out_is_not_sent(house: Flask, cast: Cast) -> None:
    tell(cast.ye_account, "sign_in_code", secret="493817", minutes=10)
    with transaction():
        only().created_at = now() - timedelta(minutes=11)
    with mail_server() as server:
        configure(house, server.url)
        send_waiting()
        assert server.letters == []
    assert (only().state, only().failure) == (MessageState.FAILED, "expired")


def test_codes_that_ran_out_are_forgotten(cast: Cast) -> None:
    tell(cast.ye_account, "sign_in_code", secret="493817", minutes=10)
    assert forget_secrets() == 0
    with transaction():
        only().created_at = now() - timedelta(minutes=11)
    assert forget_secrets() == 1
    assert only().secret is None
    assert not send_again(only().public_id, by=Actor(cast.admin))


@both_databases
def test_of_two_senders_one_gets_the_message(house: Flask, cast: Cast) -> None:
    tell(cast.ye_account, "pair_live")
    message_id = only().id
    db.session.rollback()
    start, won = threading.Barrier(8), []

    def take() -> None:
        with house.app_context():
            start.wait()
            won.append(claim_message(message_id))

    senders = [threading.Thread(target=take) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(won) == [0] * 7 + [1]


def test_a_sender_thought_dead_cannot_write_over_the_next(cast: Cast) -> None:
    tell(cast.ye_account, "pair_live")
    first = claim_message(only().id)
    with transaction():
        only().not_before = now() - timedelta(seconds=1)
    second = claim_message(only().id)
    assert (first, second) == (1, 2)
    assert not put_off_message(only().id, first, "unreachable")
    assert settle_message(only().id, second, MessageState.SENT)
    assert only().state == MessageState.SENT


def test_an_unreachable_server_is_tried_three_times_with_pauses(house: Flask, cast: Cast) -> None:
    tell(cast.ye_account, "pair_live")
    with mail_server() as server:
        gone = server.url
    configure(house, gone)
    for _ in range(3):
        assert send_waiting() == 0
        assert send_waiting() == 0  # not before the pause is over
        with transaction():
            if only().not_before:
                only().not_before = now() - timedelta(seconds=1)
    assert (only().state, only().tries, only().failure) == (MessageState.FAILED, 3, "unreachable")


def test_an_unreachable_server_is_not_asked_for_every_message(house: Flask, cast: Cast) -> None:
    tell(cast.ye_account, "pair_live")
    tell(cast.he_account, "pair_live")
    configure(house, "smtp://127.0.0.1:1")
    assert send_waiting() == 0
    db.session.expire_all()
    assert sorted(message.tries for message in db.session.query(Message)) == [0, 1]


@pytest.mark.parametrize(
    ("refusal", "state", "failure"),
    [
        ("RCPT 550 no such user", MessageState.FAILED, "no_such_address"),
        ("DATA 452 mailbox full", MessageState.WAITING, "refused 452"),
    ],
)
def test_what_the_server_refuses_is_named_by_its_number(
    house: Flask, cast: Cast, refusal: str, state: str, failure: str
) -> None:
    tell(cast.ye_account, "pair_live")
    with mail_server(refusal) as server:
        configure(house, server.url)
        send_waiting()
    assert (only().state, only().failure) == (state, failure)


def test_a_failed_message_can_be_sent_again_and_that_is_noted(house: Flask, cast: Cast) -> None:
    tell(cast.ye_account, "pair_live")
    with transaction():
        only().state = MessageState.FAILED
    assert send_again(only().public_id, by=Actor(cast.admin))
    assert not send_again(only().public_id, by=Actor(cast.admin))
    with mail_server() as server:
        configure(house, server.url)
        assert send_waiting() == 1
    assert db.session.query(Disclosure).filter_by(action="message.again").count() == 1


def test_a_mail_server_elsewhere_must_speak_tls(house: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(cast.ye_account, "pair_live")
    with mail_server() as server:
        monkeypatch.setattr("app.jobs.messages.HERE", ())
        configure(house, server.url)
        with pytest.raises(Unreachable):
            send_message(only().id)
        assert server.letters == []
