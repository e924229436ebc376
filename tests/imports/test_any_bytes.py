"""Any bytes give rows or a named problem, never an exception."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports import read_import
from app.imports.problems import SHOWN_CHARACTERS
from tests.imports.making import CHILD_HEADINGS, KNOWN, SUPPORTER_HEADINGS, child, supporter, text, xlsx
from tests.imports.old_excel import old_workbook

WORKBOOK = xlsx([CHILD_HEADINGS, child()])
OLD = old_workbook([CHILD_HEADINGS, [str(cell) for cell in child()]])
CSV = text([SUPPORTER_HEADINGS, supporter()], "gbk")
STARTS = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf")


def reads(data: bytes) -> None:
    reading = read_import(data, "upload", KNOWN)
    assert reading.rows or reading.errors
    assert all(len(problem.value) <= SHOWN_CHARACTERS for problem in reading.problems)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=2000))
def test_any_bytes(start: bytes, rest: bytes) -> None:
    reads(start + rest)


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from((WORKBOOK, OLD, CSV)), st.lists(st.tuples(st.integers(0, 10**9), st.binary(max_size=6)), max_size=6)
)
def test_good_files_with_bytes_changed(data: bytes, changes: list[tuple[int, bytes]]) -> None:
    changed = bytearray(data)
    for at, new in changes:
        position = at % len(changed)
        changed[position : position + len(new)] = new
    reads(bytes(changed))


CELLS = st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.none(), st.dates().map(str), st.booleans())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=10, max_size=10), min_size=1, max_size=4), st.booleans())
def test_any_cells_under_known_headings(rows: list[list[object]], children: bool) -> None:
    headings = CHILD_HEADINGS if children else SUPPORTER_HEADINGS
    table = "\n".join(
        "\t".join(str(cell).replace("\t", " ").replace("\n", " ") for cell in row) for row in [headings, *rows]
    )
    read_import(table.encode("utf-8", "replace"), "upload.csv", KNOWN)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "x" * 5000, "花名册.XLSX", "\0"])
def test_a_strange_file_name_does_no_harm(name: str) -> None:
    assert len(read_import(WORKBOOK, name, KNOWN).rows) == 1
