"""The smallest old Excel file (xls) there can be: a compound file with one stream of BIFF8 records."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR = 512
END, FAT, FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def record(kind: int, body: bytes = b"") -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(body)) + body


def label(row: int, column: int, text: str) -> bytes:
    """A cell with text."""
    encoded = text.encode("utf-16-le")
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + encoded)


def number(row: int, column: int, value: float) -> bytes:
    """A cell with a number."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def stream(cells: bytes, before: bytes = b"") -> bytes:
    """A workbook with one sheet; `before` goes among the records of the workbook."""
    name = "花名册"
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + before
    bound_length = 4 + 4 + 2 + 1 + 1 + 2 * len(name)
    offset = len(start) + bound_length + 4
    bound = record(0x0085, struct.pack("<IHBB", offset, 0, len(name), 1) + name.encode("utf-16-le"))
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + record(0x000A)
    return start + bound + record(0x000A) + sheet


def compound(content: bytes, name: str = "Workbook") -> bytes:
    """A compound file holding one stream."""
    content = content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0")
    sectors = len(content) // SECTOR
    if sectors + 2 > SECTOR // 4:
        raise ValueError("too long for one allocation sector")
    chain = [FAT, END, *range(3, 2 + sectors), END]
    allocation = struct.pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    directory = (_entry("Root Entry", 5, END, 0, 1) + _entry(name, 2, 2, len(content), FREE)).ljust(SECTOR, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    return header + allocation + directory + content


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    body = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, FREE, FREE, child)
    return (body + bytes(36) + struct.pack("<IQ", start, size)).ljust(128, b"\0")


def old_workbook(rows: Sequence[Sequence[str | float]]) -> bytes:
    """An xls file with these rows."""
    cells = b"".join(
        label(r, c, value) if isinstance(value, str) else number(r, c, value)
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
    )
    return compound(stream(cells))
