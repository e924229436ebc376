"""Tell people something: a row in the outbox, written with the change it tells of."""

from __future__ import annotations

from typing import Any

from app.database import db, transaction
from app.models.messages import Message


def tell(account_id: int, kind: str, *, path: str = "", secret: Any = None, **params: Any) -> None:
    """Put one message to one person into the outbox; a job sends it after the commit.

    `kind` is a code of app.wording.messages; `params` are numbers, codes and dates (ISO), never a child's
    name, address or need. `secret` is kept sealed (a sign-in code).
    """
    with transaction():
        db.session.add(Message(account_id=account_id, kind=kind, path=path, secret=secret, params=params))
