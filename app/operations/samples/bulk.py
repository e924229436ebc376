"""Write many rows at once: a large county holds 17,543 children, and a newcomer waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select

from app.database import Row, db
from app.models.traces import SearchToken
from app.queries.search import token_of, words_of

#: rows sent to the database in one statement
BATCH = 5000


def add_rows(table: type[Row], rows: list[dict[str, Any]]) -> None:
    """Insert `rows` of one table."""
    for start in range(0, len(rows), BATCH):
        db.session.execute(insert(table), rows[start : start + BATCH])


def ids_by(table: Any, column: Any) -> dict[Any, int]:
    """Return the ids of a table's rows by one of its unique columns."""
    return {key: row_id for row_id, key in db.session.execute(select(table.id, column))}


def index_people(subject: str, people: Iterable[tuple[int, str, str]]) -> None:
    """Make (row id, name, phone) of many people findable, as operations.search does for one."""
    rows = [
        {"subject": subject, "row_id": row_id, "token": token_of(subject, word)}
        for row_id, name, phone in people
        for word in words_of(name, phone)
    ]
    add_rows(SearchToken, rows)
