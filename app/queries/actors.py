"""Who is asking: from the session's key to an actor, from live facts, on every request."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.clock import now
from app.database import db
from app.models.accounts import STAFF, Account, OpenSession, Role, key_hash


def open_session_of(key: str) -> OpenSession | None:
    """Return the session a browser's key opens, unless it has ended, run out, idled or lost its account."""
    query = (
        select(OpenSession)
        .where(OpenSession.key_hash == key_hash(key), OpenSession.ended_at.is_(None))
        .options(joinedload(OpenSession.account).selectinload(Account.grants))
    )
    session = db.session.scalar(query)
    moment = now()
    if session is None or session.ends_at <= moment or session.account.disabled_at is not None:
        return None
    settings = current_app.config["SETTINGS"]
    staff = any(role in STAFF for role in live_roles(session.account))
    idle = settings.staff_idle_minutes if staff else settings.supporter_idle_minutes
    return None if moment - session.seen_at > timedelta(minutes=idle) else session


def live_roles(account: Account) -> dict[Role, frozenset[int]]:
    """Return the account's roles as of now, each with the places it holds for (none: the whole county)."""
    moment = now()
    places: dict[Role, set[int | None]] = {}
    for grant in account.grants:
        if grant.ends_at is None or grant.ends_at > moment:
            places.setdefault(Role(grant.role), set()).add(grant.place_id)
    roles = {
        role: frozenset() if None in found else frozenset(place for place in found if place is not None)
        for role, found in places.items()
    }
    if account.supporter_id is not None:
        roles[Role.SUPPORTER] = frozenset()
    return roles


def actor_of(session: OpenSession) -> Actor:
    """Return the actor behind an open session."""
    account = session.account
    return Actor(account.id, live_roles(account), account.supporter_id, session.id)


def actor_now(account_id: int) -> Actor | None:
    """Return an account's actor as of now, for work done later in its name; None when the account is disabled."""
    account = db.session.get_one(Account, account_id)
    return None if account.disabled_at is not None else Actor(account.id, live_roles(account), account.supporter_id)
