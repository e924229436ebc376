"""Signing in, below the pages: codes, passwords, limits (security reference A1, A3, A4, A5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import argon2
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account, Attempts, OpenSession, SignInCode, key_hash
from app.models.encrypted import keyed_hash
from app.models.messages import Message
from app.models.supporters import Supporter
from app.operations import passwords, sign_ins
from app.operations.accounts import disable
from app.operations.attempts import Limit, TooMany, give_back, take
from app.operations.sessions import purge
from app.operations.sign_ins import WrongProof, ask_for_code, by_code, by_password, prove_again
from tests.cast import Cast
from tests.operations.people import PASSWORD, app_shows, equip

HERE = "192.0.2.7"
YE = "ye.wenzhou@example.org"
NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    """A clock that stands still until it is moved."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ye(cast: Cast) -> str:
    """Ye Wenzhou's handle; the cast has two accounts of that name's kind, hers is the supporter's."""
    return db.session.get_one(Account, cast.ye_account).handle


def sent_codes() -> list[str]:
    """The codes in the outbox, oldest first."""
    query = select(Message).where(Message.kind == "sign_in_code").order_by(Message.id)
    return [message.secret for message in db.session.scalars(query)]


def wrong(code: str) -> str:
    """Another six digits."""
    return f"{(int(code) + 1) % 1_000_000:06}"


class TestCode:
    """Supporters sign in with a code that was sent."""

    def test_opens_a_session_and_only_its_hash_is_kept(self, clock, ye: str) -> None:
        ask_for_code(ye, address=HERE)
        [code] = sent_codes()
        assert len(code) == 6
        assert code.isdecimal()
        key = by_code(ye, code, address=HERE, device="phone")
        session = db.session.scalars(select(OpenSession)).one()
        assert session.key_hash == key_hash(key)
        assert session.device == "phone"
        assert code.encode() not in db.session.scalars(select(SignInCode)).one().code_hash

    def test_works_once(self, clock, ye: str) -> None:
        ask_for_code(ye, address=HERE)
        by_code(ye, sent_codes()[0], address=HERE)
        with pytest.raises(WrongProof):
            by_code(ye, sent_codes()[0], address=HERE)

    def test_works_for_ten_minutes(self, clock, ye: str) -> None:
        ask_for_code(ye, address=HERE)
        clock.shift(timedelta(minutes=10, seconds=1))
        with pytest.raises(WrongProof):
            by_code(ye, sent_codes()[0], address=HERE)

    def test_a_new_one_replaces_the_old(self, clock, ye: str) -> None:
        ask_for_code(ye, address=HERE)
        ask_for_code(ye, address=HERE)
        old, new = sent_codes()
        if old != new:
            with pytest.raises(WrongProof):
                by_code(ye, old, address=HERE)
        assert by_code(ye, new, address=HERE)

    def test_the_sixth_try_is_refused_even_when_right(self, clock, ye: str) -> None:
        ask_for_code(ye, address=HERE)
        [code] = sent_codes()
        for _ in range(5):
            with pytest.raises(WrongProof):
                by_code(ye, wrong(code), address=HERE)
        with pytest.raises(TooMany):
            by_code(ye, code, address=HERE)

    def test_an_unknown_number_goes_the_same_way_but_gets_no_message(self, clock, cast: Cast) -> None:
        ask_for_code("13900000000", address=HERE)
        assert sent_codes() == []
        for _ in range(5):
            with pytest.raises(WrongProof):
                by_code("13900000000", "000000", address=HERE)
        with pytest.raises(TooMany):
            by_code("13900000000", "000000", address=HERE)

    def test_even_the_right_code_of_an_unknown_number_opens_nothing(self, clock, cast: Cast) -> None:
        ask_for_code("13900000000", address=HERE)
        with transaction():
            row = db.session.scalars(select(SignInCode)).one()
            row.code_hash = sign_ins.code_hash("13900000000", "123456")
        with pytest.raises(WrongProof):
            by_code("13900000000", "123456", address=HERE)

    def test_is_not_sent_to_staff(self, clock, cast: Cast) -> None:
        ask_for_code(db.session.get_one(Account, cast.coordinator).handle, address=HERE)
        assert sent_codes() == []

    def test_is_not_sent_to_a_supporter_who_is_staff_as_well(self, clock, cast: Cast, ye: str) -> None:
        with transaction():
            db.session.get_one(Account, cast.coordinator).supporter_id = cast.lin
        assert db.session.get_one(Supporter, cast.lin)
        ask_for_code(db.session.get_one(Account, cast.coordinator).handle, address=HERE)
        assert sent_codes() == []

    def test_is_not_sent_to_a_closed_account(self, clock, cast: Cast, ye: str) -> None:
        disable(cast.ye_account, by=Actor(cast.admin))
        ask_for_code(ye, address=HERE)
        assert sent_codes() == []

    def test_can_be_asked_for_five_times_in_five_minutes(self, clock, ye: str) -> None:
        for _ in range(5):
            ask_for_code(ye, address=HERE)
        with pytest.raises(TooMany):
            ask_for_code(ye, address=HERE)
        assert len(sent_codes()) == 5

    def test_is_found_however_the_number_is_typed(self, clock, cast: Cast) -> None:
        with transaction():
            account = db.session.get_one(Account, cast.ye_account)
            account.handle, account.handle_hash = "13900000005", keyed_hash("13900000005")
        ask_for_code("+86 139-0000-0005", address=HERE)
        assert by_code("１３９ 0000 0005", sent_codes()[0], address=HERE)


