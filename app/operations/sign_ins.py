"""Signing in. Supporters: a code sent to their phone or e-mail. Staff: password and second factor.

Nothing here tells a stranger who has an account: a known and an unknown handle run through the same steps, count
under the same limits and raise the same errors.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.handles import normal_handle
from app.models.accounts import Account, SignInCode
from app.models.encrypted import keyed_hash
from app.operations import passwords, second_factor
from app.operations.attempts import Counted, Limit, TooMany, give_back, take
from app.operations.messages import tell
from app.operations.sessions import is_staff, open_session, renew_session

CODE_MINUTES = 10
CODE_TRIES = 5
#: in any five minutes
BY_ACCOUNT = Limit("sign-in", 10)
BY_ADDRESS = Limit("sign-in-from", 10)
BY_ALL = Limit("sign-in-all", 1000)
CODES = Limit("code", 5)
CODES_BY_ADDRESS = Limit("code-from", 30)
CODES_BY_ALL = Limit("code-all", 1000)


class WrongProof(Exception):
    """What was given opens no account; which part was wrong is not said."""


def find_account(handle: str) -> Account | None:
    """Return the account that signs in with `handle`, disabled ones not."""
    query = select(Account).where(Account.handle_hash == keyed_hash(normal_handle(handle)))
    return db.session.scalar(query.where(Account.disabled_at.is_(None)))


def ask_for_code(handle: str, *, address: str) -> None:
    """Send a six-digit code to a supporter; for anybody else the same is done but the sending.

    `address` is the asker's network address. Raises TooMany.
    """
    handle = normal_handle(handle)
    code = f"{secrets.randbelow(1_000_000):06}"
    with transaction():
        take(CODES.of(handle or "?"), CODES_BY_ADDRESS.of(address or "?"), CODES_BY_ALL.of())
        account = find_account(handle)
        if account is not None and (account.supporter_id is None or is_staff(account)):
            account = None
        hashed = keyed_hash(handle)
        row = db.session.scalar(select(SignInCode).where(SignInCode.handle_hash == hashed))
        if row is None:
            row = SignInCode(handle_hash=hashed)
            db.session.add(row)
        row.account_id = account.id if account else None
        row.code_hash = code_hash(handle, code)
        row.expires_at = now() + timedelta(minutes=CODE_MINUTES)
        row.tries = 0
        row.used_at = None
        if account is not None:
            tell(account.id, "sign_in_code", secret=code, minutes=CODE_MINUTES)


def code_hash(handle: str, code: str) -> bytes:
    """Return what is kept of a code: without the field key, a million guesses would find it."""
    return keyed_hash(f"sign-in code:{handle}:{code}")


def by_code(handle: str, code: str, *, address: str, device: str = "") -> str:
    """Sign a supporter in and return the new session's key; raise WrongProof, or TooMany after five wrong codes."""
    handle = normal_handle(handle)
    counted = limits(handle, address)
    take(*counted)
    account_id = spend_code(handle, code)
    give_back(*counted)
    return open_session(account_id, device)


def spend_code(handle: str, code: str) -> int:
    """Use up a code and return its account; raise WrongProof, or TooMany when its tries are used up."""
    digits = "".join(character for character in code if character.isdecimal())
    with transaction():
        query = select(SignInCode).where(SignInCode.handle_hash == keyed_hash(handle)).with_for_update()
        row = db.session.scalar(query)
        usable = row is not None and row.used_at is None and row.expires_at > now()
        spent = usable and row is not None and row.tries >= CODE_TRIES
        account_id = None
        if row is not None and usable and not spent:
            row.tries += 1
            if hmac.compare_digest(row.code_hash, code_hash(handle, digits)) and row.account_id is not None:
                row.used_at = now()
                account_id = row.account_id
    if spent:
        raise TooMany("code")
    if account_id is None:
        raise WrongProof
    return account_id


def by_password(handle: str, password: str, code: str, *, address: str, device: str = "") -> str:
    """Sign a member of staff in and return the new session's key; raise WrongProof or TooMany."""
    handle = normal_handle(handle)
    counted = limits(handle, address)
    take(*counted)
    account_id = proved(find_account(handle), password, code)
    give_back(*counted)
    return open_session(account_id, device)


def prove_again(password: str, code: str, *, by: Actor, address: str) -> str:
    """Let a signed-in member of staff prove who they are once more; return their session's new key.

    Raises WrongProof or TooMany.
    """
    account = db.session.get_one(Account, by.account_id)
    counted = limits(account.handle, address)
    take(*counted)
    account_id = proved(db.session.get_one(Account, by.account_id), password, code)
    give_back(*counted)
    if account_id != by.account_id or by.session_id is None:
        raise WrongProof
    return renew_session(by.session_id)


def proved(account: Account | None, password: str, code: str) -> int:
    """Return the account's id when password and code are right; raise WrongProof, after the same work, when not."""
    kept, secret = (account.password_hash, account.totp_secret) if account else ("", None)
    account_id = account.id if account else None
    right = passwords.matches(kept, password)
    step = second_factor.step_of(secret, code)
    if account_id is None or not right or step is None or not second_factor.spend(account_id, step):
        raise WrongProof
    if passwords.outdated(kept):
        with transaction():
            db.session.get_one(Account, account_id).password_hash = passwords.hashed(password)
    return account_id


def limits(handle: str, address: str) -> tuple[Counted, ...]:
    """Return what a try to sign in counts under."""
    return BY_ACCOUNT.of(handle or "?"), BY_ADDRESS.of(address or "?"), BY_ALL.of()
