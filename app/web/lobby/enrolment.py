"""Offering a second factor: a fresh secret, shown as a square and in text, kept nowhere until its owner proves it.

The form carries the secret back, signed and for one person, so that nobody can bring a secret of their own choice.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.operations.second_factor import address_of, new_secret
from app.web.drawing import Square, square

#: seconds somebody may take to set up their app
PATIENCE = 3600


@dataclass(frozen=True)
class Offer:
    """A secret as the page shows it."""

    secret: str
    #: the secret in groups of four, easier to type
    readable: str
    signed: str
    picture: Square


def offer(whose: str, handle: str, signed: str | None = None) -> Offer:
    """Return the secret that `signed` brought back, else a fresh one, for the person `whose`."""
    secret = (offered(whose, signed) if signed else None) or new_secret()
    readable = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    county = current_app.config["SETTINGS"].county_name
    issuer = " ".join((_("Care Circle"), county)).strip()
    return Offer(secret, readable, _signer().dumps([whose, secret]), square(address_of(secret, handle, issuer)))


def offered(whose: str, signed: str) -> str | None:
    """Return the secret that was offered to `whose` within the last hour, or None."""
    try:
        owner, secret = _signer().loads(signed, max_age=PATIENCE)
    except (BadSignature, ValueError):
        return None
    return str(secret) if owner == whose else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="second factor")
