"""What happens to accounts."""

from __future__ import annotations

from app.actors import Actor
from app.database import db, transaction
from app.languages import LANGUAGES
from app.models.accounts import Account


def choose_language(code: str, *, by: Actor) -> None:
    """Remember the language the actor reads, for pages and messages."""
    if code not in LANGUAGES:
        raise ValueError(code)
    with transaction():
        db.session.get_one(Account, by.account_id).language = code
