"""What the lanes of one tight run share: the pool, its prices, the best plan and the bound."""

from __future__ import annotations

import math
from threading import Lock
from typing import Any

import numpy as np

from app.matching.pools.arrays import Int64, Pool
from app.matching.pools.tight_prices import capacity_prices
from app.planning.watch import Watch

_SLICE = 1_000_000
"""Tries of the chains between two looks at the clock: a hundredth of a second."""
_LOOKS = 200
"""How often a run limited by tries looks at them at least."""
_LEAST = 2_000_000
"""Tries of the shortest run limited by them: with fewer no cooling comes to its end, and they take 20 milliseconds."""
_END = 0.97
"""The share of the seconds at which lanes end: the last slice takes its time, too."""


class Common:
    """The best plan and bound of a run. Lanes of several threads may call `offer` and `prove`."""

    def __init__(self, pool: Pool, watch: Watch, nodes: int | None) -> None:
        self.pool = pool
        self.children = pool.children
        self._watch = watch
        self._most = None if nodes is None else max(_LEAST, nodes * pool.children)
        self.spent = 0
        self.slice = _SLICE if self._most is None else max(1, min(_SLICE, self._most // _LOOKS))
        bound, self.prices = capacity_prices(pool)
        self.bound = _whole(bound)
        self.cost = math.inf
        self.plan: Int64 | None = None
        self._lock = Lock()

    def share(self) -> float:
        """How much of the run is used up, 0 to 1: of its tries if it counts those, and of its seconds."""
        if self.proven or self._watch.stopped:
            return 1.0
        by_count = 0.0 if self._most is None else self.spent / max(1, self._most)
        by_clock = 0.0 if math.isinf(self._watch.seconds) else self._watch.elapsed / (_END * self._watch.seconds)
        return min(1.0, max(by_count, by_clock))

    @property
    def proven(self) -> bool:
        """Whether nothing cheaper exists."""
        return self.cost <= self.bound

    def offer(self, arcs: Any) -> None:
        """Keep a plan if it holds all limits and is cheaper than the one known."""
        pool = self.pool
        if np.any((arcs < pool.first[:-1]) | (arcs >= pool.first[1:])):
            return
        used = np.bincount(pool.supporter[arcs], pool.minutes[arcs], minlength=pool.supporters)
        if np.any(used > pool.minutes_limit):
            return
        cost = int(pool.cost[arcs].sum())
        with self._lock:
            if cost < self.cost:
                self.cost, self.plan = cost, arcs.astype(np.int64)

    def prove(self, bound: float) -> None:
        """Keep a bound if it is higher; costs are whole numbers, so it is rounded up."""
        if math.isinf(bound):
            return  # nobody can be placed at all: another rung says what can be done
        with self._lock:
            self.bound = max(self.bound, int(min(_whole(bound), self.cost, 2**62)))


def _whole(bound: float) -> int:
    return math.ceil(bound - 1e-6)
