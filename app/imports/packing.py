"""A sheet as a file for people: csv or xlsx, made piece by piece so that a large one is sent while it is written."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from app.imports.sheets import Cell

#: rows handed on together
PIECE = 500
#: a printed header or footer holds no more characters
MOST_MARGIN = 200
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" applyNumberFormat="1"/>'
        '<xf fontId="1" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


@dataclass(frozen=True, slots=True)
class SheetOut:
    """One sheet on its way out. The watermark stands above the headings, where a reader of the sheet skips it."""

    name: str
    watermark: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def csv_pieces(sheet: SheetOut) -> Iterator[bytes]:
    """The sheet as csv in UTF-8 with a mark, by which Excel knows the encoding."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([sheet.watermark])
    writer.writerow(sheet.headings)
    for start in range(0, len(sheet.rows), PIECE):
        writer.writerows(sheet.rows[start : start + PIECE])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    if rest := buffer.getvalue():
        yield rest.encode()


def xlsx_pieces(sheet: SheetOut) -> Iterator[bytes]:
    """The sheet as an xlsx package; every text is a text, so nothing in it can run."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in {**_PARTS, "xl/workbook.xml": _workbook(sheet.name)}.items():
            package.writestr(name, _HEAD + text)
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(_sheet_head(sheet).encode())
            for start in range(0, len(sheet.rows), PIECE):
                rows = enumerate(sheet.rows[start : start + PIECE], start + 3)
                part.write("".join(_row(number, cells) for number, cells in rows).encode())
                yield outlet.taken()
            part.write(_sheet_foot(sheet.watermark).encode())
    yield outlet.taken()


PACKERS: dict[str, Callable[[SheetOut], Iterator[bytes]]] = {"xlsx": xlsx_pieces, "csv": csv_pieces}


class _Outlet(io.RawIOBase):
    """What a package is written into while it is given out: it cannot be wound back."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _workbook(name: str) -> str:
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet_head(sheet: SheetOut) -> str:
    view = '<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/>'
    widths = f'<cols><col min="1" max="{len(sheet.headings)}" width="15" customWidth="1"/></cols>'
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{view}</sheetView></sheetViews>'
        f"{widths}<sheetData>{_row(1, [sheet.watermark])}{_row(2, sheet.headings, style=1)}"
    )


def _sheet_foot(watermark: str) -> str:
    margin = escape(_UNWRITABLE.sub("", watermark)[:MOST_MARGIN].replace("&", "&&"))
    return (
        "</sheetData>"
        f"<headerFooter><oddHeader>&amp;C{margin}</oddHeader><oddFooter>&amp;C{margin} · &amp;P</oddFooter></headerFooter>"
        "</worksheet>"
    )


def _row(number: int, cells: Sequence[Cell], style: int = 0) -> str:
    told = (_cell(f"{_letters(column)}{number}", cell, style) for column, cell in enumerate(cells) if cell is not None)
    return f'<row r="{number}">{"".join(told)}</row>'


def _cell(reference: str, cell: Cell, style: int) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f'<c r="{reference}"><v>{cell!r}</v></c>'
    text = escape(_UNWRITABLE.sub("", str(cell)))
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(column: int) -> str:
    """A, B, … Z, AA, …"""
    letters = chr(65 + column % 26)
    return letters if column < 26 else chr(64 + column // 26) + letters
