"""A member of staff with a password and an app, and what their app shows."""

from __future__ import annotations

import pyotp

from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account
from app.operations import passwords

PASSWORD = "paper lanterns over the wet bridge"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXQ"


def equip(account_id: int) -> str:
    """Give an account PASSWORD and an app with SECRET; return its handle."""
    with transaction():
        account = db.session.get_one(Account, account_id)
        account.password_hash = passwords.hashed(PASSWORD)
        account.totp_secret = SECRET
        return account.handle


def app_shows(secret: str = SECRET, steps: int = 0) -> str:
    """Return the six digits the app shows now, or some steps of 30 seconds later."""
    return pyotp.TOTP(secret).at(now(), counter_offset=steps)
