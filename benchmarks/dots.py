"""A picture of a table as plain SVG: a row for each instance, a mark and a number for each series, powers of ten across.

Zero, and what is nearly so, stands in a column of its own at the left of the scale; a series without an answer has no mark.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import click

_COLOURS = ("#1f6f5c", "#c2703d", "#5b6db1", "#7a7a7a", "#a0527a")
_NONE = "none"
_ROW, _LANE, _RADIUS = 22, 5, 3.2
_LEFT, _ZERO, _WIDTH, _TOP, _BOTTOM = 110, 28, 430, 84, 34
_LETTER = 7
"""How wide a letter of a name is at most; longer names than usual widen the picture to the left."""
_NUMBER = 74
"""How wide a column of numbers is."""
_LEAST, _MOST = 0.001, 100.0
"""The ends of the scale, per cent."""
Values = Mapping[str, Mapping[str, float | None]]


def write_dots(path: Path, title: str, names: Sequence[str], values: Values) -> None:
    """Draw the values of every series by name; ends with one sentence where the file cannot be written."""
    try:
        path.write_text(dots(title, names, values), encoding="utf-8")
    except OSError as fault:
        raise click.ClickException(f"{path} cannot be written: {fault}. Choose another place with --plot.") from None


def dots(title: str, names: Sequence[str], values: Values) -> str:
    """The picture as text."""
    left = min(0, _LEFT - 20 - _LETTER * max((len(name) for name in names), default=0))
    wide, high = _numbers_at(len(values)) + 8 - left, _TOP + _ROW * len(names) + _BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} 0 {wide} {high}" width="{wide}" height="{high}"'
        ' font-family="sans-serif">',
        f'<rect x="{left}" width="100%" height="100%" fill="#ffffff"/>',
        _text(left + 12, 24, title, size=16),
        *_legend(list(values)),
        *_scale(high - _BOTTOM),
    ]
    for row, name in enumerate(names):
        if row % 2:
            shade = 'width="100%" fill="#000000" fill-opacity="0.04"'
            parts.append(f'<rect x="{left}" y="{_TOP + _ROW * row}" height="{_ROW}" {shade}/>')
        parts += _instance(name, _TOP + _ROW * row, values)
    return "\n".join([*parts, "</svg>\n"])


def _legend(series: list[str]) -> list[str]:
    parts = []
    for number, name in enumerate(series):
        across = _LEFT + 130 * number
        parts.append(_mark(across, 46, number, name))
        parts.append(_text(across + 10, 50, name, size=12))
        parts.append(_text(_numbers_at(number + 1) - 6, _TOP - 8, name, "end", 10, _COLOURS[number % len(_COLOURS)]))
    return parts


def _scale(bottom: int) -> list[str]:
    """Upright lines at zero and at the powers of ten, each with its number above and below."""
    marks = [("0", float(_LEFT))] + [(f"{10.0**power:g}", _across(10.0**power)) for power in range(-3, 3)]
    parts = []
    for told, across in marks:
        parts.append(f'<path d="M{across:.1f} {_TOP - 3}V{bottom}" stroke="#d5d5d5"/>')
        parts += [_text(across, height, told, "middle", 10, "#555555") for height in (_TOP - 8, bottom + 14)]
    return parts


def _instance(name: str, top: int, values: Values) -> list[str]:
    """A row: the name, a mark for each series in a lane of its own, and the numbers."""
    middle = top + _ROW / 2
    parts = [_text(_LEFT - 14, middle + 4, name, "end", 11)]
    for number, (series, of) in enumerate(values.items()):
        value = of.get(name)
        told = _NONE if value is None else f"{value:.3f}"
        colour = _COLOURS[number % len(_COLOURS)]
        if value is not None:
            lane = middle + _LANE * (number - (len(values) - 1) / 2)
            parts.append(_mark(_across(value), lane, number, f"{name}, {series}: {told} %"))
        parts.append(_text(_numbers_at(number + 1) - 6, middle + 4, told, "end", 10, colour))
    return parts


def _mark(across: float, down: float, number: int, told: str) -> str:
    """A circle, square, triangle or diamond: not by colour alone."""
    r, fill = _RADIUS, f'fill="{_COLOURS[number % len(_COLOURS)]}" fill-opacity="0.85"'
    name = f"<title>{escape(told)}</title>"
    if number % 4 == 0:
        return f'<circle cx="{across:.1f}" cy="{down:.1f}" r="{r}" {fill}>{name}</circle>'
    corners = (
        ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        ((-1, 1), (0, -1), (1, 1)),
        ((-1, 0), (0, -1), (1, 0), (0, 1)),
    )[number % 4 - 1]
    points = " ".join(f"{across + r * x:.1f},{down + r * y:.1f}" for x, y in corners)
    return f'<polygon points="{points}" {fill}>{name}</polygon>'


def _text(
    across: float, down: float, told: str, anchor: str = "start", size: int = 11, colour: str = "#222222"
) -> str:  # fmt: skip
    place = f'x="{across:.1f}" y="{down:.1f}"'
    return f'<text {place} font-size="{size}" text-anchor="{anchor}" fill="{colour}">{escape(told)}</text>'


def _numbers_at(column: int) -> int:
    """Where a column of numbers begins, right of the scale."""
    return _LEFT + _ZERO + _WIDTH + 12 + _NUMBER * column


def _across(value: float) -> float:
    """Where the mark of a value stands."""
    if value < _LEAST:
        return _LEFT
    return _LEFT + _ZERO + _WIDTH * math.log10(min(value, _MOST) / _LEAST) / math.log10(_MOST / _LEAST)
