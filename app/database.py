"""The database session, its transactions, and what waits for the commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, g
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator


class Model(DeclarativeBase):
    """Base of every table; constraints have predictable names so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Model)
migrate = Migrate(render_as_batch=True)
if TYPE_CHECKING:
    Row = Model
else:
    #: what every table's class inherits (Flask-SQLAlchemy builds it at run time, which type checkers cannot follow)
    Row = db.Model


class Moment(TypeDecorator[datetime]):
    """A moment in time: aware in Python, UTC in the database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def init_app(app: Flask) -> None:
    """Bind the database to `app`."""
    app.config["SQLALCHEMY_DATABASE_URI"] = app.config["SETTINGS"].database_url
    options: dict[str, Any] = {"pool_pre_ping": True}
    if app.config["SETTINGS"].database_url.startswith("sqlite"):
        options["connect_args"] = {"timeout": 30}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS"]))


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # The driver's own BEGIN is deferred: two writers would read the same state and one update is lost
    # without an error. With isolation_level None we say BEGIN IMMEDIATE ourselves (below).
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


@event.listens_for(Session, "before_flush")
def _only_in_a_transaction(session: Session, _context: Any, _instances: Any) -> None:
    if (session.new or session.dirty or session.deleted) and not g.get("in_transaction"):
        raise RuntimeError("tables are written by operations, inside `with transaction():`")


@contextmanager
def transaction() -> Iterator[None]:
    """Commit everything done inside, or nothing; then run what `after_commit` was given.

    Nested use joins the outer transaction, so an operation may call another.
    """
    if g.get("in_transaction"):
        yield
        return
    # End what was only read before: SQLite cannot turn a reading transaction that others have
    # overtaken into a writing one, and a decision must rest on facts read inside its transaction.
    db.session.rollback()
    db.session.connection(execution_options={"writes": True})
    g.in_transaction = True
    g.after_commit = []
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        waiting: list[Callable[[], object]] = g.pop("after_commit", [])
        g.pop("in_transaction", None)
    for effect in waiting:
        effect()


def after_commit(effect: Callable[[], object]) -> None:
    """Run `effect` once the surrounding transaction is committed; never when it is rolled back."""
    if not g.get("in_transaction"):
        raise RuntimeError("after_commit() belongs inside `with transaction():`")
    g.after_commit.append(effect)
