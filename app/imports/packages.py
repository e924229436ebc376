"""Looks into an xlsx package before any library opens it: size, ratio, entities, cells far out, repeated long texts.

A few hundred bytes can claim a cell in the last row and column, or one long text in a million cells, and a reader
that believes them takes all the memory there is. So everything is counted first, in the compressed package's parts.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from app.imports.problems import FileFault
from app.imports.sheets import refuse_too_many

MAX_PARTS = 2_000
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
RATIO_COUNTS_FROM = 1024 * 1024
MAX_TEXT = 50_000_000

_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE_XML = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?row\b([^>]*)>|<(?:\w+:)?c(?:\s([^>]*?))?(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{0,3})(\d{1,10})[\"']")
_TYPE = re.compile(rb"\bt=[\"'](\w+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)</")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_SHARED = re.compile(rb"<(?:\w+:)?si\b.*?(?:</(?:\w+:)?si>|/>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Package:
    """What the look found: cells without a usable result by worksheet part, and whether days count from 1904."""

    unread: dict[str, frozenset[tuple[int, int]]]
    starts_1904: bool


def inspect(data: bytes) -> Package:
    """Check an xlsx package. Raises FileFault for anything a reader should not be given."""
    parts = _unpacked(data)
    if "xl/workbook.xml" not in parts:
        raise FileFault("not_a_spreadsheet", kind=_kind(parts))
    for content in parts.values():
        if content.startswith(_WIDE_XML):  # what is counted below is written in single bytes
            raise FileFault("file_damaged")
        if any(word in content for word in _FORBIDDEN):
            raise FileFault("entities_not_allowed")
    # told by content, not by name: a package may keep its sheets and texts anywhere
    tables = [content for content in parts.values() if re.search(rb"<(?:\w+:)?sst\b", content[:2000])]
    if len(tables) > 1:
        raise FileFault("file_damaged")
    lengths = [len(found.group()) for content in tables for found in _SHARED.finditer(content)]
    unread = {
        name: _look_at_sheet(name, content, lengths) for name, content in parts.items() if b"sheetData" in content
    }
    starts_1904 = re.search(rb"date1904=[\"'](?:1|true|on)[\"']", parts["xl/workbook.xml"]) is not None
    return Package(unread, starts_1904)


def _kind(parts: dict[str, bytes]) -> str:
    if "word/document.xml" in parts:
        return "Word"
    if "ppt/presentation.xml" in parts:
        return "PowerPoint"
    if "xl/workbook.bin" in parts:
        return "xlsb"
    return "OpenDocument" if "content.xml" in parts else "zip"


def _unpacked(data: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if len(entries) > MAX_PARTS:
                raise FileFault("package_bomb")
            for entry in entries:
                if entry.flag_bits & 0x1:
                    raise FileFault("password_protected")
                with package.open(entry) as part:
                    content = part.read(MAX_UNPACKED - total + 1)
                total += len(content)
                too_dense = len(content) > RATIO_COUNTS_FROM and len(content) > MAX_RATIO * max(1, entry.compress_size)
                if total > MAX_UNPACKED or too_dense:
                    raise FileFault("package_bomb")
                if entry.filename in parts:
                    raise FileFault("file_damaged")
                parts[entry.filename] = content
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError) as fault:
        raise FileFault("file_damaged") from fault
    return parts


def _look_at_sheet(name: str, content: bytes, shared_lengths: list[int]) -> frozenset[tuple[int, int]]:
    unread: set[tuple[int, int]] = set()
    row = column = text = 0
    for found in _ROW_OR_CELL.finditer(content):
        row_attributes, cell_attributes, body = found.groups()
        if row_attributes is not None:
            reference = _REFERENCE.search(row_attributes)
            row, column = (int(reference.group(2)) if reference else row + 1), 0
            continue
        reference = _REFERENCE.search(cell_attributes or b"")
        column = _column(reference.group(1)) if reference else column + 1
        row = int(reference.group(2)) if reference else row
        if not body:
            continue
        refuse_too_many(row, column, name.rpartition("/")[2].removesuffix(".xml"))
        kind = _TYPE.search(cell_attributes or b"")
        value = _VALUE.search(body)
        if (kind and kind.group(1) == b"e") or (_FORMULA.search(body) and not (value and value.group(1))):
            unread.add((row, column - 1))
        if kind and kind.group(1) == b"s" and value:
            text += _length(shared_lengths, value.group(1))
            if text > MAX_TEXT:
                raise FileFault("package_bomb")
    return frozenset(unread)


def _length(lengths: list[int], index: bytes) -> int:
    number = int(index) if index.isdigit() and len(index) < 8 else -1
    return lengths[number] if 0 <= number < len(lengths) else 0


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column
