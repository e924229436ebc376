"""Chains over the whole map: phases of falling heat, each cut anew into regions that are searched side by side.

Regions write nothing of each other, and how many there are depends on the pool alone: the same seed and nodes give the
same plan for any number of workers.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import log2, pi, sqrt
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from app.matching.pools import chains
from app.matching.pools.arrays import Int32, Int64, Pool
from app.matching.pools.checker import cost_of
from app.matching.pools.places import regions
from app.matching.pools.plans import Plan
from app.matching.pools.prices import Deviations
from app.planning.chance import Word, word_of

_HOTTEST, _COLDEST = 0.7, 0.02
"""Heats, as parts of the greatest deviation kept."""
CHAIN_NODES = 100
WINDOW = 4096
"""Neighbouring children among whom chains begin, on a large map: what they touch stays in the processor's cache."""
LARGE = 50_000
PHASES, LARGE_PHASES = 12, 8
"""Borders between regions hold chains up: it pays to move them often."""
_A_REGION = 5_000
_MOST_HALVINGS = 4
_FIRST_SLICE = 20_000
_A_LOOK = 2_000_000
"""Nodes between two looks at the stop button: a twentieth of a second."""


def nodes_for(children: int) -> int:
    """Nodes a child that suffice at this size: 30,000 for a county, 4,000 for a nation."""
    return round(30_000 * min(1.0, (20_000 / max(1, children)) ** 0.53))


def halvings_for(children: int) -> int:
    """How often the map is cut in halves: not below 10,000 children, sixteen regions at most."""
    return max(0, min(_MOST_HALVINGS, int(log2(max(1, children / _A_REGION)))))


@dataclass
class Annealing:
    """A search with its best plan so far. `better` hears of each better cost; `stop` is asked between slices."""

    pool: Pool
    found: Deviations
    at: NDArray[np.float64]
    plan: Plan
    unit: float
    seed: int
    workers: int
    stop: Callable[[], bool]
    better: Callable[[int], None]

    def __post_init__(self) -> None:
        self.best: Int64 = np.empty(0, np.int64)
        self.best_window = self.plan.window.copy()
        self.best_cost = self.pool.empty_cost + 1
        self.remember()

    def remember(self) -> None:
        """Keep the plan when it costs less than the best one."""
        placed = self.plan.at >= 0
        arc = np.where(placed, self.found.arc[np.where(placed, self.plan.at, 0)] if len(self.found.arc) else -1, -1)
        cost = cost_of(self.pool, arc)
        if cost < self.best_cost:
            self.best, self.best_cost, self.best_window = arc, cost, self.plan.window.copy()
            self.better(cost)

    def run(self, nodes: int | None, seconds: float) -> None:
        """All phases: `nodes` a child, or as many as fit into the seconds; both, and seconds cut the run short."""
        begun = perf_counter()
        large = self.pool.children >= LARGE
        phases = LARGE_PHASES if large else PHASES
        halvings = halvings_for(self.pool.children)
        for phase in range(phases):
            self._phase(
                phase,
                self._heat(phase, phases),
                halvings,
                nodes and nodes // phases,
                begun + seconds * (phase + 1) / phases,
            )
            self.remember()
            if self.stop() or perf_counter() > begun + seconds:
                break

    def cool(self, nodes: int, over: Callable[[], bool]) -> None:
        """All phases with `nodes` a child; `over` is asked between phases, so what it cuts repeats by their count."""
        phases = LARGE_PHASES if self.pool.children >= LARGE else PHASES
        for phase in range(phases):
            if over():
                break
            self._phase(phase, self._heat(phase, phases), halvings_for(self.pool.children), nodes // phases, np.inf)
            self.remember()

    def _heat(self, phase: int, phases: int) -> float:
        """Falls from phase to phase; on a small map it falls further within each."""
        large = self.pool.children >= LARGE
        return self.unit * _HOTTEST * (_COLDEST / _HOTTEST) ** (phase / (phases - 1 if large else phases))

    def _phase(self, phase: int, heat: float, halvings: int, nodes: int | None, ends: float) -> None:
        of_child, of_supporter = regions(self.pool, halvings, _angle(phase))
        count = 2**halvings
        side_by_side = min(self.workers, count)
        seconds = max(0.05, ends - perf_counter()) * side_by_side / count

        def work(region: int) -> None:
            mine = np.flatnonzero(of_child == region).astype(np.int32)
            if len(mine):
                self._region(
                    mine, region, of_child, of_supporter, heat, nodes, seconds, word_of(self.seed, phase, region)
                )

        with ThreadPoolExecutor(max_workers=side_by_side) as threads:
            list(threads.map(work, range(count)))

    def _region(
        self, mine: Int32, region: int, of_child: NDArray[np.int8], of_supporter: NDArray[np.int8],
        heat: float, nodes: int | None, seconds: float, rng: Word,
    ) -> None:  # fmt: skip
        begun = perf_counter()
        large = self.pool.children >= LARGE
        window = min(len(mine), WINDOW) if large else len(mine)
        slices = max(16, 4 * len(mine) // window)
        spent = 0
        cooling = 1.0 if large else (_COLDEST / _HOTTEST) ** (1 / PHASES)
        for number in range(slices):
            left = seconds - (perf_counter() - begun)
            if self.stop() or left <= 0:
                break
            if nodes is not None:
                many = nodes * len(mine) // slices
            elif number == 0:
                many = _FIRST_SLICE
            else:
                many = int(spent / (perf_counter() - begun) * left / (slices - number)) + 1
            start = (len(mine) - window) * number // max(1, slices - 1)
            for done in range(0, many, _A_LOOK):
                if self.stop():
                    break
                chains.search(
                    self.pool, self.found, self.at, self.plan, of_child, of_supporter, region,
                    mine[start : start + window], heat * cooling ** (number / slices), min(_A_LOOK, many - done),
                    CHAIN_NODES, rng,
                )  # fmt: skip
            spent += many


def _angle(phase: int) -> float:
    """Directions of cuts, spread evenly by the golden ratio: two phases never share a border."""
    return pi * (phase * (sqrt(5) - 1) / 2 % 1)
