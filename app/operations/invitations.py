"""Staff come by invitation: a link, good once and for three days, with which they set their own password.

Nobody sets a password for another. The same link serves who has lost password or phone: everything old is void then.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import current_app
from sqlalchemy import Select, select, update

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.handles import normal_handle
from app.models.accounts import Account, Grant, Invitation, key_hash
from app.models.encrypted import keyed_hash
from app.models.gateways import GatewayKind
from app.operations import passwords, second_factor
from app.operations.accounts import AccountRefused, checked_role, guessed_first, not_yourself
from app.operations.messages import tell
from app.operations.sessions import end_sessions
from app.operations.traces import record
from app.queries.gateways import outlet_for

VALID = timedelta(hours=72)


class InvitationOver(Exception):
    """The link was used, has run out, was withdrawn, or never existed: these look the same."""


def invite(name: str, handle: str, role: str, place_id: int | None = None, *, by: Actor) -> str:
    """Invite somebody to a role of staff; return the link's token, which is kept nowhere.

    Raises AccountRefused: bad_handle, has_account (give the role there), unknown_role, place_needed, wrong_place.
    """
    handle = normal_handle(handle)
    if not handle:
        raise AccountRefused("bad_handle")
    if not name.strip():
        raise AccountRefused("no_name")
    with transaction():
        wanted = checked_role(role, place_id)
        account = db.session.scalar(select(Account).where(Account.handle_hash == keyed_hash(handle)))
        if account is not None and account.password_hash:
            raise AccountRefused("has_account")
        if account is None:
            account = Account(name=name.strip(), handle=handle, handle_hash=keyed_hash(handle))
            db.session.add(account)
            db.session.flush()
        not_yourself(account.id, by)
        record(by, "account.invited", "account", account.public_id, wanted)
        return _write_link(account, wanted, place_id, by)


def reset(account_id: int, *, by: Actor) -> str:
    """Void an account's password and second factor, end its sign-ins, and return the token of a new link."""
    not_yourself(account_id, by)
    with transaction():
        account = db.session.get_one(Account, account_id)
        account.password_hash = ""
        account.totp_secret = None
        end_sessions(account_id, by=by)
        record(by, "account.reset", "account", account.public_id)
        open_one = db.session.scalar(open_invitations().where(Invitation.account_id == account_id))
        role, place_id = (open_one.role, open_one.place_id) if open_one else ("", None)
        return _write_link(account, role, place_id, by)


def withdraw(account_id: int, *, by: Actor) -> None:
    """Make the open links to an account worthless."""
    with transaction():
        account = db.session.get_one(Account, account_id)
        _void_links(account_id)
        record(by, "invitation.withdrawn", "account", account.public_id)


def find_invitation(token: str) -> Invitation:
    """Return the open invitation of this link; raise InvitationOver."""
    query = open_invitations().where(Invitation.token_hash == key_hash(token))
    invitation = db.session.scalar(query)
    if invitation is None or invitation.account.disabled_at is not None:
        raise InvitationOver
    return invitation


def accept(token: str, password: str, secret: str, code: str) -> int:
    """Set the invited person's own password and second factor, give the role; return the account's id.

    `code` proves that their app knows `secret`. Raises InvitationOver, WeakPassword, AccountRefused("wrong_code").
    """
    invitation = find_invitation(token)
    passwords.refuse_weak(password, guessed_first(invitation.account))
    step = second_factor.step_of(secret, code)
    if step is None:
        raise AccountRefused("wrong_code")
    kept = passwords.hashed(password)
    with transaction():
        invitation = find_invitation(token)
        account = invitation.account
        used = update(Invitation).where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        if not db.session.execute(used.values(used_at=now())).rowcount:  # type: ignore[attr-defined]
            raise InvitationOver
        account.password_hash = kept
        account.totp_secret = secret
        account.totp_step = step
        if invitation.role:
            _give(account, invitation)
        _void_links(account.id)
        end_sessions(account.id, by=Actor(account.id))
        record(Actor(account.id), "invitation.accepted", "account", account.public_id, invitation.role)
        return account.id


def can_be_sent(handle: str) -> bool:
    """Say whether the outbox reaches this handle by itself; else the link is handed over in person."""
    return outlet_for(GatewayKind.EMAIL if "@" in handle else GatewayKind.SMS) is not None


def open_invitations() -> Select[Invitation]:
    """Return the query for links that still work."""
    return select(Invitation).where(Invitation.used_at.is_(None), Invitation.expires_at > now())


def _give(account: Account, invitation: Invitation) -> None:
    same = (Grant.account_id == account.id, Grant.role == invitation.role, Grant.place_id == invitation.place_id)
    grant = db.session.scalar(select(Grant).where(*same))
    if grant is None:
        grant = Grant(account_id=account.id, role=invitation.role, place_id=invitation.place_id)
        db.session.add(grant)
    grant.ends_at = None
    grant.granted_by = invitation.invited_by


def _void_links(account_id: int) -> None:
    links = update(Invitation).where(Invitation.account_id == account_id, Invitation.used_at.is_(None))
    db.session.execute(links.where(Invitation.expires_at > now()).values(expires_at=now()))


def _write_link(account: Account, role: str, place_id: int | None, by: Actor) -> str:
    _void_links(account.id)
    token = secrets.token_urlsafe(32)
    db.session.add(
        Invitation(
            token_hash=key_hash(token),
            account_id=account.id,
            role=role,
            place_id=place_id,
            invited_by=by.account_id,
            expires_at=now() + VALID,
        )
    )
    link = f"{current_app.config['SETTINGS'].public_url}/invitation/{token}"
    tell(account.id, "invitation" if role else "new_start", secret=link, role=role)
    return token
