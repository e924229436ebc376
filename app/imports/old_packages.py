"""Looks into an old Excel file (xls) before any library opens it: how far out its cells stand, how often its long
texts are repeated, whether it is locked.

An xls file is a compound file: sectors chained by an allocation table, one stream of which ("Workbook") holds
records of (kind, length, body). Only what is needed to count is understood here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from app.imports.problems import FileFault
from app.imports.sheets import refuse_too_many

MAX_TEXT = 50_000_000
_END_MARKS = 0xFFFFFFFA
_BOF, _FILEPASS, _SST, _CONTINUE = 0x0809, 0x002F, 0x00FC, 0x003C
_SHARED_TEXT, _MANY_NUMBERS = 0x00FD, 0x00BD
_CELLS = frozenset({_SHARED_TEXT, 0x0204, 0x0203, 0x027E, 0x0205, 0x0006, 0x00D6, _MANY_NUMBERS})
"""Records that are one cell (or a run of cells) with something in it."""


def inspect_old(data: bytes) -> None:
    """Check an xls file. Raises FileFault for anything a reader should not be given."""
    try:
        _look(_workbook_stream(data))
    except (struct.error, IndexError) as fault:
        raise FileFault("file_damaged") from fault


def _look(stream: bytes) -> None:
    lengths: list[int] = []
    shared: list[bytes] = []
    rows = columns = text = 0
    previous = 0
    for kind, body in _records(stream):
        if kind == _FILEPASS:
            raise FileFault("password_protected")
        if kind == _BOF:
            rows = columns = 0
        elif kind == _SST or (kind == _CONTINUE and previous in (_SST, _CONTINUE) and shared):
            shared.append(body)
        elif kind in _CELLS:
            if shared and not lengths:
                lengths = _shared_lengths(shared)
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _MANY_NUMBERS else column
            rows, columns = max(rows, row + 1), max(columns, last + 1)
            refuse_too_many(rows, columns, "xls")
            if kind == _SHARED_TEXT:
                index = struct.unpack_from("<I", body, 6)[0]
                text += lengths[index] if index < len(lengths) else 0
            if text > MAX_TEXT:
                raise FileFault("package_bomb")
        previous = kind


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        if kind == 0 and length == 0:  # padding behind the last record
            return
        yield kind, stream[position + 4 : position + 4 + length]
        position += 4 + length


def _shared_lengths(segments: list[bytes]) -> list[int]:
    """Characters of each shared text; a text cut between two records repeats its width mark in the second."""
    lengths: list[int] = []
    segment, position = 0, 8

    def take(count: int) -> bytes:
        nonlocal segment, position
        if position >= len(segments[segment]):
            segment, position = segment + 1, 0
        found = segments[segment][position : position + count]
        position += count
        return found

    unique = struct.unpack_from("<I", segments[0], 4)[0]
    try:
        while len(lengths) < unique:
            characters, marks = struct.unpack("<HB", take(3))
            runs = struct.unpack("<H", take(2))[0] if marks & 8 else 0
            extra = struct.unpack("<I", take(4))[0] if marks & 4 else 0
            lengths.append(characters)
            left = characters
            while left > 0:
                if position >= len(segments[segment]):
                    segment, position = segment + 1, 0
                    marks = take(1)[0]
                width = 2 if marks & 1 else 1
                fits = min(left, max(1, (len(segments[segment]) - position) // width))
                position += fits * width
                left -= fits
            rest = runs * 4 + extra
            while rest > 0 and segment < len(segments):
                step = min(rest, len(segments[segment]) - position)
                position, rest = position + step, rest - step
                if rest:
                    segment, position = segment + 1, 0
    except (IndexError, struct.error):
        return lengths  # a damaged table; the reader itself will say so
    return lengths


def _workbook_stream(data: bytes) -> bytes:
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    small_size = 1 << struct.unpack_from("<H", data, 32)[0]
    if size not in (512, 4096) or small_size != 64:
        raise FileFault("file_damaged")
    table_sectors, directory, cutoff, small_first = (struct.unpack_from("<I", data, at)[0] for at in (44, 48, 56, 60))
    places = [s for s in struct.unpack_from("<109I", data, 76) if s < _END_MARKS]
    more = struct.unpack_from("<I", data, 68)[0]
    for _ in range(len(data) // size):
        if more >= _END_MARKS or len(places) >= table_sectors:
            break
        block = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        places += [s for s in block[:-1] if s < _END_MARKS]
        more = block[-1]
    table: list[int] = []
    for sector in places[:table_sectors]:
        table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)

    def read(first: int) -> bytes:
        return b"".join(data[(s + 1) * size : (s + 2) * size] for s in _chain(first, table, len(data) // size))

    entries = read(directory)
    root = entries[:128]
    for at in range(0, len(entries) - 127, 128):
        entry = entries[at : at + 128]
        name_length = struct.unpack_from("<H", entry, 64)[0]
        name = entry[: max(0, min(64, name_length) - 2)].decode("utf-16-le", "replace")
        if name not in ("Workbook", "Book"):
            continue
        first, length = struct.unpack_from("<II", entry, 116)
        if length >= cutoff:
            return read(first)[:length]
        small_table = struct.unpack(f"<{len(read(small_first)) // 4}I", read(small_first))
        container = read(struct.unpack_from("<I", root, 116)[0])
        return b"".join(
            container[s * 64 : s * 64 + 64] for s in _chain(first, list(small_table), len(container) // 64)
        )[:length]
    raise FileFault("not_a_spreadsheet", kind="")


def _chain(first: int, table: list[int], most: int) -> list[int]:
    """The sectors from the first on, never more than the file has (a chain may bite its tail)."""
    chain: list[int] = []
    sector = first
    while sector < len(table) and len(chain) < most:
        chain.append(sector)
        sector = table[sector]
    return chain
