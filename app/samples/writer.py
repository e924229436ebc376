"""Writes a sample county as the files an office would send, and the clean problem for the matching solver.

The same county and seed give the same bytes: entries of the xlsx packages carry a fixed time.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from app.matching import dump_problem
from app.samples import SAMPLE_DAY, sample_county
from app.samples.centres import centres_month
from app.samples.circles import circles_problem
from app.samples.county import County
from app.samples.noise import Planted, spoil
from app.samples.sheets import Sheet, Value, county_sheets
from app.scheduling import rota

ENCODINGS = {"officials_gbk.csv": "gbk", "pairs_bom.csv": "utf-8-sig"}
FIXED_TIME = (2026, 9, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a county, and the faults planted in them."""

    files: tuple[Path, ...]
    planted: tuple[Planted, ...]


def write_county(name: str, seed: int, out: Path, today: date = SAMPLE_DAY) -> Written:
    """Write the spreadsheets of a county and its `circles.json` into `out` (made if missing). Raises OSError."""
    county = sample_county(name, seed, today)
    contents, planted = county_files(county)
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for file_name, content in contents.items():
        path = out / file_name
        path.write_bytes(content)
        paths.append(path)
    return Written(tuple(paths), tuple(planted))


def write_centres(seed: int, out: Path, today: date = SAMPLE_DAY) -> Path:
    """Write a month of 26 children's centres as `rota.json` into `out` (made if missing). Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / "rota.json"
    path.write_text(rota.dump_problem(centres_month(seed, today)), encoding="utf-8")
    return path


def county_files(county: County) -> tuple[dict[str, bytes], list[Planted]]:
    """The files by name with their bytes, and the planted faults."""
    sheets = county_sheets(county)
    planted = spoil(sheets, county.seed, county.code, county.today)
    files: dict[str, bytes] = {}
    for file_name in dict.fromkeys(sheet.file for sheet in sheets):
        parts = [sheet for sheet in sheets if sheet.file == file_name]
        encoding = ENCODINGS.get(file_name)
        files[file_name] = _text(parts[0], encoding) if encoding else _workbook(parts)
    files["circles.json"] = dump_problem(circles_problem(county)).encode()
    return files, planted


def _text(sheet: Sheet, encoding: str) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(sheet.headings)
    writer.writerows([_told(value) for value in row] for row in sheet.rows)
    return buffer.getvalue().encode(encoding)


def _told(value: Value) -> Value:
    return f"{value.year}/{value.month}/{value.day}" if isinstance(value, date) else value


def _workbook(sheets: list[Sheet]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in sheets:
        _fill(workbook.create_sheet(sheet.name), sheet)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return _with_fixed_times(buffer.getvalue())


def _fill(page: Worksheet, sheet: Sheet) -> None:
    width = len(sheet.headings)
    page.append([sheet.title])
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    page["A1"].font = Font(bold=True, size=16)
    page["A1"].alignment = Alignment(horizontal="center")
    page.append(["填报单位：（样例）  本表所有人员均为虚构"])
    page.merge_cells(start_row=2, end_row=2, start_column=1, end_column=width)
    if sheet.groups:
        _two_rows_of_headings(page, sheet)
    else:
        page.append(sheet.headings)
    for row in sheet.rows:
        page.append(row)
    if sheet.footer:
        page.append([sheet.footer])


def _two_rows_of_headings(page: Worksheet, sheet: Sheet) -> None:
    above: list[str | None] = list(sheet.headings)
    below: list[str | None] = [None] * len(above)
    grouped: set[int] = set()
    for first, last, word in sheet.groups:
        for i in range(first, last + 1):
            above[i], below[i] = (word if i == first else None), sheet.headings[i]
            grouped.add(i)
    page.append(above)
    page.append(below)
    for first, last, _ in sheet.groups:
        page.merge_cells(start_row=3, end_row=3, start_column=first + 1, end_column=last + 1)
    for i in range(len(above)):
        if i not in grouped:
            page.merge_cells(start_row=3, end_row=4, start_column=i + 1, end_column=i + 1)


def _with_fixed_times(data: bytes) -> bytes:
    """The same package with fixed times in its entries and its properties."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>2026-09-01T00:00:00Z\g<2>", content)
            fixed = zipfile.ZipInfo(entry.filename, FIXED_TIME)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o644 << 16
            target.writestr(fixed, content)
    return result.getvalue()
