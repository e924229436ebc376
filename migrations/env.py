"""How Alembic reaches the application's database; `care migrate` runs this."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from app.database import db

#: PostgreSQL: a migration waits this long for a lock, and one statement takes at most this long; rather fail than
#: keep every page waiting behind it.
LOCK_TIMEOUT, STATEMENT_TIMEOUT = "4s", "5min"
#: any number; two migrations at once take turns
ADVISORY_LOCK = 3650365


def plain_type(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types into a migration as what the database knows them by: the code may change later."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def run(connection: Connection) -> None:
    """Run the migrations in one transaction: all of them, or none."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,  # SQLite cannot alter a column in place
        compare_type=True,
        render_item=plain_type,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'")
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if lost is not None:
                raise SystemExit(f"A row of {lost[0]} refers to one of {lost[2]} that is gone; nothing was changed.")


@contextmanager
def tables_may_be_made_anew(connection: Connection) -> Iterator[None]:
    """Let SQLite drop and rebuild a table others refer to, which is how it alters one; `run` looks at the end."""
    kept = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or kept is None:
        yield
        return
    kept.execute("PRAGMA foreign_keys=OFF")  # means something only outside a transaction
    try:
        yield
    finally:
        kept.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("Migrations need the database: run `care migrate`.")
with current_app.extensions["migrate"].db.engine.connect() as opened, tables_may_be_made_anew(opened):
    run(opened)
