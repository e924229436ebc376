"""Open, keep alive and end sign-ins. The browser holds a 256-bit key; the table holds its hash."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select, update

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import STAFF, Account, OpenSession, SignInCode, key_hash
from app.models.common import public_id
from app.operations import attempts
from app.operations.traces import record

#: a session's last sign of life is written at most this often
SEEN_EVERY = timedelta(seconds=60)


def open_session(account_id: int, device: str = "") -> str:
    """Sign `account_id` in and return the new session's key; the account must have proved itself just now."""
    key = secrets.token_urlsafe(32)
    settings = current_app.config["SETTINGS"]
    with transaction():
        account = db.session.get_one(Account, account_id)
        staff = is_staff(account)
        hours = settings.staff_hours if staff else settings.supporter_hours
        moment = now()
        db.session.add(
            OpenSession(
                public_id=public_id(),
                key_hash=key_hash(key),
                account_id=account_id,
                started_at=moment,
                seen_at=moment,
                proved_at=moment,
                ends_at=moment + timedelta(hours=hours),
                device=device,
            )
        )
        record(Actor(account_id), "sign_in", "account", account.public_id)
    return key


def is_staff(account: Account) -> bool:
    """Say whether the account holds a staff role now."""
    moment = now()
    return any(grant.role in STAFF and (grant.ends_at is None or grant.ends_at > moment) for grant in account.grants)


def keep_alive(session: OpenSession) -> None:
    """Note that the session is in use; written at most once a minute."""
    if now() - session.seen_at < SEEN_EVERY:
        return
    session_id = session.id
    with transaction():
        db.session.execute(update(OpenSession).where(OpenSession.id == session_id).values(seen_at=now()))


def renew_session(session_id: int) -> str:
    """Return a new key for a session whose person proved themselves again just now; the old key is worthless."""
    key = secrets.token_urlsafe(32)
    with transaction():
        session = db.session.get_one(OpenSession, session_id)
        session.key_hash = key_hash(key)
        session.proved_at = session.seen_at = now()
        record(Actor(session.account_id), "sign_in.proved", "account", session.account.public_id)
    return key


def end_session(session_id: int, *, by: Actor) -> None:
    """End one sign-in; its key is worthless from the next request on."""
    with transaction():
        session = db.session.get_one(OpenSession, session_id)
        if session.ended_at is None:
            session.ended_at = now()
            session.ended_by = by.account_id


def end_own_session(public_id: str, *, by: Actor) -> None:
    """End one of the actor's own sign-ins; LookupError when there is none of that name."""
    with transaction():
        query = select(OpenSession).where(OpenSession.public_id == public_id, OpenSession.account_id == by.account_id)
        session = db.session.scalar(query)
        if session is None:
            raise LookupError(public_id)
        end_session(session.id, by=by)


def end_sessions(account_id: int, *, by: Actor) -> int:
    """End every open sign-in of an account but the actor's own current one; return how many."""
    with transaction():
        query = select(OpenSession).where(OpenSession.account_id == account_id, OpenSession.ended_at.is_(None))
        ended = [session for session in db.session.scalars(query) if session.id != by.session_id]
        for session in ended:
            session.ended_at = now()
            session.ended_by = by.account_id
        if ended:
            account = db.session.get_one(Account, account_id)
            record(by, "sessions.ended", "account", account.public_id, str(len(ended)))
    return len(ended)


def purge() -> int:
    """Forget sessions that ended or ran out more than seven days ago, and old codes and counts of tries.

    Returns the number of sessions.
    """
    with transaction():
        attempts.purge()
        db.session.execute(delete(SignInCode).where(SignInCode.expires_at < now() - timedelta(days=1)))
        old = now() - timedelta(days=7)
        found = db.session.scalars(select(OpenSession).where(OpenSession.ends_at < old)).all()
        for session in found:
            db.session.delete(session)
    return len(found)
