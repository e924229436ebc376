"""Solves a pool: by flow where only places bind, by `tight` where all must be placed, else by prices and chains.

A small pool is searched exactly besides, among the arcs a better plan may use (`core`). Measurements: docs/scale.md.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.matching.pools import core, flow, knapsacks, prices
from app.matching.pools.annealing import Annealing, halvings_for, nodes_for
from app.matching.pools.arrays import NO_MEETINGS, Answer, Int64, Pool, make_pool
from app.matching.pools.candidates import nearest
from app.matching.pools.checker import cost_of
from app.matching.pools.deviations import deviations
from app.matching.pools.places import in_order
from app.matching.pools.plans import Plan, start_plan
from app.matching.pools.prices import Deviations
from app.matching.pools.tight import compile_tight, is_tight, solve_tight
from app.matching.pools.tighten import tightened
from app.planning.outcome import Status, WishResult
from app.planning.progress import Listener, StopAsked
from app.planning.watch import Limit, Watch

VALUE = "value"
"""The code of the one wish a pool has: what is saved against leaving everybody open."""
_PRICED_BY, _SEARCHED_BY, _BOUND_BY = 0.3, 0.85, 0.97
"""Shares of `seconds` by which prices, chains and the sharper bound end."""
_CORE_AFTER, _CORE_FROM = 0.3, 0.35
"""The same for chains and bound where an exact core follows, which has the rest."""


class Rung(StrEnum):
    """How an answer was found."""

    FLOW = "flow"
    TIGHT = "tight"
    CHAINS = "chains"
    CORE = "core"


@dataclass(frozen=True)
class PoolOutcome:
    """An answer with its proof: `wish` holds value and bound as larger-is-better, `seconds` the time of each stage."""

    status: Status
    answer: Answer
    wish: WishResult
    rung: Rung
    seconds: dict[str, float]


def solve_pool(
    pool: Pool,
    *,
    seconds: float | None = None,
    nodes: int | None = None,
    workers: int = 1,
    seed: int = 0,
    progress: Listener | None = None,
    stop: StopAsked | None = None,
) -> PoolOutcome:
    """The best plan found, with a bound.

    `nodes` is the work of the search per child: the same number, seed and pool give the same plan, for pools cut into
    regions whatever `workers`, for small ones (see `halvings_for`) with the same workers. `seconds` alone is filled as
    far as it serves; with both, the seconds may cut the run short. With neither, `nodes_for` decides. `stop` ends the
    run with the best plan so far; a flow cannot be interrupted (70 s for a million children) and is finished first.
    """
    run = _Run(pool, Watch(seconds, progress, stop), max(1, workers), seed)
    tight = tightened(pool)
    run.stage("reading")
    if is_tight(pool) and (placed := run.by_tight(nodes)) is not None:
        return placed
    if flow.is_flow(tight) and flow.fits_flow(tight):
        return run.by_flow(tight)
    return run.by_chains(tight, nodes_for(pool.children) if nodes is None and seconds is None else nodes)


class _Chains(NamedTuple):
    """What every search by chains begins with."""

    pool: Pool
    found: Deviations
    at: NDArray[np.float64]
    plan: Plan
    unit: float

    def attempt(self, seed: int, workers: int, stop: Callable[[], bool], better: Callable[[int], None]) -> Annealing:
        """A search of its own."""
        return Annealing(self.pool, self.found, self.at, _copy(self.plan), self.unit, seed, workers, stop, better)


class _Best(NamedTuple):
    """The best plan so far, by arcs of the ordered pool."""

    arc: Int64
    window: NDArray[np.int8]
    cost: int
    rung: Rung


class _Run:
    """One run: its watch, what it has found, and the seconds of its stages."""

    def __init__(self, pool: Pool, watch: Watch, workers: int, seed: int) -> None:
        self.pool, self.watch, self.workers, self.seed = pool, watch, workers, seed
        self.seconds: dict[str, float] = {}
        self.bound = pool.empty_cost - _most_saved(pool)
        self.cost = pool.empty_cost
        self._since = perf_counter()

    def stage(self, name: str) -> None:
        """Note how long the stage that ends here took."""
        now = perf_counter()
        self.seconds[name], self._since = now - self._since, now

    def tell(self, cost: int | None = None) -> None:
        """Keep a better cost for the next report."""
        if cost is not None:
            self.cost = min(self.cost, cost)
        self.watch.learn((self._wish(),))

    def by_flow(self, tight: Pool) -> PoolOutcome:
        self.watch.stage = "flow"
        arc = self.watch.during(lambda: flow.cheapest(tight))
        self.cost = self.bound = cost_of(self.pool, arc)
        self.stage("flow")
        return self._outcome(Answer(arc, self.cost, self.bound, NO_MEETINGS), Rung.FLOW)

    def by_tight(self, nodes: int | None) -> PoolOutcome | None:
        """None when no plan was met in which everybody has somebody."""
        answer = solve_tight(self.pool, self.watch, nodes=nodes, workers=self.workers, seed=self.seed)
        self.stage("tight")
        if answer is None:
            return None
        self.cost, self.bound = answer.cost, max(self.bound, answer.bound)
        return self._outcome(answer, Rung.TIGHT)

    def by_chains(self, tight: Pool, nodes: int | None) -> PoolOutcome:
        ordered, children, old_first = in_order(tight)
        chains = self._priced(ordered)
        alone = nodes is None and ordered.children <= core.MOST_CHILDREN
        tries = nodes_for(ordered.children) if alone else nodes
        best = self._searched(chains, tries, _CORE_AFTER if alone else _SEARCHED_BY)
        price = self._sharpened(ordered, chains.at, _CORE_FROM if alone else _BOUND_BY)
        if alone and self.cost > self.bound and price is not None:
            best = self._exact(ordered, chains, best, price)
        arc = _original(np.arange(ordered.arcs), best.arc, ordered, children, old_first)
        window = best.window
        if ordered.timed:
            window = np.empty_like(best.window)
            window[children] = best.window
        return self._outcome(Answer(arc, self.cost, self.bound, window), best.rung)

    def _priced(self, ordered: Pool) -> _Chains:
        watch = self.watch
        watch.stage = "prices"
        steps, share = prices.steps_for(ordered.children), watch.seconds * _PRICED_BY - watch.elapsed
        priced = watch.during(lambda: prices.descend(ordered, steps, self.workers, share, self._stopped))
        self.bound = max(self.bound, priced.bound)
        self.stage("prices")
        found, unit = deviations(ordered, priced.of, self.workers)
        plan = start_plan(ordered, found)
        self.tell(cost_of(ordered, np.where(plan.at >= 0, found.arc[plan.at], -1) if ordered.arcs else plan.at))
        self.stage("start")
        return _Chains(ordered, found, priced.of, plan, unit)

    def _searched(self, chains: _Chains, nodes: int | None, until: float) -> _Best:
        watch = self.watch
        watch.stage = "search"
        alone = halvings_for(chains.pool.children) == 0
        attempts = [
            chains.attempt(self.seed + 1_000_003 * number, 1 if alone else self.workers, self._stopped, self.tell)
            for number in range(self.workers if alone else 1)
        ]
        left = watch.seconds * until - watch.elapsed
        watch.during(lambda: _side_by_side([lambda a=a: a.run(nodes, left) for a in attempts]))  # type: ignore[misc]
        self.stage("search")
        return self._best_of(attempts)

    def _best_of(self, attempts: list[Annealing]) -> _Best:
        best = min(attempts, key=lambda attempt: attempt.best_cost)
        self.cost = best.best_cost
        return _Best(best.best, best.best_window, best.best_cost, Rung.CHAINS)

    def _sharpened(self, ordered: Pool, at: NDArray[np.float64], until: float) -> Int64 | None:
        """Raise the bound; the children's prices it was raised by."""
        watch, within, rounds = self.watch, Limit(self.watch, until), knapsacks.steps_for(ordered.children)
        watch.stage = "bounds"
        sharp = watch.during(
            lambda: knapsacks.sharpen(ordered, at, self.bound, self.cost, rounds, self.workers, within.over)
        )
        self.bound = sharp.bound
        self.stage("bounds")
        return sharp.price

    def _exact(self, ordered: Pool, chains: _Chains, best: _Best, price: Int64) -> _Best:
        """The core searched exactly, with more chains beside it; more chains alone where the core is too large."""
        watch, limit = self.watch, Limit(self.watch, _BOUND_BY)
        watch.stage = "core"
        columns = watch.during(lambda: limit.unless_over(lambda: core.core_of(ordered, chains.at, price, self.cost)))
        ended = False
        attempts = [
            chains.attempt(self.seed + 999_983 * (number + 1), 1, lambda: ended or watch.stopped, self.tell)
            for number in range(self.workers - (columns is not None))
        ]

        def work() -> core.Core | None:
            nonlocal ended
            with ThreadPoolExecutor(max_workers=self.workers) as threads:
                going = [threads.submit(attempt.run, None, limit.left) for attempt in attempts]
                try:
                    if columns is None:
                        return None
                    return limit.unless_over(lambda: core.solve_core(ordered, columns, limit.left))
                finally:
                    ended = columns is not None
                    for chain in going:
                        chain.result()

        found = watch.during(work)
        others = [self._best_of(attempts)] if attempts else []
        if found is not None and found.answer is not None:
            others.append(_Best(found.answer.arc, found.answer.window, found.answer.cost, Rung.CORE))
        best = min((best, *others), key=lambda plan: plan.cost)
        self.cost = best.cost
        if found is not None:
            self.bound = max(self.bound, min(self.cost, found.bound))
        self.stage("core")
        return best

    def _stopped(self) -> bool:
        return self.watch.stopped

    def _wish(self) -> WishResult:
        return WishResult(VALUE, self.pool.empty_cost - self.cost, self.pool.empty_cost - self.bound)

    def _outcome(self, answer: Answer, rung: Rung) -> PoolOutcome:
        self.tell()
        self.watch.report()
        if answer.cost == answer.bound:
            status = Status.OPTIMAL
        else:
            status = Status.STOPPED if self.watch.stopped else Status.FEASIBLE
        return PoolOutcome(status, answer, self._wish(), rung, self.seconds)


