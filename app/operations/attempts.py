"""How often something may be tried. Counted in the database, so that the limits hold with the queue away.

A limit holds for any stretch of its length: the window before counts with the share of it that is still inside.
Refused tries are not counted, so that nobody can be locked out for longer than one window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import now
from app.database import db, transaction
from app.models.accounts import Attempts
from app.models.encrypted import keyed_hash

INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class TooMany(Exception):
    """A limit is used up for now."""


@dataclass(frozen=True)
class Limit:
    """At most `most` tries in any `seconds`."""

    name: str
    most: int
    seconds: int = 300

    def of(self, whom: str = "") -> Counted:
        """Return this limit for one account, address or, without `whom`, for everybody together."""
        return Counted(self, f"{self.name}:{keyed_hash(whom).hex() if whom else 'all'}")


@dataclass(frozen=True)
class Counted:
    """A limit for somebody; the key shows neither handle nor network address."""

    limit: Limit
    key: str


def take(*counted: Counted) -> None:
    """Count one try under each of `counted`; raise TooMany, counting nothing, when one is used up.

    A try is counted before it is decided, so that many at once cannot pass together.
    """
    with transaction():
        for one in counted:
            _take(one)


def _take(counted: Counted) -> None:
    limit = counted.limit
    window, passed = divmod(int(now().timestamp()), limit.seconds)
    db.session.execute(
        INSERT[db.engine.dialect.name](Attempts)
        .values(key=counted.key, window=window * limit.seconds, count=0)
        .on_conflict_do_nothing()
    )
    before = Attempts.key == counted.key, Attempts.window == (window - 1) * limit.seconds
    earlier = db.session.scalar(select(Attempts.count).where(*before)) or 0
    left = limit.most + -earlier * (limit.seconds - passed) // limit.seconds  # rounds the earlier ones up
    done = db.session.execute(
        update(Attempts)
        .where(Attempts.key == counted.key, Attempts.window == window * limit.seconds, Attempts.count < left)
        .values(count=Attempts.count + 1)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise TooMany(limit.name)


def give_back(*counted: Counted) -> None:
    """Take back a try that turned out to be right: only failures count."""
    with transaction():
        for one in counted:
            window = int(now().timestamp()) // one.limit.seconds * one.limit.seconds
            db.session.execute(
                update(Attempts)
                .where(Attempts.key == one.key, Attempts.window == window, Attempts.count > 0)
                .values(count=Attempts.count - 1)
            )


def purge() -> None:
    """Forget counts older than a day."""
    with transaction():
        db.session.execute(delete(Attempts).where(Attempts.window < (now() - timedelta(days=1)).timestamp()))
