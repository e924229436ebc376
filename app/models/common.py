"""What many tables share: the public name of a row, and its version."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.clock import now
from app.database import Moment

#: the key other rows use; never shown
Key = Annotated[int, mapped_column(primary_key=True)]
#: a list of words or numbers
Words = Annotated[list[str], mapped_column(JSON, default=list)]
#: half-hour spans of a Monday-based week: [[first, end, "prefer" | "can" | "rather_not"], …], 0 ≤ first < end ≤ 336
Spans = Annotated[list[list[Any]], mapped_column(JSON, default=list)]
#: a moment, in UTC
At = Annotated[datetime, mapped_column(Moment)]


def public_id() -> str:
    """Return 128 random bits in 22 characters for addresses: nobody can count or guess rows."""
    return secrets.token_urlsafe(16)


class Public:
    """A row that appears in addresses, under a name that says nothing."""

    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=public_id)


class Stamped:
    """A row that knows when it was made."""

    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Versioned:
    """A row whose second editor is told about the first: the form carries `version`, the row refuses an old one."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Leased:
    """A row a worker takes up: the row is the truth of the work, the queue is a doorbell (operations.leases)."""

    #: how many times it was taken up: only the holder of the newest token may write
    token: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    rung_at: Mapped[datetime | None] = mapped_column(Moment)
    #: code of how far the work is; empty while it waits, and once it has ended
    stage: Mapped[str] = mapped_column(String(10), default="")
    #: code of why it was not done
    failure: Mapped[str] = mapped_column(String(20), default="")


def reference(target: str, **options: Any) -> Mapped[Any]:
    """Return a column that refers to another table's row."""
    return mapped_column(ForeignKey(target), index=True, **options)