def _most_saved(pool: Pool) -> int:
    """What no plan can save, without any prices: every child its cheapest supporter."""
    cheapest = np.append(pool.cost, np.int64(2**62)).astype(np.int64)
    least = np.minimum.reduceat(cheapest, pool.first[:-1]) if pool.children else np.zeros(0, np.int64)
    least = np.where(np.diff(pool.first) > 0, least, pool.open_cost)
    return int(np.maximum(0, pool.open_cost - least).sum())


def _original(arcs: Int64, at: Int64, ordered: Pool, children: Int64, old_first: Int64) -> Int64:
    """Arcs of the ordered pool as arcs of the pool that was asked about, per child of it."""
    placed = np.flatnonzero(at >= 0)
    arc = np.full(len(at), -1, dtype=np.int64)
    arc[children[placed]] = arcs[at[placed]] - ordered.first[placed] + old_first[placed]
    return arc


def _copy(plan: Plan) -> Plan:
    return Plan._make(array.copy() for array in plan)


def _side_by_side(works: list[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(max_workers=len(works)) as threads:
        for done in [threads.submit(work) for work in works]:
            done.result()


def compile_kernels() -> None:
    """Compile candidates, prices and chains by solving a pool of each kind with two children."""
    here = np.zeros((2, 2), np.float32)
    near = nearest(here, here, np.ones(2, np.float32), 2)
    for dtype in (np.int32, np.int64):
        for windows in (None, np.full(2, 3, np.uint64)):
            pool = make_pool(
                near.first, near.supporter, np.array([1, 2, 1, 2], dtype), np.full(4, 60), np.full(2, 9),
                np.full(2, 2), np.full(2, 60), child_windows=windows, supporter_windows=windows,
            )  # fmt: skip
            solve_pool(pool, nodes=100)
            core.arcs_of_better(pool, np.zeros((2, 2 if windows is None else 3)), np.zeros(2, np.int64), 3)
    compile_tight()
