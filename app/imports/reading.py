"""A whole file: its sheets recognised, every row read and checked, every problem named. Nothing is ever raised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.imports.columns import TABLES
from app.imports.duplicates import duplicates_in_file
from app.imports.identity import Identity
from app.imports.kinds import ImportRow
from app.imports.problems import CellFault, FileFault, Problem, Severity, shown
from app.imports.sheets import MAX_ROWS, Row, Sheet, is_blank, read_sheets
from app.imports.tables import Column, Headings, Known, find_headings

MAX_PROBLEMS = 2_000
_FOOTERS = ("合计", "小计", "总计", "填表人", "制表人", "审核人", "填报人", "备注:", "备注：", "注:", "注：", "说明")
_ENDINGS = ((".csv", "text"), (".txt", "text"), (".xlsx", "xlsx"), (".xlsm", "xlsx"), (".xls", "xls"))


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """What was found in one sheet; `kind` is None where the headings say nothing."""

    name: str
    kind: str | None
    rows: int
    good: int


@dataclass(frozen=True, slots=True)
class Reading:
    """All good rows of a file and all that is wrong with the others. `refused`: the file as a whole cannot be used."""

    rows: tuple[ImportRow, ...]
    problems: tuple[Problem, ...]
    sheets: tuple[SheetSummary, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep rows or the file out."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def refused(self) -> bool:
        """Whether there is nothing to import because of errors."""
        return not self.rows and bool(self.errors)


def read_import(data: bytes, filename: str, known: Known) -> Reading:
    """Read an uploaded file of any of the four kinds. Any bytes give rows or a named problem, never an exception."""
    try:
        sheets = read_sheets(data)
    except FileFault as fault:
        return Reading((), (Problem(fault.code, params=fault.params),), ())
    problems = list(_name_told_otherwise(data, filename))
    rows: list[ImportRow] = []
    summaries = []
    for sheet in sheets:
        summary, read, found = _read_sheet(sheet, known)
        summaries.append(summary)
        rows += read
        problems += found
    if summaries and all(summary.kind is None for summary in summaries):
        problems.append(Problem("no_sheet_recognised"))
    elif not rows and not any(p.severity is Severity.ERROR for p in problems):
        problems.append(Problem("no_rows"))
    problems += duplicates_in_file(rows)
    if len(problems) > MAX_PROBLEMS:
        left = len(problems) - MAX_PROBLEMS
        problems = [*problems[:MAX_PROBLEMS], Problem("more_problems", params={"count": left})]
    return Reading(tuple(rows), tuple(problems), tuple(summaries))


def _name_told_otherwise(data: bytes, filename: str) -> Iterator[Problem]:
    said = next((kind for ending, kind in _ENDINGS if filename.lower().endswith(ending)), None)
    is_ = "xlsx" if data.startswith(b"PK") else "xls" if data.startswith(b"\xd0\xcf") else "text"
    if said and said != is_:
        yield Problem("name_tells_otherwise", Severity.WARNING, params={"said": said, "found": is_})


def _read_sheet(sheet: Sheet, known: Known) -> tuple[SheetSummary, list[ImportRow], list[Problem]]:
    headings = find_headings(sheet, TABLES)
    filled = [row for row in sheet.rows if not row.empty]
    if headings is None:
        problems = [Problem("headings_not_found", Severity.WARNING, sheet.name)] if filled else []
        return SheetSummary(sheet.name, None, len(filled), 0), [], problems
    problems = list(_heading_problems(sheet, headings))
    kind = headings.table.kind
    body = [row for row in sheet.rows if row.number > headings.row and not _no_data(row, headings)]
    if headings.missing:
        return SheetSummary(sheet.name, kind, len(body), 0), [], problems
    if len(body) > MAX_ROWS:
        problems.append(Problem("too_many_rows", sheet=sheet.name, params={"rows": len(body), "most": MAX_ROWS}))
        return SheetSummary(sheet.name, kind, len(body), 0), [], problems
    good: list[ImportRow] = []
    identities: dict[int, list[int]] = defaultdict(list)
    maps_grid = _told_in_gcj02(sheet, headings)
    for row in body:
        values, found = _cells(sheet, row, headings)
        if maps_grid:
            values.setdefault("system", "gcj02")
        if not any(p.severity is Severity.ERROR for p in found):
            found += _doubts(sheet, row, headings, values, known)
            if isinstance(number := values.pop("identity", None), Identity):
                identities[number.token].append(row.number)
        if not any(p.severity is Severity.ERROR for p in found):
            good.append(_built(sheet, row, headings, values))
        problems += found
    problems += _shared_identities(sheet, headings, identities)
    return SheetSummary(sheet.name, kind, len(body), len(good)), good, problems


def _heading_problems(sheet: Sheet, headings: Headings) -> Iterator[Problem]:
    for column in headings.missing:
        yield Problem(
            "heading_missing", sheet=sheet.name, row=headings.row, column=column.headings[0],
            params={"also": "、".join(column.headings[1:4])},
        )  # fmt: skip
    for first, second in headings.twice:
        yield Problem("heading_twice", sheet=sheet.name, row=headings.row, column=second, params={"first": first})
    if headings.unknown:
        names = "、".join(shown(name) for name in headings.unknown[:8])
        yield Problem("columns_left_out", Severity.WARNING, sheet.name, headings.row, params={"names": names})
    if "identity" in headings.written:
        yield Problem("id_not_kept", Severity.WARNING, sheet.name, headings.row, headings.written["identity"])


def _no_data(row: Row, headings: Headings) -> bool:
    """Empty rows, sums, signatures at the foot and headings repeated for printing."""
    if row.empty:
        return True
    first = next(str(cell).strip() for cell in row.cells if not is_blank(cell))
    needed = [headings.index[c.field] for c in headings.table.columns if c.required and c.field in headings.index]
    filled = sum(not is_blank(row.cell(i)) for i in needed)
    if first.startswith(_FOOTERS) and filled <= max(1, len(needed) // 2):
        return True
    repeated = {str(row.cell(i)).strip() for i in headings.index.values()}
    return len({c for column in headings.table.columns for c in column.headings} & repeated) >= 3


def _cells(sheet: Sheet, row: Row, headings: Headings) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in headings.table.columns:
        position = headings.index.get(column.field)
        if position is None:
            continue
        cell = row.cell(position)
        if (row.number, position) in sheet.unread:
            problems.append(_problem("formula_without_result", sheet, row, column, headings))
        elif is_blank(cell):
            if column.required:
                problems.append(_problem("cell_missing", sheet, row, column, headings))
        else:
            try:
                values[column.field] = column.cells.read(cell, sheet)
            except CellFault as fault:
                # an identity number is not kept, so a wrong one is worth a look but does not keep the row out
                severity = Severity.WARNING if column.secret else Severity.ERROR
                problems.append(
                    _problem(fault.code, sheet, row, column, headings, "" if column.secret else shown(cell),
                             fault.params, severity)
                )  # fmt: skip
    return values, problems


def _problem(
    code: str, sheet: Sheet, row: Row, column: Column, headings: Headings, value: str = "",
    params: dict[str, object] | None = None, severity: Severity = Severity.ERROR,
) -> Problem:  # fmt: skip
    return Problem(code, severity, sheet.name, row.number, headings.written[column.field], value, params or {})


def _doubts(sheet: Sheet, row: Row, headings: Headings, values: dict[str, Any], known: Known) -> list[Problem]:
    problems = []
    secret = {column.field for column in headings.table.columns if column.secret}
    for doubt in headings.table.check(values, known):
        column = headings.written.get(doubt.about)
        position = headings.index.get(doubt.about)
        value = "" if position is None or doubt.about in secret else shown(row.cell(position))
        problems.append(Problem(doubt.code, doubt.severity, sheet.name, row.number, column, value, doubt.params))
    return problems


def _built(sheet: Sheet, row: Row, headings: Headings, values: dict[str, Any]) -> ImportRow:
    values.pop("system", None)
    built = headings.table.build(sheet=sheet.name, row=row.number, **values)
    if not isinstance(built, ImportRow):
        raise TypeError(f"{headings.table.kind} builds {type(built).__name__}, not an ImportRow")
    return built


def _told_in_gcj02(sheet: Sheet, headings: Headings) -> bool:
    """Whether the title or a heading says that coordinates are of Chinese maps (GCJ-02)."""
    if headings.table.kind != "places":
        return False
    told = " ".join(str(cell).lower() for row in sheet.rows[: headings.row] for cell in row.cells if not is_blank(cell))
    return any(word in told for word in ("gcj", "高德", "火星坐标"))


def _shared_identities(sheet: Sheet, headings: Headings, identities: dict[int, list[int]]) -> Iterator[Problem]:
    for rows in identities.values():
        for row in rows[1:]:
            column = headings.written["identity"]
            yield Problem("id_twice", Severity.WARNING, sheet.name, row, column, params={"other_row": rows[0]})
