"""From the bytes of an uploaded file to sheets of rows, with limits against files built to do harm.

What a file is, is told by its content; its name only says whether somebody renamed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.imports.problems import FileFault

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
"""Rows of one sheet. The largest sample city sends 17,543 children in one, so 5,000 would be too few."""
MAX_COLUMNS = 50
MAX_SHEETS = 40

Cell = str | float | int | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` is what the spreadsheet shows at its left edge."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell in a column (from 0), None beyond the end of the row."""
        return self.cells[column] if column < len(self.cells) else None

    @property
    def empty(self) -> bool:
        """Whether nothing is written in the row."""
        return all(is_blank(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `starts_1904`: numbers that mean days count from 1904; `unread`: cells (row, column) whose formula
    has no stored result or shows an error."""

    name: str
    rows: tuple[Row, ...]
    starts_1904: bool = False
    unread: frozenset[tuple[int, int]] = frozenset()


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\ufeff\u200b\u3000 \t\r\n"))


def read_sheets(data: bytes) -> list[Sheet]:
    """The sheets of an xlsx, xls or csv file. Raises FileFault, never anything else."""
    if not data:
        raise FileFault("file_empty")
    if len(data) > MAX_BYTES:
        raise FileFault("file_too_large", megabytes=round(len(data) / 1024 / 1024, 1), most=MAX_BYTES // 1024 // 1024)
    if data.startswith(b"PK"):
        return _xlsx(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _xls(data)
    _refuse_other_formats(data)
    return [_text(data)]


def _xlsx(data: bytes) -> list[Sheet]:
    from app.imports.workbooks import read_xlsx  # noqa: PLC0415 - reading text needs no workbook library

    return read_xlsx(data)


def _xls(data: bytes) -> list[Sheet]:
    from app.imports.workbooks import read_xls  # noqa: PLC0415

    return read_xls(data)


def _text(data: bytes) -> Sheet:
    from app.imports.delimited import read_delimited  # noqa: PLC0415

    return read_delimited(data)


def _refuse_other_formats(data: bytes) -> None:
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta")):
        raise FileFault("web_page_not_spreadsheet")
    for start, kind in ((b"%pdf", "PDF"), (b"\xff\xd8\xff", "JPEG"), (b"\x89png", "PNG"), (b"rar!", "RAR")):
        if head.startswith(start):
            raise FileFault("not_a_spreadsheet", kind=kind)


def refuse_too_many(rows: int, columns: int, sheet: str) -> None:
    """Raise FileFault if a sheet is larger than the limits."""
    if rows > MAX_ROWS + 50:  # title rows and a footer are not counted against the limit
        raise FileFault("too_many_rows", sheet=sheet, rows=rows, most=MAX_ROWS)
    if columns > MAX_COLUMNS:
        raise FileFault("too_many_columns", sheet=sheet, columns=columns, most=MAX_COLUMNS)
