"""What is wrong with a file or a row, as codes with numbers: where it stands, what was found, what to do.

The sentences for the codes are in `app.import_wording`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SHOWN_CHARACTERS = 40


class Severity(StrEnum):
    """An error keeps its row (or file) out; a warning lets it in and asks a person to look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault or doubt. `row` counts as the spreadsheet shows it, from 1; `column` is the heading in the file.

    `value` is what stood in the cell, shortened; empty for identity numbers, which are never repeated.
    """

    code: str
    severity: Severity = Severity.ERROR
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


class FileFault(Exception):
    """A file that cannot be read at all."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class CellFault(Exception):
    """A cell that cannot be understood; the reader adds where it stands."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


def shown(value: object) -> str:
    """A cell's value as a person may see it in a message, never longer than SHOWN_CHARACTERS."""
    text = "" if value is None else str(value)
    text = "".join(c if c.isprintable() else " " for c in text).strip()
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
