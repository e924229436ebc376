"""Neighbours close together in memory, and a map cut into regions of equally many children."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.matching.pools.arrays import Float32, Int64, Pool

_BITS = 16


def morton(km: Float32, low: NDArray[Any], high: NDArray[Any]) -> Int64:
    """Where points lie on a curve that keeps neighbours together (Morton order)."""
    scaled = (km - low) / np.maximum(high - low, np.float32(1e-6)) * (2**_BITS - 1)
    code = np.zeros(len(km), dtype=np.int64)
    for axis in (0, 1):
        part = scaled[:, axis].astype(np.int64)
        for bit in range(_BITS):
            code |= ((part >> bit) & 1) << (2 * bit + axis)
    return code


def in_order(pool: Pool) -> tuple[Pool, Int64, Int64]:
    """The same pool with children and supporters in Morton order; the child at each row, and the first arc it had."""
    both = np.concatenate([pool.child_km, pool.supporter_km])
    low, high = both.min(axis=0, initial=np.inf), both.max(axis=0, initial=-np.inf)
    children = np.argsort(morton(pool.child_km, low, high), kind="stable")
    supporters = np.argsort(morton(pool.supporter_km, low, high), kind="stable")
    rank = np.empty(pool.supporters, dtype=np.int32)
    rank[supporters] = np.arange(pool.supporters, dtype=np.int32)
    lengths = np.diff(pool.first)[children]
    first = np.zeros(pool.children + 1, dtype=np.int64)
    np.cumsum(lengths, out=first[1:])
    old_first = pool.first[:-1][children]
    arcs = np.repeat(old_first - first[:-1], lengths)
    arcs += np.arange(pool.arcs)
    ordered = pool._replace(
        first=first,
        supporter=rank[pool.supporter[arcs]],
        cost=pool.cost[arcs],
        minutes=pool.minutes[arcs],
        open_cost=pool.open_cost[children],
        size=pool.size[children],
        caseload=pool.caseload[supporters],
        minutes_limit=pool.minutes_limit[supporters],
        child_km=pool.child_km[children],
        supporter_km=pool.supporter_km[supporters],
        child_windows=pool.child_windows[children] if pool.timed else pool.child_windows,
        supporter_windows=pool.supporter_windows[supporters] if pool.timed else pool.supporter_windows,
    )
    return ordered, children, old_first


def regions(pool: Pool, halvings: int, angle: float) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Regions of children and of supporters: cut in halves so often, along this direction and across it by turns."""
    of_child, of_supporter = np.zeros(pool.children, np.int8), np.zeros(pool.supporters, np.int8)
    for halving in range(halvings):
        turned = angle + halving * pi / 2
        way = np.array([cos(turned), sin(turned)], dtype=np.float32)
        child_at, supporter_at = pool.child_km @ way, pool.supporter_km @ way
        child_beyond, supporter_beyond = np.zeros_like(of_child), np.zeros_like(of_supporter)
        for region in range(2**halving):
            inside = of_child == region
            middle = np.median(child_at[inside]) if inside.any() else 0.0
            child_beyond[inside] = child_at[inside] > middle
            there = of_supporter == region
            supporter_beyond[there] = supporter_at[there] > middle
        of_child, of_supporter = 2 * of_child + child_beyond, 2 * of_supporter + supporter_beyond
    return of_child, of_supporter
