"""The secret address under which a phone's calendar reads one's meetings."""

from __future__ import annotations

import secrets

from app.actors import Actor
from app.database import db, transaction
from app.models.accounts import Account
from app.operations.traces import record


def renew_calendar(*, by: Actor) -> str:
    """Give the actor a new calendar address and return its key; the earlier one is worthless from now on."""
    with transaction():
        account = db.session.get_one(Account, by.account_id)
        account.calendar_key = secrets.token_urlsafe(32)
        record(by, "calendar.renewed", "account", account.public_id)
        return account.calendar_key


def end_calendar(*, by: Actor) -> None:
    """End the actor's calendar address."""
    with transaction():
        account = db.session.get_one(Account, by.account_id)
        if account.calendar_key is not None:
            account.calendar_key = None
            record(by, "calendar.ended", "account", account.public_id)
