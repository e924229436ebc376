"""What happens to accounts: roles, closing and opening, one's own password and second factor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.languages import LANGUAGES
from app.models.accounts import STAFF, Account, Grant, Role
from app.models.places import Place, PlaceKind
from app.operations import passwords, second_factor
from app.operations.sessions import end_sessions
from app.operations.traces import record

#: roles that hold for places, and what the places are; the others hold for the whole county
PLACE_OF_ROLE = {Role.DIRECTOR: PlaceKind.VILLAGE, Role.COORDINATOR: PlaceKind.TOWNSHIP}


class AccountRefused(Exception):
    """What was asked for an account cannot be done; `code` says why.

    Codes: not_yourself, unknown_role, place_needed, wrong_place, past, bad_handle, has_account, wrong_code, no_name.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def choose_language(code: str, *, by: Actor) -> None:
    """Remember the language the actor reads, for pages and messages."""
    if code not in LANGUAGES:
        raise ValueError(code)
    with transaction():
        db.session.get_one(Account, by.account_id).language = code


def checked_role(role: str, place_id: int | None) -> Role:
    """Return a role of staff that may be given for this place; raise AccountRefused."""
    try:
        wanted = Role(role)
    except ValueError:
        raise AccountRefused("unknown_role") from None
    if wanted not in STAFF:
        raise AccountRefused("unknown_role")
    place = db.session.get(Place, place_id) if place_id is not None else None
    if wanted is Role.DIRECTOR and place is None:
        raise AccountRefused("place_needed")
    if place_id is not None and (place is None or place.kind != PLACE_OF_ROLE.get(wanted)):
        raise AccountRefused("wrong_place")
    return wanted


def not_yourself(account_id: int, by: Actor) -> None:
    """Raise AccountRefused when somebody decides about their own rights: that takes a second person."""
    if by.account_id == account_id:
        raise AccountRefused("not_yourself")


def grant_role(
    account_id: int, role: str, place_id: int | None = None, ends_at: datetime | None = None, *, by: Actor
) -> None:
    """Give a role, perhaps for one place, perhaps until a moment; the account's sign-ins end.

    Somebody who has no password yet must be invited instead. Raises AccountRefused.
    """
    not_yourself(account_id, by)
    if ends_at is not None and ends_at <= now():
        raise AccountRefused("past")
    with transaction():
        wanted = checked_role(role, place_id)
        account = db.session.get_one(Account, account_id)
        query = select(Grant).where(Grant.account_id == account_id, Grant.role == wanted)
        grant = db.session.scalar(query.where(Grant.place_id == place_id))
        if grant is None:
            grant = Grant(account_id=account_id, role=wanted, place_id=place_id)
            db.session.add(grant)
        grant.granted_by = by.account_id
        grant.ends_at = ends_at
        record(by, "role.granted", "account", account.public_id, wanted)
        end_sessions(account_id, by=by)


def end_grant(grant_id: int, *, by: Actor) -> None:
    """End a role now; the account's sign-ins end. Raises AccountRefused."""
    with transaction():
        grant = db.session.get_one(Grant, grant_id)
        not_yourself(grant.account_id, by)
        if grant.ends_at is None or grant.ends_at > now():
            grant.ends_at = now()
            record(by, "role.ended", "account", grant.account.public_id, grant.role)
            end_sessions(grant.account_id, by=by)


def disable(account_id: int, *, by: Actor) -> None:
    """Close an account: nobody can sign in to it, and who is signed in is out. Raises AccountRefused."""
    not_yourself(account_id, by)
    with transaction():
        account = db.session.get_one(Account, account_id)
        if account.disabled_at is None:
            account.disabled_at = now()
            record(by, "account.disabled", "account", account.public_id)
            end_sessions(account_id, by=by)


def enable(account_id: int, *, by: Actor) -> None:
    """Open a closed account again, with the roles it has. Raises AccountRefused."""
    not_yourself(account_id, by)
    with transaction():
        account = db.session.get_one(Account, account_id)
        if account.disabled_at is not None:
            account.disabled_at = None
            record(by, "account.enabled", "account", account.public_id)


def change_password(password: str, *, by: Actor) -> None:
    """Set one's own password, having proved oneself just now; all other sign-ins end. Raises WeakPassword."""
    account = db.session.get_one(Account, by.account_id)
    passwords.refuse_weak(password, guessed_first(account))
    kept = passwords.hashed(password)
    with transaction():
        account = db.session.get_one(Account, by.account_id)
        account.password_hash = kept
        record(by, "password.changed", "account", account.public_id)
        end_sessions(account.id, by=by)


def change_second_factor(secret: str, code: str, *, by: Actor) -> None:
    """Take another app or phone as one's second factor; all other sign-ins end. Raises AccountRefused("wrong_code")."""
    step = second_factor.step_of(secret, code)
    if step is None:
        raise AccountRefused("wrong_code")
    with transaction():
        account = db.session.get_one(Account, by.account_id)
        account.totp_secret = secret
        account.totp_step = step
        record(by, "second_factor.changed", "account", account.public_id)
        end_sessions(account.id, by=by)


def guessed_first(account: Account) -> Iterable[str]:
    """Return the words somebody would try first on this account."""
    return account.name, account.handle, current_app.config["SETTINGS"].county_name
