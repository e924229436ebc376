"""The nearest supporters of every child, each within the supporter's own travel limit: a grid as spatial index."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.matching.pools.arrays import Float32, Int32, Int64

A_CELL = 4
"""Supporters in a cell of the grid, on average."""
SLICE = 20_000
"""Children looked at between two looks at the stop button."""


class Candidates(NamedTuple):
    """Arcs by child, from near to far."""

    first: Int64
    supporter: Int32
    km: Float32


class Grid(NamedTuple):
    """Supporters by square cells: those of cell c are `who[start[c]:start[c + 1]]`."""

    start: Int64
    who: Int32
    low: NDArray[np.float64]
    side: float
    columns: int
    rows: int


def nearest(
    child_km: Float32, supporter_km: Float32, limit_km: Float32, most: int, workers: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> Candidates:  # fmt: skip
    """For each child the `most` nearest of the supporters who travel that far; equal distances by index.

    Straight distances in km of projected points. A stop leaves the children not yet looked at without candidates.
    """
    children = len(child_km)
    counts = np.zeros(children, dtype=np.int64)
    parts: list[tuple[Int32, Float32]] = []
    if len(supporter_km) and children:
        grid, farthest = _grid(supporter_km), float(limit_km.max())

        def look(begin: int) -> tuple[Int32, Float32]:
            end = min(children, begin + SLICE)
            who = np.empty((end - begin, most), dtype=np.int32)
            km = np.empty((end - begin, most), dtype=np.float32)
            if not stop():
                _look(child_km[begin:end], supporter_km, limit_km, grid, farthest, who, km, counts[begin:end])
            kept = np.arange(most)[None, :] < counts[begin:end, None]
            return who[kept], km[kept]

        with ThreadPoolExecutor(max_workers=workers) as pool:
            parts = list(pool.map(look, range(0, children, SLICE)))
    first = np.zeros(children + 1, dtype=np.int64)
    np.cumsum(counts, out=first[1:])
    supporter, km = np.empty(first[-1], dtype=np.int32), np.empty(first[-1], dtype=np.float32)
    at = 0
    for index, (some, far) in enumerate(parts):
        supporter[at : at + len(some)], km[at : at + len(some)] = some, far
        at += len(some)
        parts[index] = (some[:0], far[:0])  # gives the memory back while the next one is copied
    return Candidates(first, supporter, km)


def _grid(points: Float32) -> Grid:
    low, high = points.min(axis=0).astype(np.float64), points.max(axis=0).astype(np.float64)
    width, height = np.maximum(high - low, 1e-3)
    side = max(float(np.sqrt(width * height * A_CELL / len(points))), float(max(width, height)) / 4096)
    columns, rows = int(width / side) + 1, int(height / side) + 1
    cell = ((points - low) / side).astype(np.int64)
    cell = np.minimum(cell[:, 1], rows - 1) * columns + np.minimum(cell[:, 0], columns - 1)
    start = np.zeros(columns * rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(cell, minlength=columns * rows), out=start[1:])
    return Grid(start, np.argsort(cell, kind="stable").astype(np.int32), low, side, columns, rows)


@njit(cache=True, nogil=True)
def _look(
    child_km: Any, supporter_km: Any, limit_km: Any, grid: Grid, farthest: float, who: Any, km: Any, counts: Any
) -> None:  # fmt: skip
    """Rings of cells around each child, until no cell of the next ring can hold anybody nearer than those kept."""
    most = who.shape[1]
    for child in range(len(child_km)):
        x, y = float(child_km[child, 0]), float(child_km[child, 1])
        column = int(np.floor((x - grid.low[0]) / grid.side))
        row = int(np.floor((y - grid.low[1]) / grid.side))
        count = 0
        reach = max(max(column, grid.columns - 1 - column), max(row, grid.rows - 1 - row))
        for ring in range(reach + 1):
            beyond = (ring - 1) * grid.side  # everybody of this ring is at least so far
            if beyond > farthest or (count == most and beyond > km[child, most - 1]):
                break
            for r in range(max(0, row - ring), min(grid.rows - 1, row + ring) + 1):
                edge = r == row - ring or r == row + ring
                step = 1 if edge else max(1, 2 * ring)
                for c in range(column - ring, column + ring + 1, step):
                    if c < 0 or c >= grid.columns:
                        continue
                    for at in range(grid.start[r * grid.columns + c], grid.start[r * grid.columns + c + 1]):
                        supporter = grid.who[at]
                        dx, dy = supporter_km[supporter, 0] - x, supporter_km[supporter, 1] - y
                        far = np.float32(np.sqrt(dx * dx + dy * dy))
                        if far <= limit_km[supporter]:
                            count = _keep(who[child], km[child], count, most, supporter, far)
        counts[child] = count


@njit(cache=True, nogil=True)
def _keep(who: Any, km: Any, count: int, most: int, supporter: int, far: Any) -> int:
    """Put the supporter into the sorted list when near enough; the new length."""
    if count == most and (far > km[most - 1] or (far == km[most - 1] and supporter > who[most - 1])):
        return count
    at = min(count, most - 1)
    while at > 0 and (km[at - 1] > far or (km[at - 1] == far and who[at - 1] > supporter)):
        km[at], who[at] = km[at - 1], who[at - 1]
        at -= 1
    km[at], who[at] = far, supporter
    return min(count + 1, most)
