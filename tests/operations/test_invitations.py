"""Staff come by invitation, and nobody chooses a password for another (security reference A2, A6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import select, text

from app.actors import SYSTEM, Actor
from app.clock import now
from app.commands import care
from app.config import Settings
from app.database import db
from app.models.accounts import Account, Invitation, OpenSession, Role
from app.models.encrypted import keyed_hash
from app.models.messages import Message
from app.models.traces import Disclosure
from app.operations.accounts import AccountRefused, disable, end_grant, grant_role
from app.operations.invitations import InvitationOver, accept, find_invitation, invite, reset, withdraw
from app.operations.passwords import WeakPassword
from app.operations.second_factor import new_secret
from app.operations.sessions import open_session
from app.operations.sign_ins import WrongProof, by_password
from app.queries.actors import live_roles
from tests.cast import Cast
from tests.operations.people import PASSWORD, app_shows, equip

MEI = "mei@example.org"


def account_of(handle: str) -> Account:
    return db.session.scalars(select(Account).where(Account.handle_hash == keyed_hash(handle))).one()


def roles_of(account_id: int) -> set[Role]:
    return set(live_roles(db.session.get_one(Account, account_id)))


def begin(token: str, password: str = PASSWORD) -> int:
    """Accept an invitation as its invited person would."""
    secret = new_secret()
    return accept(token, password, secret, app_shows(secret))


class TestInvitation:
    """A link, good once and for three days."""

    def test_makes_a_member_of_staff_who_sets_their_own_password(self, cast: Cast) -> None:
        token = invite("Mei", "Mei@Example.org", "coordinator", by=Actor(cast.admin))
        account_id = account_of(MEI).id
        assert roles_of(account_id) == set()
        secret = new_secret()
        assert accept(token, PASSWORD, secret, app_shows(secret)) == account_id
        assert roles_of(account_id) == {Role.COORDINATOR}
        assert by_password(MEI, PASSWORD, app_shows(secret, steps=1), address="")

    def test_the_link_goes_out_sealed_and_only_its_hash_is_kept(self, cast: Cast) -> None:
        token = invite("Mei", MEI, "coordinator", by=Actor(cast.admin))
        message = db.session.scalars(select(Message)).one()
        assert message.kind == "invitation"
        assert message.secret.endswith(f"/invitation/{token}")
        for table in ("invitations", "messages", "disclosures", "accounts"):
            rows = db.session.execute(text(f"SELECT * FROM {table}")).all()
            assert rows
            assert token not in str(rows)
            assert token.encode() not in b"".join(v for row in rows for v in row if isinstance(v, bytes))

    def test_works_once(self, cast: Cast) -> None:
        token = invite("Mei", MEI, "coordinator", by=Actor(cast.admin))
        begin(token)
        with pytest.raises(InvitationOver):
            begin(token)

    def test_works_for_three_days(self, cast: Cast) -> None:
        token = invite("Mei", MEI, "coordinator", by=Actor(cast.admin))
        with time_machine.travel(now() + timedelta(hours=71)):
            find_invitation(token)
        with time_machine.travel(now() + timedelta(hours=73)), pytest.raises(InvitationOver):
            find_invitation(token)

    def test_a_second_one_makes_the_first_worthless(self, cast: Cast) -> None:
        first = invite("Mei", MEI, "coordinator", by=Actor(cast.admin))
        second = invite("Mei", MEI, "organizer", by=Actor(cast.admin))
        with pytest.raises(InvitationOver):
            find_invitation(first)
        assert roles_of(begin(second)) == {Role.ORGANIZER}

    def test_can_be_withdrawn(self, cast: Cast) -> None:
        token = invite("Mei", MEI, "coordinator", by=Actor(cast.admin))
        withdraw(account_of(MEI).id, by=Actor(cast.admin))
        with pytest.raises(InvitationOver):
            find_invitation(token)

    def test_to_a_closed_account_is_worthless(self, cast: Cast) -> None:
        token = invite("Mei", MEI, "coordinator", by=Actor(cast.admin))
        disable(account_of(MEI).id, by=Actor(cast.admin))
        with pytest.raises(InvitationOver):
            begin(token)

    def test_a_weak_password_or_a_wrong_code_uses_nothing_up(self, cast: Cast) -> None:
        token = invite("Mei Zhaoyang", MEI, "coordinator", by=Actor(cast.admin))
        with pytest.raises(WeakPassword, match="guessable"):
            begin(token, "zhaoyang mei 12")
        with pytest.raises(AccountRefused, match="wrong_code"):
            accept(token, PASSWORD, new_secret(), "000000")
        assert account_of(MEI).password_hash == ""
        assert begin(token)

    def test_a_supporter_may_become_staff_and_keeps_their_account(self, cast: Cast) -> None:
        ye = db.session.get_one(Account, cast.ye_account)
        token = invite("Ye", ye.handle, "coordinator", by=Actor(cast.admin))
        assert begin(token) == cast.ye_account
        assert roles_of(cast.ye_account) == {Role.SUPPORTER, Role.COORDINATOR}

    @pytest.mark.parametrize(
        ("name", "handle", "role", "code"),
        [
            ("Mei", "mei", "coordinator", "bad_handle"),
            (" ", MEI, "coordinator", "no_name"),
            ("Mei", MEI, "supporter", "unknown_role"),
            ("Mei", MEI, "king", "unknown_role"),
            ("Mei", MEI, "director", "place_needed"),
        ],
    )
    def test_nonsense_is_refused(self, cast: Cast, name: str, handle: str, role: str, code: str) -> None:
        with pytest.raises(AccountRefused, match=code):
            invite(name, handle, role, by=Actor(cast.admin))
        assert db.session.scalars(select(Invitation)).all() == []

    def test_a_role_goes_with_its_kind_of_place(self, cast: Cast) -> None:
        for role, place in (("director", cast.township), ("coordinator", cast.village), ("admin", cast.township)):
            with pytest.raises(AccountRefused, match="wrong_place"):
                invite("Mei", MEI, role, place, by=Actor(cast.admin))

    def test_who_has_a_password_is_given_roles_and_not_invited(self, cast: Cast) -> None:
        handle = equip(cast.coordinator)
        with pytest.raises(AccountRefused, match="has_account"):
            invite("Ji", handle, "admin", by=Actor(cast.admin))


class TestReset:
    """A lost password or phone: everything old is void, and the person begins anew."""

    def test_voids_password_app_and_sign_ins_and_keeps_the_roles(self, cast: Cast) -> None:
        handle = equip(cast.coordinator)
        open_session(cast.coordinator)
        token = reset(cast.coordinator, by=Actor(cast.admin))
        with pytest.raises(WrongProof):
            by_password(handle, PASSWORD, app_shows(), address="")
        assert all(session.ended_at for session in db.session.scalars(select(OpenSession)))
        begin(token, "seven herons on the weir")
        assert roles_of(cast.coordinator) == {Role.COORDINATOR}

    def test_of_somebody_invited_keeps_what_they_were_invited_to(self, cast: Cast) -> None:
        invite("Mei", MEI, "coordinator", by=Actor(cast.admin))
        token = reset(account_of(MEI).id, by=Actor(cast.admin))
        assert roles_of(begin(token)) == {Role.COORDINATOR}


class TestRoles:
    """Given and taken by another administrator, never by oneself; sign-ins end at once (B3)."""

    @pytest.mark.parametrize("act", ["grant", "disable", "reset", "end"])
    def test_nobody_decides_about_themselves(self, cast: Cast, act: str) -> None:
        me = Actor(cast.admin)
        grant = db.session.get_one(Account, cast.admin).grants[0].id
        deeds = {
            "grant": lambda: grant_role(cast.admin, "coordinator", by=me),
            "disable": lambda: disable(cast.admin, by=me),
            "reset": lambda: reset(cast.admin, by=me),
            "end": lambda: end_grant(grant, by=me),
        }
        with pytest.raises(AccountRefused, match="not_yourself"):
            deeds[act]()

    def test_nobody_invites_themselves(self, cast: Cast) -> None:
        handle = db.session.get_one(Account, cast.admin).handle
        with pytest.raises(AccountRefused, match="not_yourself"):
            invite("An", handle, "coordinator", by=Actor(cast.admin))

    def test_a_role_lasts_until_its_end(self, cast: Cast) -> None:
        grant_role(cast.organizer, "coordinator", ends_at=now() + timedelta(days=3), by=Actor(cast.admin))
        assert roles_of(cast.organizer) == {Role.ORGANIZER, Role.COORDINATOR}
        with time_machine.travel(now() + timedelta(days=4)):
            assert roles_of(cast.organizer) == {Role.ORGANIZER}

    def test_a_role_that_ended_can_be_given_again(self, cast: Cast) -> None:
        for _ in range(2):
            grant_role(cast.organizer, "coordinator", by=Actor(cast.admin))
            [grant] = [g for g in db.session.get_one(Account, cast.organizer).grants if g.role == "coordinator"]
            end_grant(grant.id, by=Actor(cast.admin))
            assert roles_of(cast.organizer) == {Role.ORGANIZER}

    @pytest.mark.parametrize("act", ["grant", "end", "disable", "reset"])
    def test_a_change_ends_the_sign_ins_and_is_recorded_once(self, cast: Cast, act: str) -> None:
        open_session(cast.coordinator)
        grant = db.session.get_one(Account, cast.coordinator).grants[0].id
        by = Actor(cast.admin)
        action = {
            "grant": "role.granted", "end": "role.ended", "disable": "account.disabled", "reset": "account.reset",
        }[act]  # fmt: skip
        match act:
            case "grant":
                grant_role(cast.coordinator, "organizer", by=by)
            case "end":
                end_grant(grant, by=by)
            case "disable":
                disable(cast.coordinator, by=by)
            case _:
                reset(cast.coordinator, by=by)
        assert db.session.scalars(select(OpenSession)).one().ended_at is not None
        lines = db.session.scalars(select(Disclosure).where(Disclosure.action == action)).all()
        assert [line.account_id for line in lines] == [cast.admin]


def test_the_first_administrator_is_invited_from_the_console(settings: Settings, house, monkeypatch) -> None:
    monkeypatch.setattr("app.create_app", lambda: house)
    answer = CliRunner().invoke(care, ["admins", "invite", "An", "an@example.org"])
    assert answer.exit_code == 0, answer.output
    token = answer.output.strip().rpartition("/")[2]
    assert roles_of(begin(token)) == {Role.ADMIN}
    answer = CliRunner().invoke(care, ["admins", "invite", "An", "an"])
    assert answer.exit_code == 1
    assert "HANDLE must be" in answer.output


def test_the_house_knows_nobody_before_that(house) -> None:
    assert db.session.scalars(select(Account)).all() == []
    assert SYSTEM.account_id is None
