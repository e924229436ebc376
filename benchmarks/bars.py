"""A picture of a table as plain SVG: one group of bars for each instance, on a scale of powers of ten."""

from __future__ import annotations

import math
from html import escape
from pathlib import Path

import click

_COLOURS = ("#1f6f5c", "#c2703d", "#5b6db1", "#8a8a8a", "#a0527a")
_ROW, _BAR, _LEFT, _WIDTH, _TOP = 4, 9, 110, 640, 70
_LEAST, _MOST = 0.001, 100.0
"""The ends of the scale, per cent; what lies below the least has a bar of no length."""


def write_bars(path: Path, title: str, names: list[str], values: dict[str, dict[str, float | None]]) -> None:
    """Draw the values of every series by name; ends with one sentence where the file cannot be written."""
    try:
        path.write_text(bars(title, names, values), encoding="utf-8")
    except OSError as fault:
        raise click.ClickException(f"{path} cannot be written: {fault}. Choose another place with --plot.") from None


def bars(title: str, names: list[str], values: dict[str, dict[str, float | None]]) -> str:
    """The picture as text."""
    group = _BAR * len(values) + _ROW
    height = _TOP + group * len(names) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 90}" height="{height}" font-family="sans-serif">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="12" y="24" font-size="16">{escape(title)}</text>',
    ]
    for number, series in enumerate(values):
        across = _LEFT + 130 * number
        parts.append(f'<rect x="{across}" y="36" width="10" height="10" fill="{_COLOURS[number % len(_COLOURS)]}"/>')
        parts.append(f'<text x="{across + 15}" y="45" font-size="12">{escape(series)}</text>')
    for power in range(-3, 3):
        across = _LEFT + _length(10.0**power)
        parts.append(f'<path d="M{across:.1f} {_TOP - 4}V{height - 16}" stroke="#dddddd"/>')
        parts.append(
            f'<text x="{across:.1f}" y="{_TOP - 8}" font-size="10" text-anchor="middle">{10.0**power:g}</text>'
        )
    for row, name in enumerate(names):
        top = _TOP + group * row
        parts.append(
            f'<text x="{_LEFT - 8}" y="{top + group / 2 + 2:.0f}" font-size="11" text-anchor="end">{escape(name)}</text>'
        )
        for number, series in enumerate(values.values()):
            parts += _bar(series.get(name), top + _BAR * number, _COLOURS[number % len(_COLOURS)])
    return "\n".join([*parts, "</svg>\n"])


def _bar(value: float | None, top: int, colour: str) -> list[str]:
    length = 0.0 if value is None else _length(value)
    told = "no answer" if value is None else f"{value:.3g}"
    return [
        f'<rect x="{_LEFT}" y="{top}" width="{length:.1f}" height="{_BAR - 2}" fill="{colour}"/>',
        f'<text x="{_LEFT + length + 4:.1f}" y="{top + _BAR - 2}" font-size="8">{told}</text>',
    ]


def _length(value: float) -> float:
    """How long the bar of a value is."""
    if value <= _LEAST:
        return 0.0
    return _WIDTH * math.log10(min(value, _MOST) / _LEAST) / math.log10(_MOST / _LEAST)
