"""Pools small enough for an exact solver that knows nothing of the product's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from app.matching.pools import Pool, make_pool

WINDOWS = 3


def any_pool(seed: int) -> Pool:
    """Up to eight children and four supporters; siblings, minutes and meeting windows in some of them."""
    rng = np.random.default_rng(seed)
    children, supporters = int(rng.integers(1, 9)), int(rng.integers(1, 5))
    allowed = rng.random((children, supporters)) < 0.6
    supporter = np.nonzero(allowed)[1]
    facts: dict[str, Any] = {}
    if rng.random() < 0.4:
        facts["size"] = rng.integers(1, 3, children)
    if rng.random() < 0.3:
        facts["child_windows"] = rng.integers(0, 2**WINDOWS, children).astype(np.uint64)
        facts["supporter_windows"] = rng.integers(0, 2**WINDOWS, supporters).astype(np.uint64)
    limit = rng.integers(0, 90, supporters) if rng.random() < 0.7 else np.full(supporters, 1000)
    return make_pool(
        first=np.concatenate([[0], np.cumsum(allowed.sum(axis=1))]),
        supporter=supporter,
        cost=rng.integers(-50, 300, len(supporter)),
        minutes=rng.integers(0, 10, len(supporter)) * 10,
        open_cost=rng.integers(0, 500, children),
        caseload=rng.integers(0, 4, supporters),
        minutes_limit=limit,
        child_km=rng.random((children, 2)),
        supporter_km=rng.random((supporters, 2)),
        **facts,
    )


def least_cost(pool: Pool) -> int:
    """The cost of the best plan, by HiGHS: one variable for each arc and window."""
    child = np.repeat(np.arange(pool.children), np.diff(pool.first))
    pairs = [(arc, window) for arc in range(pool.arcs) for window in _windows(pool, child[arc], arc)]
    if not pairs:
        return pool.empty_cost
    arc, window = np.array(pairs).T
    who = pool.supporter[arc]
    rows = [_row(np.ones(len(arc)), child[arc], pool.children), _row(pool.size[child[arc]], who, pool.supporters),
            _row(pool.minutes[arc], who, pool.supporters)]  # fmt: skip
    limits = [np.ones(pool.children), pool.caseload, pool.minutes_limit]
    if pool.timed:
        rows.append(_row(np.ones(len(arc)), who * WINDOWS + window, pool.supporters * WINDOWS))
        limits.append(np.ones(pool.supporters * WINDOWS))
    saved = (pool.cost[arc] - pool.open_cost[child[arc]]).astype(float)
    musts = LinearConstraint(sparse.vstack(rows), -np.inf, np.concatenate(limits))
    found = milp(saved, constraints=musts, integrality=np.ones(len(arc)), bounds=Bounds(0, 1))
    return pool.empty_cost + round(found.fun)


def _windows(pool: Pool, child: int, arc: int) -> list[int]:
    if not pool.timed:
        return [0]
    both = int(pool.child_windows[child]) & int(pool.supporter_windows[pool.supporter[arc]])
    return [window for window in range(WINDOWS) if both >> window & 1]


def _row(values: Any, index: Any, count: int) -> Any:
    return sparse.csr_matrix((values.astype(float), (index, np.arange(len(values)))), (count, len(values)))
