"""Excel workbooks: the new format (xlsx) and the old one (xls), read by calamine after a look at the package."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Sequence

import python_calamine

from app.imports.old_packages import inspect_old
from app.imports.packages import inspect
from app.imports.problems import FileFault
from app.imports.sheets import MAX_SHEETS, Cell, Row, Sheet, refuse_too_many

MAX_MERGED_CELLS = 2_000_000
_ESCAPES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}


def read_xlsx(data: bytes) -> list[Sheet]:
    """The visible sheets of an xlsx workbook. Raises FileFault."""
    package = inspect(data)
    parts = _parts_by_sheet(data)
    sheets = _read(data)
    return [
        Sheet(sheet.name, sheet.rows, package.starts_1904, package.unread.get(parts.get(sheet.name, ""), frozenset()))
        for sheet in sheets
    ]


def read_xls(data: bytes) -> list[Sheet]:
    """The visible sheets of an old workbook. Raises FileFault."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise FileFault("password_protected")
    inspect_old(data)
    return _read(data)


def _read(data: bytes) -> list[Sheet]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        with workbook:
            visible = [
                about.name
                for about in workbook.sheets_metadata
                if about.typ == python_calamine.SheetTypeEnum.WorkSheet
                and about.visible == python_calamine.SheetVisibleEnum.Visible
            ]
            if len(visible) > MAX_SHEETS:
                raise FileFault("too_many_sheets", sheets=len(visible), most=MAX_SHEETS)
            return [_sheet(workbook.get_sheet_by_name(name)) for name in visible]
    except python_calamine.PasswordError as fault:
        raise FileFault("password_protected") from fault
    except FileFault:
        raise
    except Exception as fault:  # whatever a library written in another language raises on a damaged file
        raise FileFault("file_damaged") from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":
            raise
        raise FileFault("file_damaged") from fault


def _sheet(sheet: python_calamine.CalamineSheet) -> Sheet:
    end = sheet.end or (-1, -1)
    refuse_too_many(end[0] + 1, end[1] + 1, sheet.name)
    cells: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(cells, sheet.merged_cell_ranges or ())
    return Sheet(sheet.name, tuple(Row(number, tuple(row)) for number, row in enumerate(cells, start=1)))


def _fill_merged(cells: list[list[Cell]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write the value of a merged block into all its cells, as a reader of the sheet sees it."""
    filled = 0
    for (top, left), (bottom, right) in ranges:
        if top >= len(cells) or left >= len(cells[top]):
            continue
        value = cells[top][left]
        filled += (min(bottom, len(cells)) - top + 1) * (min(right, len(cells[top])) - left + 1)
        if filled > MAX_MERGED_CELLS:
            raise FileFault("package_bomb")
        for row in cells[top : bottom + 1]:
            row[left : right + 1] = [value] * (min(right + 1, len(row)) - left)


def _parts_by_sheet(data: bytes) -> dict[str, str]:
    """Which part of the package holds which sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        links = package.read("xl/_rels/workbook.xml.rels") if "xl/_rels/workbook.xml.rels" in names else b""
        book = package.read("xl/workbook.xml")
    targets: dict[str, str] = {}
    for element in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links.decode("utf-8", "replace")):
        target = _attribute(element, "Target")
        targets[_attribute(element, "Id")] = posixpath.normpath(
            target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        )
    sheets = re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book.decode("utf-8", "replace"))
    return {_attribute(element, "name"): targets.get(_attribute(element, r"\w+:id"), "") for element in sheets}


def _attribute(element: str, name: str) -> str:
    found = re.search(rf"\s{name}=([\"'])(.*?)\1", element)
    text = found.group(2) if found else ""
    return re.sub(r"&\w+;", lambda escape: _ESCAPES.get(escape.group(), escape.group()), text)