class TestPassword:
    """Staff sign in with a password and an app."""

    def test_opens_a_session(self, clock, cast: Cast) -> None:
        handle = equip(cast.coordinator)
        assert by_password(handle.upper(), PASSWORD, app_shows(), address=HERE)

    def test_an_app_code_works_once(self, clock, cast: Cast) -> None:
        handle = equip(cast.coordinator)
        by_password(handle, PASSWORD, app_shows(), address=HERE)
        with pytest.raises(WrongProof):
            by_password(handle, PASSWORD, app_shows(), address=HERE)
        clock.shift(timedelta(seconds=30))
        assert by_password(handle, PASSWORD, app_shows(), address=HERE)

    def test_an_earlier_app_code_is_void_after_a_later_one(self, clock, cast: Cast) -> None:
        handle = equip(cast.coordinator)
        by_password(handle, PASSWORD, app_shows(steps=1), address=HERE)
        with pytest.raises(WrongProof):
            by_password(handle, PASSWORD, app_shows(), address=HERE)

    @pytest.mark.parametrize("steps", [-2, 2])
    def test_an_app_code_from_another_minute_does_not_fit(self, clock, cast: Cast, steps: int) -> None:
        handle = equip(cast.coordinator)
        with pytest.raises(WrongProof):
            by_password(handle, PASSWORD, app_shows(steps=steps), address=HERE)

    def test_either_half_alone_opens_nothing(self, clock, cast: Cast) -> None:
        handle = equip(cast.coordinator)
        for password, code in ((PASSWORD, "000000"), (PASSWORD, ""), (PASSWORD + "x", app_shows())):
            with pytest.raises(WrongProof):
                by_password(handle, password, code, address=HERE)
        assert db.session.scalars(select(OpenSession)).all() == []

    def test_an_account_without_a_password_has_none_that_fits(self, clock, cast: Cast) -> None:
        handle = db.session.get_one(Account, cast.coordinator).handle
        for password in ("", "nobody has this password"):
            with pytest.raises(WrongProof):
                by_password(handle, password, app_shows(), address=HERE)

    def test_an_unknown_handle_costs_the_same_hash(self, clock, cast: Cast, monkeypatch) -> None:
        seen: list[str] = []
        verify = passwords.HASHER.verify

        class Counting:
            def verify(self, kept: str, password: str) -> bool:
                seen.append(kept.split("$")[3])
                return verify(kept, password)

        handle = equip(cast.coordinator)
        nobodys = passwords.nobodys()
        monkeypatch.setattr(passwords, "HASHER", Counting())
        for who in (handle, "nobody@example.org"):
            with pytest.raises(WrongProof):
                by_password(who, "wrong", "000000", address=HERE)
        assert len(seen) == 2
        assert seen[0] == seen[1] == nobodys.split("$")[3]

    def test_a_weaker_hash_is_renewed(self, clock, cast: Cast) -> None:
        handle = equip(cast.coordinator)
        weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
        with transaction():
            db.session.get_one(Account, cast.coordinator).password_hash = weak
        by_password(handle, PASSWORD, app_shows(), address=HERE)
        kept = db.session.get_one(Account, cast.coordinator).password_hash
        assert "m=47104,t=1,p=1" in kept
        assert not passwords.outdated(kept)

    def test_proving_again_changes_the_key(self, clock, cast: Cast) -> None:
        handle = equip(cast.coordinator)
        old = by_password(handle, PASSWORD, app_shows(), address=HERE)
        session = db.session.scalars(select(OpenSession)).one()
        clock.shift(timedelta(minutes=5))
        by = Actor(cast.coordinator, session_id=session.id)
        new = prove_again(PASSWORD, app_shows(), by=by, address=HERE)
        db.session.refresh(session)
        assert new != old
        assert session.key_hash == key_hash(new)
        assert session.proved_at == now()


