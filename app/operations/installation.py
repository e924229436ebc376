"""Write down what this installation is."""

from __future__ import annotations

from app.clock import now
from app.database import db, transaction
from app.models.installation import Fact


def set_fact(key: str, value: str) -> None:
    """Keep a fact about the database; an earlier value is replaced."""
    with transaction():
        found = db.session.get(Fact, key)
        if found is None:
            db.session.add(Fact(key=key, value=value))
        else:
            found.value, found.at = value, now()
