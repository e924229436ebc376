"""Cells on their way out: text that a spreadsheet would run as a formula is quoted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def neutral(value: T) -> T | str:
    """The value for an export: text that starts like a formula gets a quote in front, NUL signs go.

    Numbers and dates pass unchanged. Leading spaces do not hide a formula.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    if value.startswith(_STARTS) or text.lstrip(" \u3000").startswith(_STARTS):
        return "'" + text
    return text


def plain_again(text: str) -> str:
    """What `neutral` was given: an export brought in again says what it said before."""
    return text[1:] if text.startswith("'") and neutral(text[1:]) == text else text


def neutral_row(values: Iterable[object]) -> list[object]:
    """A whole row for an export."""
    return [neutral(value) for value in values]
