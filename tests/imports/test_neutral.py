"""Exported text is never a formula and loses nothing."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.imports import neutral, neutral_row

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


@pytest.mark.parametrize("text", ["=1+1", "+86 199", "-5", "@SUM(A1)", "\t=1", "\0=1", " =1", "　=1", "＝1", "\n=1"])
def test_text_that_starts_like_a_formula_is_quoted(text: str) -> None:
    assert neutral(text).startswith("'")


@pytest.mark.parametrize("value", ["王芳", "3-5", "a=b", "", 5, -5, 1.5, None, True, date(2026, 9, 1)])
def test_everything_else_passes_unchanged(value: object) -> None:
    assert neutral(value) == value


@given(st.text(max_size=40))
def test_no_text_starts_a_formula_and_none_is_lost(text: str) -> None:
    quoted = neutral(text)
    assert not quoted.startswith(DANGEROUS)
    assert not quoted.lstrip(" \u3000").startswith(DANGEROUS)
    assert quoted.removeprefix("'") in (text.replace("\0", ""), text.replace("\0", "").removeprefix("'"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20), min_size=1, max_size=5))
def test_a_workbook_of_neutral_cells_holds_no_formula(texts: list[str]) -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(neutral_row([f"={texts[0]}", *texts]))
    buffer = io.BytesIO()
    workbook.save(buffer)
    buffer.seek(0)
    page = load_workbook(buffer).active
    assert page is not None
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
