"""Every malformed file gets one named problem for the whole file, quickly, and never an exception."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest

from app.imports import read_import
from tests.imports.making import CHILD_HEADINGS, KNOWN, child, packed, repacked, text, xlsx
from tests.imports.old_excel import compound, label, old_workbook, record, stream

GOOD = [CHILD_HEADINGS, child()]
SHEET = r"xl/worksheets/sheet1\.xml"


def far_cell() -> bytes:
    return xlsx(GOOD, lambda book: book.active.cell(900_000, 900, "x"))


def entity_bomb(data: bytes) -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    return data.replace(b"<worksheet", bomb + b"<worksheet", 1)


def long_text_everywhere() -> bytes:
    """One long shared text in a hundred thousand cells: a few kilobytes that become three gigabytes."""
    row = "".join(f'<c r="{chr(65 + c)}{{0}}" t="s"><v>0</v></c>' for c in range(10))
    body = "".join(f'<row r="{r}">{row.format(r)}</row>' for r in range(1, 10_001))
    data = repacked(xlsx(GOOD), SHEET, lambda _: f"<worksheet><sheetData>{body}</sheetData></worksheet>".encode())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return packed(parts | {"xl/sharedStrings.xml": b"<sst><si><t>" + b"x" * 32_000 + b"</t></si></sst>"})


def long_text_everywhere_in_an_old_workbook() -> bytes:
    """One text of 30,000 signs, cut over four records, in two thousand cells."""
    shared = record(0x00FC, struct.pack("<IIHB", 2000, 1, 30_000, 0) + b"x" * 7_500)
    shared += record(0x003C, b"\0" + b"x" * 7_500) * 3
    cells = b"".join(record(0x00FD, struct.pack("<HHHI", i // 10, i % 10, 0, 0)) for i in range(2000))
    return compound(stream(cells, shared))


def locked_zip() -> bytes:
    data = bytearray(xlsx(GOOD))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = data.find(mark)
        while position >= 0:
            data[position + at] |= 1
            position = data.find(mark, position + 4)
    return bytes(data)


def lying_size() -> bytes:
    data = bytearray(packed({"xl/workbook.xml": b"<workbook/>" * 9}))
    position = data.find(b"PK\x01\x02")
    data[position + 24 : position + 28] = (1).to_bytes(4, "little")
    return bytes(data)


MALFORMED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b"", "file_empty"),
    "blanks only": (lambda: b" \r\n\t \r\n", "file_empty"),
    "a byte order mark and nothing else": (lambda: b"\xef\xbb\xbf", "file_empty"),
    "six megabytes": (lambda: b"a,b\n" * 1_600_000, "file_too_large"),
    "a PDF": (lambda: b"%PDF-1.7 ...", "not_a_spreadsheet"),
    "a photo": (lambda: b"\xff\xd8\xff\xe0" + bytes(200), "not_a_spreadsheet"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), "not_a_spreadsheet"),
    "a rar archive": (lambda: b"Rar!\x1a\x07", "not_a_spreadsheet"),
    "a program": (lambda: b"\x7fELF\x02\x01\x01" + bytes(300), "not_a_spreadsheet"),
    "a web page saved as xls": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "web_page_not_spreadsheet"),
    "an XML table saved as xls": (lambda: b'<?xml version="1.0"?><Workbook/>', "web_page_not_spreadsheet"),
    "a zip of something else": (lambda: packed({"a.txt": b"1"}), "not_a_spreadsheet"),
    "a Word document": (lambda: packed({"word/document.xml": b"<d/>"}), "not_a_spreadsheet"),
    "an OpenDocument table": (lambda: packed({"content.xml": b"<d/>"}), "not_a_spreadsheet"),
    "a binary workbook": (lambda: packed({"xl/workbook.bin": b"1"}), "not_a_spreadsheet"),
    "a cut zip": (lambda: xlsx(GOOD)[:2000], "file_damaged"),
    "a zip of zeros": (lambda: b"PK\x03\x04" + bytes(500), "file_damaged"),
    "a zip whose sizes lie": (lying_size, "file_damaged"),
    "a workbook without its sheet": (
        lambda: packed({"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"}),
        "file_damaged",
    ),
    "a sheet that is no XML": (
        lambda: repacked(xlsx(GOOD), SHEET, lambda _: b"<worksheet><sheetData><row"),
        "file_damaged",
    ),
    "a package with a password": (locked_zip, "password_protected"),
    "an encrypted workbook": (lambda: compound(b"x" * 5000, "EncryptedPackage"), "password_protected"),
    "an old workbook with a password": (
        lambda: compound(stream(b"", record(0x002F, bytes(6)))),
        "password_protected",
    ),
    "a zip bomb": (lambda: packed({"xl/workbook.xml": b"<a/>", "xl/media/1.png": bytes(60_000_000)}), "package_bomb"),
    "a dense zip bomb": (lambda: packed({"xl/workbook.xml": b" " * 4_000_000}), "package_bomb"),
    "a bomb of many parts": (lambda: packed({f"xl/{i}.xml": b"" for i in range(2_100)}), "package_bomb"),
    "an entity bomb": (lambda: repacked(xlsx(GOOD), SHEET, entity_bomb), "entities_not_allowed"),
    "an outside entity": (
        lambda: repacked(xlsx(GOOD), r"xl/workbook\.xml", lambda d: b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + d),
        "entities_not_allowed",
    ),
    "a sheet in UTF-16": (
        lambda: repacked(xlsx(GOOD), SHEET, lambda d: d.decode().encode("utf-16")),
        "file_damaged",
    ),
    "one long text in all cells": (long_text_everywhere, "package_bomb"),
    "the same in an old workbook": (long_text_everywhere_in_an_old_workbook, "package_bomb"),
    "a cell in row 900000": (far_cell, "too_many_rows"),
    "a cell in row 65536 of an old workbook": (
        lambda: compound(stream(label(0, 0, "a") + label(65_535, 3, "b"))),
        "too_many_rows",
    ),
    "a cell in column 200 of an old workbook": (
        lambda: compound(stream(label(0, 0, "a") + label(3, 199, "b"))),
        "too_many_columns",
    ),
    "60 columns": (lambda: xlsx([["x"] * 60]), "too_many_columns"),
    "60 columns of text": (lambda: text([["x"] * 60]), "too_many_columns"),
    "41 sheets": (
        lambda: xlsx(GOOD, lambda book: [book.create_sheet(str(i)) for i in range(40)]),
        "too_many_sheets",
    ),
    "20,100 lines of text": (lambda: text([["a", "b"]] * 20_100), "too_many_rows"),
    "an old workbook of zeros": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "file_damaged"),
    "a compound file of another program": (lambda: compound(b"x" * 5000, "WordDocument"), "not_a_spreadsheet"),
    "half a UTF-16 sign": (lambda: text(GOOD, "utf-16")[:-1], "encoding_unknown"),
    "neither UTF-8 nor GBK": (lambda: "姓名,性别\n".encode("gbk") + b"\xff\xff\xff\n", "encoding_unknown"),
    "text with control signs": (lambda: b"a\x01\x02\x03\x04\x05\x06,b\n", "not_a_spreadsheet"),
    "a quote that never closes": (lambda: text([["姓名", "性别"], ['"张', "1"]]), "text_broken"),
    "an endless cell": (lambda: b"a,b\n" + b"x" * 200_000, "text_broken"),
    "headings nobody knows": (lambda: xlsx([["甲", "乙", "丙", "丁"], [1, 2, 3, 4]]), "no_sheet_recognised"),
    "text without headings": (lambda: text([child()]), "no_sheet_recognised"),
    "headings and no rows": (lambda: xlsx([CHILD_HEADINGS]), "no_rows"),
    "headings and a foot": (lambda: xlsx([CHILD_HEADINGS, ["合计", "0"], ["填表人：（样例）"]]), "no_rows"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_file_is_refused_by_name(case: str) -> None:
    make, code = MALFORMED[case]
    reading = read_import(make(), "upload", KNOWN)
    assert reading.rows == ()
    assert reading.refused
    assert code in [problem.code for problem in reading.errors]


@pytest.mark.parametrize("cut", range(20))
def test_a_workbook_cut_anywhere_is_refused(cut: int) -> None:
    data = xlsx(GOOD)
    reading = read_import(data[: 20 + (len(data) - 40) * cut // 20], "upload.xlsx", KNOWN)
    assert [problem.code for problem in reading.errors] == ["file_damaged"]


@pytest.mark.parametrize("cut", range(20))
def test_an_old_workbook_cut_anywhere_gives_rows_or_a_named_problem(cut: int) -> None:
    data = old_workbook([CHILD_HEADINGS, *[[str(c) for c in child()]] * 20])
    reading = read_import(data[: 20 + (len(data) - 40) * cut // 20], "upload.xls", KNOWN)
    assert reading.rows or reading.errors


def test_a_bomb_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The far cell is found before a reader would lay out 810 million cells."""

    def never(*_: object) -> None:
        raise AssertionError("the library was given the file")

    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_filelike", never)
    assert read_import(far_cell(), "x.xlsx", KNOWN).errors[0].code == "too_many_rows"
