"""Keep the words by which a sealed person is found; written with the change of name or phone they follow."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert

from app.database import db, transaction
from app.models.encrypted import keyed_hash
from app.models.traces import SearchToken
from app.operations.bulk import tokens_of
from app.phones import normal_phone

#: the table itself: as objects, each of a person's thirty rows would be compared with the whole session
TOKENS: Any = SearchToken.__table__


def index_person(subject: str, row_id: int, name: str, phone: str = "") -> None:
    """Make the "child" or "supporter" `row_id` findable by name and phone, and no longer by earlier ones.

    A child is found by the guardian's phone. The row must have its id (flush first when it is new).
    """
    with transaction():
        remove_person(subject, row_id)
        tokens = tokens_of(subject, name, phone)
        if tokens:
            db.session.execute(insert(TOKENS), [{"subject": subject, "row_id": row_id, "token": one} for one in tokens])


def remove_person(subject: str, row_id: int) -> None:
    """Make a person unfindable."""
    with transaction():
        db.session.execute(delete(TOKENS).where(TOKENS.c.subject == subject, TOKENS.c.row_id == row_id))


def phone_hash(phone: str) -> bytes | None:
    """Return what an equal phone number is found by, however it was typed; None without a number."""
    digits = normal_phone(phone)
    return keyed_hash(digits) if digits else None
