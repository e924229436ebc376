"""Dump and restore of an SQLite database, while others use it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from app.running.refusals import CannotRun


def dump(database: Path, target: Path) -> dict[str, int]:
    """Copy a consistent state of `database` to `target` (SQLite's online backup); return its rows per table."""
    if not database.exists():
        raise CannotRun(f"There is no database at {database}: start with `care run` or `care migrate`.")
    with closing(sqlite3.connect(database, timeout=30)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    return rows(target)


def rows(database: Path) -> dict[str, int]:
    """Count the rows of every table; an absent file has none."""
    if not database.exists():
        return {}
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'")
        tables = sorted(name for (name,) in names)
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608


def restore(dumped: Path, database: Path, expected: dict[str, int]) -> None:
    """Put `dumped` in the place of `database` once it has proved whole; nothing changes otherwise."""
    with closing(sqlite3.connect(dumped)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok" or rows(dumped) != expected:
        raise CannotRun("The backup does not hold what its manifest says: nothing was restored.")
    database.parent.mkdir(parents=True, exist_ok=True)
    for side_file in ("-wal", "-shm"):
        database.with_name(database.name + side_file).unlink(missing_ok=True)
    dumped.chmod(0o600)
    os.replace(dumped, database)
