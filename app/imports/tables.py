"""How a kind of sheet is described: its columns with their headings, and what makes its rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from app.imports.problems import Severity
from app.imports.sheets import Cell, Row, Sheet

Parse = Callable[[Cell, Sheet], object]
Write = Callable[[Any], Cell]
LEFT_OUT_SILENTLY = ("序号", "编号", "备注", "No.")
PLACE_ENDINGS = ("村民委员会", "村委会", "社区居委会", "居委会", "社区", "街道", "村", "乡", "镇")
HEADING_ROWS = 15
"""Headings are looked for in the first rows; above them stand titles."""


@dataclass(frozen=True, slots=True)
class Cells:
    """How the cells of a column are read, and how a value is written so that it is read again as it was."""

    read: Parse
    write: Write


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `secret` values are never repeated in a message and never written."""

    field: str
    headings: tuple[str, ...]
    cells: Cells
    required: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A problem of a row as a whole, found after its cells were read; `about` names the field to point at."""

    code: str
    about: str
    severity: Severity = Severity.WARNING
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of sheet. `check` looks at the values of one row, `build` makes the typed row."""

    kind: str
    columns: tuple[Column, ...]
    check: Callable[[dict[str, Any], Known], Iterator[Doubt]]
    build: type[Any]


@dataclass(frozen=True)
class Known:
    """What the application already knows. `today` decides ages; places are (township, village) names.

    Empty `villages` and `townships` mean that no places are known yet: then none is called unknown.
    """

    today: date
    townships: frozenset[str] = frozenset()
    villages: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def township_keys(self) -> frozenset[str]:
        """Townships without their endings."""
        return frozenset(map(place_key, self.townships))

    @cached_property
    def villages_by_township(self) -> dict[str, dict[str, str]]:
        """Names of the villages of each township, by township and village without endings."""
        found: dict[str, dict[str, str]] = {}
        for township, village in self.villages:
            found.setdefault(place_key(township), {})[place_key(village)] = village
        return found


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the columns of a table stand in a sheet: heading row, column index and heading text by field."""

    table: Table
    row: int
    index: Mapping[str, int]
    written: Mapping[str, str]
    twice: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]

    @property
    def missing(self) -> tuple[Column, ...]:
        """Required columns the sheet does not have."""
        return tuple(c for c in self.table.columns if c.required and c.field not in self.index)


def place_key(name: str) -> str:
    """A place name without its ending and spaces, so that 上洋 and 上洋村 are the same, and 村（东） and 村(东)."""
    bare = unicodedata.normalize("NFKC", name).replace(" ", "")
    ending = next((e for e in PLACE_ENDINGS if bare.endswith(e) and len(bare) > len(e) + 1), "")
    return bare.removesuffix(ending)


def find_headings(sheet: Sheet, tables: tuple[Table, ...]) -> Headings | None:
    """The best reading of a sheet's headings: the table and row with most columns recognised, at least three."""
    best: Headings | None = None
    for position, row in enumerate(sheet.rows[:HEADING_ROWS]):
        above = sheet.rows[position - 1] if position else None
        for labels in (_labels(row), _with_group_headings(row, above)):
            for table in tables:
                found = _recognised(table, row.number, labels)
                score = (len(found.index), -len(found.missing))
                if len(found.index) >= 3 and (best is None or score > (len(best.index), -len(best.missing))):
                    best = found
    return best


def _labels(row: Row) -> list[str]:
    return [str(cell) if cell is not None else "" for cell in row.cells]


def _with_group_headings(row: Row, above: Row | None) -> list[str]:
    """Headings in two rows: 监护人 above 姓名 and 电话 makes 监护人姓名 and 监护人电话."""
    labels = _labels(row)
    if above is None:
        return labels
    return [
        group + label if group and label and group != label else label or group
        for group, label in ((str(above.cell(i) or ""), label) for i, label in enumerate(labels))
    ]


def _recognised(table: Table, number: int, labels: list[str]) -> Headings:
    by_heading = {heading: c.field for c in table.columns for heading in c.headings}
    index: dict[str, int] = {}
    written: dict[str, str] = {}
    twice: list[tuple[str, str]] = []
    unknown: list[str] = []
    for position, label in enumerate(labels):
        field_name = next((by_heading[form] for form in _forms(label) if form in by_heading), None)
        if field_name is None:
            unknown += [label.strip()] if label.strip() and label.strip() not in LEFT_OUT_SILENTLY else []
        elif field_name in index:
            twice.append((written[field_name], label.strip()))
        else:
            index[field_name], written[field_name] = position, " ".join(label.split())
    return Headings(table, number, index, written, tuple(twice), tuple(unknown))


def _forms(label: str) -> Iterator[str]:
    """A heading as written, and without stars, brackets and what stands in them."""
    plain = re.sub(r"[\s*＊:：★]+", "", unicodedata.normalize("NFKC", label)).lower()
    yield plain
    yield re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", plain)
