"""A pool as a model in rows and columns: one column for each pair and meeting window, every limit a row."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from app.matching.pools.arrays import Int64, Pool

Real = NDArray[np.float64]


class Model(NamedTuple):
    """Choose columns, each at most once: the most value with `rows @ chosen <= limit`.

    `arc` and `window` say what a column stands for; the window is -1 where meeting times do not matter. `value` is what
    a pair saves against leaving the child open.
    """

    arc: Int64
    child: Int64
    window: NDArray[np.int8]
    value: Real
    rows: Any
    limit: Real

    def most(self, prices: Real) -> float:
        """What no choice exceeds, told by any prices of the rows (weak duality)."""
        prices = np.maximum(0, prices)
        return float(self.limit @ prices + np.maximum(0, self.value - self.rows.T @ prices).sum())


def as_model(pool: Pool, arcs: Int64) -> Model:
    """These arcs of the pool: children once, caseloads, weekly minutes, and one meeting of a supporter in a window."""
    child_of = np.repeat(np.arange(pool.children), np.diff(pool.first))
    arc, window = _meetings(pool, arcs, child_of) if pool.timed else (arcs, np.full(len(arcs), -1, np.int8))
    child, supporter = child_of[arc], pool.supporter[arc].astype(np.int64)
    ones = np.ones(len(arc))
    rows = [
        _row(ones, child, pool.children),
        _row(pool.size[child], supporter, pool.supporters),
        _row(pool.minutes[arc], supporter, pool.supporters),
    ]
    limits = [np.ones(pool.children), pool.caseload, pool.minutes_limit]
    if pool.timed:
        taken, index = np.unique(supporter * 64 + window, return_inverse=True)
        rows.append(_row(ones, index, len(taken)))
        limits.append(np.ones(len(taken)))
    value = (pool.open_cost[child] - pool.cost[arc]).astype(np.float64)
    return Model(arc, child, window, value, csr_array(vstack(rows)), np.concatenate(limits).astype(np.float64))


def _meetings(pool: Pool, arcs: Int64, child_of: Int64) -> tuple[Int64, NDArray[np.int8]]:
    """Each of the arcs with every window free for both."""
    both = pool.child_windows[child_of[arcs]] & pool.supporter_windows[pool.supporter[arcs]]
    found = [arcs[np.flatnonzero(both >> np.uint64(bit) & np.uint64(1))] for bit in range(64)]
    return np.concatenate(found), np.repeat(np.arange(64, dtype=np.int8), [len(some) for some in found])


def _row(values: Any, index: Int64, count: int) -> Any:
    return csr_array((np.asarray(values, dtype=np.float64), (index, np.arange(len(values)))), (count, len(values)))
