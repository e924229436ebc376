"""What a cell means: text, numbers, dates, phones and words, however an office wrote them. Raises CellFault."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

import phonenumbers

from app.imports.neutral import plain_again
from app.imports.problems import CellFault
from app.imports.sheets import Cell
from app.imports.vocabulary import YES_NO, Words

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060\u00ad"))
_LISTED = re.compile(r"[、,，;；/|\n]+")
MAX_TEXT = 200


def plain(cell: Cell) -> str:
    """The cell as text: full-width letters and digits made ordinary, invisible signs and doubled spaces removed."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else ("是" if cell else "否")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e17 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join(unicodedata.normalize("NFKC", plain_again(str(cell))).translate(_INVISIBLE).split())


def text(cell: Cell) -> str:
    """Free text of at most MAX_TEXT characters."""
    found = plain(cell)
    if len(found) > MAX_TEXT:
        raise CellFault("text_too_long", characters=len(found), most=MAX_TEXT)
    if any(unicodedata.category(c) in ("Cc", "Co", "Cs", "Cn") for c in found):
        raise CellFault("text_unreadable")
    return found


def name(cell: Cell) -> str:
    """A person's name: letters, spaces and the middle dot; spaces inside a Chinese name are dropped."""
    found = text(cell)
    if any("\u4e00" <= c <= "\u9fff" for c in found):
        found = found.replace(" ", "")
    if any(c.isdigit() for c in found):
        raise CellFault("name_with_digits")
    if len(found) < 2:
        raise CellFault("name_too_short")
    if not all(c.isalpha() or c in " ·•.'-" for c in found):
        raise CellFault("name_with_signs")
    return found


def whole(cell: Cell, least: int, most: int) -> int:
    """A whole number within bounds; a unit behind it ("30分钟", "3 人") is allowed."""
    found = plain(cell)
    match = re.fullmatch(r"(-?\d+)(?:\.0+)?\s*(?:分钟|分|人|个|名|月|个月|min|minutes?)?", found)
    if not match:
        raise CellFault("not_a_whole_number")
    number = int(match.group(1))
    if not least <= number <= most:
        raise CellFault("number_out_of_range", found=number, least=least, most=most)
    return number


def phone(cell: Cell) -> str:
    """A Chinese mobile or landline number as digits (landlines with area code)."""
    found = plain(cell)
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", found) or (isinstance(cell, float) and not cell.is_integer()):
        raise CellFault("number_rounded")
    first = re.split(r"[、,，;；/]|\s{2,}", found)[0]
    digits = re.sub(r"[\s\-()]", "", first)
    digits = re.sub(r"^(\+|00)?86(?=1\d{10}$|0?\d{10,11}$)", "", digits)
    if not digits.isascii() or not digits.isdigit():
        raise CellFault("phone_with_letters")
    wanted = 11 if digits.startswith("1") else 10
    if len(digits) < wanted:
        raise CellFault("phone_too_short", digits=len(digits), missing=wanted - len(digits))
    if len(digits) > 12 or (digits.startswith("1") and len(digits) > 11):
        raise CellFault("phone_too_long", digits=len(digits), extra=len(digits) - wanted)
    try:
        valid = phonenumbers.is_valid_number(phonenumbers.parse(digits, "CN"))
    except phonenumbers.NumberParseException:
        valid = False
    if not valid:
        raise CellFault("phone_unknown_prefix")
    return digits


def yes_or_no(cell: Cell) -> bool:
    """是/否 and what stands for them."""
    return word(cell, YES_NO) == "yes"


def word(cell: Cell, words: Words) -> str:
    """The code of a single word of a vocabulary."""
    found = plain(cell).lower()
    code = words.get(found) or words.get(found.replace(" ", ""))
    if code is None:
        raise CellFault("word_unknown", known=_some_words(words))
    return code


def listed(cell: Cell, words: Words) -> tuple[str, ...]:
    """The codes of a list such as "普通话、畲语", each once, in the order written."""
    codes: dict[str, None] = {}
    for piece in _LISTED.split(plain(cell)):
        parts = [piece.strip().lower()] if piece.strip().lower() in words else piece.lower().split()
        for part in parts:
            if part not in words:
                raise CellFault("word_in_list_unknown", word=part[:20], known=_some_words(words))
            codes[words[part]] = None
    return tuple(codes)


def degrees(cell: Cell, least: float, most: float) -> float:
    """A coordinate in decimal degrees; degrees and minutes are refused."""
    found = plain(cell).rstrip("°")
    try:
        number = float(found)
    except ValueError:
        raise CellFault("coordinate_not_decimal") from None
    if not least <= number <= most:
        raise CellFault("coordinate_out_of_range", found=number, least=least, most=most)
    return number


def _some_words(words: Words) -> str:
    """A few Chinese words a person may write instead, one per code."""
    chosen: dict[str, str] = {}
    for written, code in words.items():
        if written != code and not written.isascii():
            chosen.setdefault(code, written)
    return "、".join(list(chosen.values())[:8])
