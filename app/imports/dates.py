"""Dates as offices write them: Excel days, 2015-03-12, 2015.3, 2015年3月12日, 201503, 二〇一五年三月.

All raise CellFault.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from app.imports.cells import plain
from app.imports.problems import CellFault
from app.imports.sheets import Cell

_CHINESE = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?\s*[日号月]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_EXCEL_FIRST, _EXCEL_LAST = 15_000, 75_000


def month(cell: Cell, starts_1904: bool = False) -> date:
    """A month, as its first day; a full date is cut to its month."""
    return _date(cell, starts_1904, month_is_enough=True).replace(day=1)


def day(cell: Cell, starts_1904: bool = False) -> date:
    """A full date."""
    return _date(cell, starts_1904, month_is_enough=False)


def _date(cell: Cell, starts_1904: bool, month_is_enough: bool) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or cell is None:
        raise CellFault("date_unclear")
    if isinstance(cell, int | float):
        return _from_number(float(cell), starts_1904, month_is_enough)
    return _from_text(plain(cell), month_is_enough)


def _from_number(number: float, starts_1904: bool, month_is_enough: bool) -> date:
    if number.is_integer() and len(str(int(number))) in (6, 8):
        return _from_text(str(int(number)), month_is_enough)
    if _EXCEL_FIRST <= number <= _EXCEL_LAST:
        start = date(1904, 1, 1) if starts_1904 else date(1899, 12, 30)
        return start + timedelta(days=int(number))
    if 1900 < number < 2100 and not number.is_integer():
        # 2015.1 typed as a number is January or October: Excel dropped the zero of 2015.10
        fraction = f"{number:.2f}".partition(".")[2]
        if fraction == "10":
            raise CellFault("month_ambiguous")
        return _from_text(f"{int(number)}.{fraction}", month_is_enough)
    raise CellFault("date_unclear")


def _from_text(text: str, month_is_enough: bool) -> date:
    if "农历" in text or "闰" in text:
        raise CellFault("date_lunar")
    text = re.sub(r"\s+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$|T\d{2}:\d{2}.*$", "", text)
    text = _chinese_digits(text)
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if not found:
        if re.fullmatch(r"\d{2}\s*[-/.年]\s*\d{1,2}.*", text):
            raise CellFault("year_two_digits")
        raise CellFault("date_unclear")
    year, month_number, day_number = found.groups()
    if day_number is None and not month_is_enough:
        raise CellFault("day_missing")
    try:
        return date(int(year), int(month_number), int(day_number or 1))
    except ValueError:
        raise CellFault("date_impossible") from None


def _chinese_digits(text: str) -> str:
    """二〇一五年三月十二日 in ordinary digits."""
    text = re.sub(r"(?<![〇零一二三四五六七八九○])十(?=[一二三四五六七八九])", "1", text)
    text = re.sub(r"([二三])十(?=[一二三四五六七八九])", r"\1", text)
    text = re.sub(r"([二三])十", r"\g<1>0", text)
    text = text.replace("十", "10")
    return "".join(_CHINESE.get(c, c) for c in text)
