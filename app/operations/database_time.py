"""Time as the database tells it: leases are compared by one clock, whatever the workers' own clocks say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from app.database import Moment


class seconds_from_now(FunctionElement[datetime]):
    """The moment `seconds` after the database's present one; negative: before it. 0 is now."""

    type = Moment()
    inherit_cache = False

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = float(seconds)


@compiles(seconds_from_now, "sqlite")
def _on_sqlite(element: seconds_from_now, _compiler: Any, **_options: Any) -> str:
    # The same text as a stored moment has, so that the two compare as texts: microseconds, no zone.
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', '{element.seconds:+.3f} seconds')"


@compiles(seconds_from_now, "postgresql")
def _on_postgresql(element: seconds_from_now, _compiler: Any, **_options: Any) -> str:
    # clock_timestamp(), not now(): a transaction that waited for a lock would otherwise use its start.
    return f"(clock_timestamp() + interval '{element.seconds:.3f} seconds')"


def database_now() -> ColumnElement[datetime]:
    """Return the database's present moment."""
    return seconds_from_now(0)
