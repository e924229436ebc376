"""Write many rows at once: a large county holds 17,543 children, and somebody waits for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, inspect, select

from app.database import Row, db
from app.models.traces import SearchToken
from app.queries.search import token_of, words_of

#: rows sent to the database in one statement
BATCH = 5000


def add_rows(table: type[Row], rows: list[dict[str, Any]]) -> None:
    """Insert `rows` of one table."""
    # Without render_nulls each pattern of empty fields becomes a statement of its own.
    query = insert(table).execution_options(render_nulls=True)
    for start in range(0, len(rows), BATCH):
        db.session.execute(query, rows[start : start + BATCH])


def add_objects(objects: Iterable[Row]) -> None:
    """Insert new objects of any tables in their order, many in a statement; they do not learn their ids."""
    by_table: dict[type[Row], list[dict[str, Any]]] = {}
    for one in objects:
        values = {name: value for name, value in vars(one).items() if name != "_sa_instance_state"}
        by_table.setdefault(type(one), []).append(values)
    for table, rows in by_table.items():
        add_rows(table, with_defaults(table, rows))


def add_rows_with_ids(table: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Insert `rows` of one table, each with its public id, and return their ids in the same order.

    Asked for afterwards: SQLite gives ids back in order only when rows are sent one by one.
    """
    add_rows(table, rows)
    names = [row["public_id"] for row in rows]
    ids: dict[str, int] = {}
    for start in range(0, len(names), BATCH):
        query = select(table.public_id, table.id).where(table.public_id.in_(names[start : start + BATCH]))
        ids |= dict(db.session.execute(query).all())
    return [ids[name] for name in names]


def with_defaults(table: type[Row], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with the same keys in each, as one statement needs them: what one lacks takes its default."""
    columns = inspect(table).columns
    keys = dict.fromkeys(key for row in rows for key in row)
    defaults = {key: columns[key].default for key in keys}
    return [{key: row[key] if key in row else _default(default) for key, default in defaults.items()} for row in rows]


def _default(default: Any) -> Any:
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


def ids_by(table: Any, column: Any) -> dict[Any, int]:
    """Return the ids of a table's rows by one of its unique columns."""
    return {key: row_id for row_id, key in db.session.execute(select(table.id, column))}


def index_people(subject: str, people: Iterable[tuple[int, str, str]]) -> None:
    """Make (row id, name, phone) of many people findable, as operations.search does for one."""
    add_tokens(subject, ((row_id, tokens_of(subject, name, phone)) for row_id, name, phone in people))


def tokens_of(subject: str, name: str, phone: str) -> list[bytes]:
    """Return what a person is found by; sounding a name takes its time, so it is done before the tables are locked."""
    return sorted(token_of(subject, word) for word in words_of(name, phone))


def add_tokens(subject: str, people: Iterable[tuple[int, list[bytes]]]) -> None:
    """Make new people findable by their tokens."""
    rows = [{"subject": subject, "row_id": row_id, "token": token} for row_id, tokens in people for token in tokens]
    table: Any = SearchToken.__table__
    for start in range(0, len(rows), BATCH):
        db.session.execute(insert(table), rows[start : start + BATCH])
