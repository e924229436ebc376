"""Identity numbers are read only to check a row against itself. They are never kept and never repeated in a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.imports.cells import plain
from app.imports.problems import CellFault
from app.imports.sheets import Cell

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Identity:
    """What an identity number says: the birth month and the gender. `token` tells equal numbers apart, no more."""

    birth: date
    gender: str
    token: int


def identity(cell: Cell) -> Identity:
    """Read an identity number of 18 signs (or 15 digits, the old form). Raises CellFault without the number."""
    if isinstance(cell, float) or "e+" in str(cell).lower():
        raise CellFault("id_rounded")
    number = plain(cell).upper().replace(" ", "")
    if len(number) == 15 and number.isdigit():
        number = number[:6] + "19" + number[6:] + "0"
        checked = True
    else:
        if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
            raise CellFault("id_wrong_length", signs=len(number))
        checked = _CHECKS[sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False)) % 11] == number[17]
    if not checked:
        raise CellFault("id_wrong_check_sign")
    try:
        birth = date(int(number[6:10]), int(number[10:12]), 1)
    except ValueError:
        raise CellFault("id_wrong_check_sign") from None
    return Identity(birth, "male" if int(number[16]) % 2 else "female", hash(number))
