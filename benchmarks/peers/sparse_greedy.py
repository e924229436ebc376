"""A greedy pass over sparse circles: the pair that saves most first, wherever it still fits.

``python -m benchmarks.peers.sparse_greedy --children N --seconds S [--hours --siblings --windows]``
"""

from __future__ import annotations

import math

import numpy as np

from app.matching.pools import Pool
from app.matching.pools.model import Model
from benchmarks.peers.sparse_command import Found, peer


def solve(pool: Pool, model: Model, seconds: float, workers: int) -> Found:
    """One pass over all columns by falling value."""
    del pool, seconds, workers
    columns = model.rows.tocsc()
    left, chosen = model.limit.copy(), []
    for column in np.argsort(-model.value, kind="stable"):
        if model.value[column] <= 0:
            break
        span = slice(columns.indptr[column], columns.indptr[column + 1])
        rows, weights = columns.indices[span], columns.data[span]
        if (left[rows] >= weights).all():
            left[rows] -= weights
            chosen.append(column)
    return Found(np.array(chosen, dtype=np.int64), math.inf)


if __name__ == "__main__":
    peer(solve)
