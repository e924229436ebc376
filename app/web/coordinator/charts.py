"""The curve of a round as numbers for SVG: best as a solid stair, bound as a dashed one, the gap between them filled."""

from __future__ import annotations

from dataclasses import dataclass

from app.queries.rounds import Curve
from app.web.drawing import step_path

WIDTH, HEIGHT = 600.0, 200.0


@dataclass(frozen=True)
class Chart:
    """Paths and labels of a curve."""

    best: str
    bound: str
    area: str
    #: values at the upper edge, the middle and the lower edge
    values: tuple[int, int, int]
    #: seconds along the lower edge
    seconds: tuple[int, ...]


def chart_of(curve: Curve, seconds: int) -> Chart | None:
    """Return the drawing of a curve over the round's time (or more, when it took longer); None where nothing moved."""
    if curve.top == curve.low or len({second for second, _ in curve.best + curve.bound}) < 2:
        return None
    last = max(point[0] for point in curve.best + curve.bound)
    right = max(float(seconds), last)
    top, low = curve.top, curve.low
    edges = (right, top, low)
    return Chart(
        best=step_path(curve.best, _across(curve.best, right), HEIGHT, _last(curve.best), top, low),
        bound=step_path(curve.bound, _across(curve.bound, right), HEIGHT, _last(curve.bound), top, low),
        area=_area(corners(curve.bound, last, *edges), corners(curve.best, last, *edges)),
        values=(round(top), round((top + low) / 2), round(low)),
        seconds=tuple(round(right * part / 4) for part in range(5)),
    )


def _last(points: list[tuple[float, float]]) -> float:
    return points[-1][0] if points else 1.0


def _across(points: list[tuple[float, float]], right: float) -> float:
    """Return how far to the right the last point lies, in SVG units."""
    return round(_last(points) / right * WIDTH, 1)


def corners(points: list[tuple[float, float]], last: float, right: float, top: float, low: float) -> list[str]:
    """Return the corners of a stair through the points, drawn on until `last`."""
    found: list[str] = []
    for number, (second, value) in enumerate(points):
        x, y = round(second / right * WIDTH, 1), round((top - value) / (top - low) * HEIGHT, 1)
        if number:
            found.append(f"{x} {found[-1].split()[1]}")
        found.append(f"{x} {y}")
    if found:
        found.append(f"{round(last / right * WIDTH, 1)} {found[-1].split()[1]}")
    return found


def _area(upper: list[str], lower: list[str]) -> str:
    return f"M{'L'.join(upper + lower[::-1])}Z" if upper and lower else ""
