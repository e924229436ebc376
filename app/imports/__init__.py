"""Spreadsheets in and out: from the bytes of a file to checked rows, named problems and a staged difference. Pure.

`read_import` reads, `plan_changes` compares with what is known; the sentences for problem codes are in
`app.import_wording`. On the way out `neutral` quotes what would run as a formula.
"""

from __future__ import annotations

from app.imports.changes import Change, Changes, Duplicate, Existing, plan_changes
from app.imports.kinds import ChildRow, ImportRow, PairRow, PlaceRow, SupporterRow
from app.imports.neutral import neutral, neutral_row
from app.imports.problems import Problem, Severity
from app.imports.reading import Reading, SheetSummary, read_import
from app.imports.tables import Known
from app.imports.writing import columns_of, headings, written

__all__ = [
    "Change",
    "Changes",
    "ChildRow",
    "Duplicate",
    "Existing",
    "ImportRow",
    "Known",
    "PairRow",
    "PlaceRow",
    "Problem",
    "Reading",
    "Severity",
    "SheetSummary",
    "SupporterRow",
    "columns_of",
    "headings",
    "neutral",
    "neutral_row",
    "plan_changes",
    "read_import",
    "written",
]