class TestLimits:
    """Ten failures in five minutes, per account and per network address."""

    def fail(self, handle: str, times: int, address: str = HERE) -> None:
        for _ in range(times):
            with pytest.raises(WrongProof):
                by_password(handle, "wrong", "000000", address=address)

    def test_the_eleventh_try_is_refused_even_when_right_and_others_are_not(self, clock, cast: Cast) -> None:
        handle, other = equip(cast.coordinator), equip(cast.admin)
        for number in range(10):
            self.fail(handle, 1, address=f"192.0.2.{number}")
        with pytest.raises(TooMany):
            by_password(handle, PASSWORD, app_shows(), address=HERE)
        assert by_password(other, PASSWORD, app_shows(), address=HERE)

    def test_it_is_a_delay_and_not_a_lock(self, clock, cast: Cast) -> None:
        handle = equip(cast.coordinator)
        self.fail(handle, 10)
        for _ in range(50):
            with pytest.raises(TooMany):
                by_password(handle, "wrong", "000000", address=HERE)
        clock.shift(timedelta(minutes=10))
        assert by_password(handle, PASSWORD, app_shows(), address=HERE)

    def test_many_accounts_from_one_address(self, clock, cast: Cast) -> None:
        for number in range(10):
            self.fail(f"guess{number}@example.org", 1)
        with pytest.raises(TooMany):
            by_password("guess10@example.org", "wrong", "000000", address=HERE)

    def test_the_edge_of_a_window_does_not_double_the_limit(self, clock, cast: Cast) -> None:
        limit = Limit("edge", 10)
        clock.move_to(NOON + timedelta(seconds=299))
        for _ in range(10):
            take(limit.of("x"))
        clock.shift(timedelta(seconds=2))
        with pytest.raises(TooMany):
            take(limit.of("x"))
        clock.shift(timedelta(seconds=60))
        take(limit.of("x"))

    def test_success_costs_nothing(self, clock, house: Flask) -> None:
        limit = Limit("edge", 1)
        for _ in range(3):
            take(limit.of("x"))
            give_back(limit.of("x"))

    def test_everybody_together(self, clock, house: Flask) -> None:
        limit = Limit("all", 3)
        for _ in range(3):
            take(limit.of())
        with pytest.raises(TooMany):
            take(limit.of())

    def test_old_counts_and_codes_are_forgotten(self, clock, ye: str) -> None:
        ask_for_code(ye, address=HERE)
        clock.shift(timedelta(days=2))
        purge()
        assert db.session.scalars(select(Attempts)).all() == []
        assert db.session.scalars(select(SignInCode)).all() == []
