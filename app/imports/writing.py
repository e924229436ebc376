"""Rows as a sheet of their kind tells them: the headings the reader knows, cells it reads again as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from app.imports.columns import TABLES
from app.imports.kinds import ImportRow
from app.imports.neutral import neutral
from app.imports.sheets import Cell
from app.imports.tables import Column


def columns_of(kind: str, left_out: frozenset[str] = frozenset()) -> tuple[Column, ...]:
    """The columns of a kind of sheet that its rows keep, without those `left_out`."""
    table = next(table for table in TABLES if table.kind == kind)
    kept = {field.name for field in fields(table.build)} - left_out
    return tuple(column for column in table.columns if column.field in kept)


def headings(columns: Iterable[Column]) -> list[str]:
    """The first heading of each column."""
    return [column.headings[0] for column in columns]


def written(rows: Iterable[ImportRow], columns: tuple[Column, ...]) -> Iterator[list[Cell]]:
    """The cells of each row; what is not known is empty, and no text runs as a formula."""
    for row in rows:
        values = (getattr(row, column.field) for column in columns)
        yield [
            None if value is None else neutral(column.cells.write(value))
            for column, value in zip(columns, values, strict=True)
        ]
