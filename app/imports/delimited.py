"""Comma-separated text as Chinese offices save it: UTF-8 with or without a mark, GBK, UTF-16; comma, tab, semicolon."""

from __future__ import annotations

import csv
import io

from app.imports.problems import FileFault
from app.imports.sheets import Row, Sheet, refuse_too_many

_MARKS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"))
_DELIMITERS = (",", "\t", ";", "，", "|")
SHEET_NAME = "csv"


def read_delimited(data: bytes) -> Sheet:
    """The one sheet of a text file. Raises FileFault if it is no text or its quotes do not close."""
    text = decoded(data)
    if not text.strip():
        raise FileFault("file_empty")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    columns = 0
    try:
        for number, cells in enumerate(reader, start=1):
            columns = max(columns, len(cells))
            refuse_too_many(number, columns, SHEET_NAME)
            rows.append(Row(number, tuple(cells)))
    except csv.Error as fault:
        raise FileFault("text_broken", row=len(rows) + 1) from fault
    return Sheet(SHEET_NAME, tuple(rows))


def decoded(data: bytes) -> str:
    """The text, by its mark, else as UTF-8, else as the national encoding GB 18030 (which contains GBK)."""
    for encoding, mark in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding.removesuffix("-sig"))
    if b"\0" in data[:4096]:
        try:
            return _strictly(data, _unmarked_utf16(data))
        except FileFault as fault:
            raise FileFault("not_a_spreadsheet", kind="") from fault
    try:
        return _strictly(data, "utf-8")
    except FileFault:
        return _strictly(data, "gb18030")


def _unmarked_utf16(data: bytes) -> str:
    even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
    return "utf-16-be" if even > odd else "utf-16-le"


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise FileFault("encoding_unknown", position=fault.start) from fault
    controls = sum(c < " " and c not in "\t\r\n" for c in text[:2000])
    if "\0" in text or controls > 4:
        raise FileFault("not_a_spreadsheet", kind="")
    return text


def _delimiter(text: str) -> str:
    head = text.lstrip().splitlines()[:20]
    return max(_DELIMITERS, key=lambda sign: sum(min(line.count(sign), 60) for line in head))
