"""The second factor of staff: six digits from an app, each good for one sign-in (TOTP, 30 seconds)."""

from __future__ import annotations

import pyotp
from sqlalchemy import update

from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account

SECONDS = 30
#: steps before and after the present one that still count: a phone's clock may be half a minute off
DRIFT = 1
#: for people who are not here: their answer takes as long
NOBODYS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def new_secret() -> str:
    """Return a new secret of 160 random bits, as apps read it."""
    return pyotp.random_base32(32)


def address_of(secret: str, handle: str, issuer: str) -> str:
    """Return the otpauth:// address that apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=handle, issuer_name=issuer)


def step_of(secret: str | None, code: str) -> int | None:
    """Return the time step whose code this is, or None."""
    digits = "".join(character for character in code if character.isdecimal())
    totp = pyotp.TOTP(secret or NOBODYS)
    present = int(now().timestamp()) // SECONDS
    found = [
        step
        for step in range(present - DRIFT, present + DRIFT + 1)
        if pyotp.utils.strings_equal(totp.generate_otp(step), digits)
    ]
    return found[0] if found and secret else None


def spend(account_id: int, step: int) -> bool:
    """Take the code of a time step; False when it, or a later one, was taken before."""
    with transaction():
        taken = db.session.execute(
            update(Account).where(Account.id == account_id, Account.totp_step < step).values(totp_step=step)
        )
    return bool(taken.rowcount)  # type: ignore[attr-defined]
