"""The page on spreadsheets names the headings the reader knows, and the true limits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.imports import sheets
from app.imports.columns import TABLES
from app.imports.tables import Table

PAGE = (Path(__file__).parents[2] / "docs" / "spreadsheets.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_every_column_stands_in_the_page_where_it_belongs(table: Table) -> None:
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {table.kind} |"))
    _, _, must, may, _ = line.split("|")
    told = set(re.findall(r"[\w\u4e00-\u9fff]+", f"{must} {may}"))
    required = set(re.findall(r"[\w\u4e00-\u9fff]+", must))
    for column in table.columns:
        if column.field == "identity":
            continue
        assert told & set(column.headings), column.field
        assert not column.required or required & set(column.headings), column.field


def test_the_limits_are_the_true_ones() -> None:
    assert f"{sheets.MAX_BYTES // 1024 // 1024} MB a file, {sheets.MAX_SHEETS} sheets" in PAGE
    assert f"{sheets.MAX_ROWS:,} rows and {sheets.MAX_COLUMNS} columns" in PAGE
