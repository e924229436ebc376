"""Numbers for drawings that the templates write as SVG attributes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno

#: degrees between two arcs of a ring
GAP = 20


@dataclass(frozen=True)
class Arc:
    """One role's part of a ring: `kind` is on (agreed), pin (kept), new (proposed) or open."""

    kind: str
    dashes: str
    offset: str


def arcs(states: list[str]) -> list[Arc]:
    """Return the arcs of a circle's ring, clockwise from the top in the programme's order of roles."""
    if not states:
        return []
    share = 360 / len(states)
    length = share - GAP
    return [
        Arc(state, dashes(state, length), f"{-(place * share + GAP / 2):.4g}") for place, state in enumerate(states)
    ]


def dashes(state: str, length: float) -> str:
    """Return the dash pattern of an arc `length` degrees long: three strokes when proposed, else one."""
    if state != "new":
        return f"{length:.4g} {360 - length:.4g}"
    stroke, gap = length * 0.172, length * 0.242
    return f"{stroke:.4g} {gap:.4g} {stroke:.4g} {gap:.4g} {stroke:.4g} {360 - 3 * stroke - 2 * gap:.4g}"


def step_path(
    points: list[tuple[float, float]], width: float, height: float, right: float, top: float, low: float
) -> str:
    """Return a stair line through (seconds, value) points, scaled to `width` × `height` SVG units.

    `right` is the last second shown, `top` and `low` the values at the upper and lower edge.
    """
    span = (top - low) or 1.0

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return round(point[0] / (right or 1) * width, 1), round((top - point[1]) / span * height, 1)

    path, last = "", 0.0
    for number, point in enumerate(points):
        x, y = place(point)
        path += f"M{x} {y}" if number == 0 else f"H{x}V{y}"
        last = x
    return path + (f"H{width}" if path and last < width else "")


@dataclass(frozen=True)
class Square:
    """A QR code: `path` draws its dark modules on a square of `size` units, quiet zone included."""

    size: int
    path: str


def square(text: str) -> Square:
    """Return the QR code of `text`."""
    border = 4
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=border))
    path = ""
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            wide = len(list(run))
            path += f"M{x} {y}h{wide}v1h-{wide}z" if dark else ""
            x += wide
    return Square(len(rows), path)
