"""One search in one currency: insert, anneal, generate columns, dive, then neighbourhoods until the budget is used up."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from math import ceil
from time import perf_counter

import numpy as np

from app.planning.chance import Word, word_of
from app.planning.watch import Limit, Watch
from app.scheduling.rota.engine.anneal import anneal, insert_all
from app.scheduling.rota.engine.arrays import INFINITE, OFF, Int32
from app.scheduling.rota.engine.currency import Currency
from app.scheduling.rota.engine.demand import copy_plan, set_roster
from app.scheduling.rota.engine.dive import FRACTION, PRICINGS, dive
from app.scheduling.rota.engine.generate import Over, Pricer, generate
from app.scheduling.rota.engine.large import search_large
from app.scheduling.rota.engine.master import Master
from app.scheduling.rota.engine.neighbourhood import Neighbourhoods, Root
from app.scheduling.rota.engine.pricing import Desk

ANNEALING_MOVES = 30_000
"""Moves of the first annealing when nothing but iterations limits a run."""
BURST_MOVES = 2_000
BURST_AFTER = 12
"""Neighbourhoods in a row without gain before annealing stirs the plan."""
_HOT, _COLD, _STRONG = 0.3, 0.02, 0.5
"""Temperatures, and draws that are weakened, as parts of the largest single cost."""
_BURST_HEATS = (0.05, 0.1, 0.2)
_BURST_COLD = 0.015
_EXACT = (0, 300, 3000)
_DIVE_EXACT = (0, 200)
HANDOVERS, _TABLE = 10, 10_000
_DIVE_NOISES, _NEAR = (0.0, 0.3, 0.3), 0.005
"""Draws of dives one after another, and how near the bound a plan must be for a second, in largest single costs."""
_SLICE = 0.1
"""Seconds between two looks at the watch while annealing."""
_HAIR = 1e-6
_PORTION = 100
"""Moves between two looks at the watch where moves are counted: not to depend on the machine, it never changes."""
_LEAST_ROUNDS, _ROUNDS_BY_CELLS = 5, 500_000
"""Rounds of column generation where only iterations limit a run: fewer, the more days of people there are."""
LONGEST = 10**9
_ANNEALING, _LONG_ANNEALING = 2.0, 5.0
"""Seconds of the first annealing, without and with counters, when a run is limited by time."""
LARGE = 2500
"""Days of people above which all workers do the same work at once and the dive takes larger steps."""
_LARGE_ANNEALING, _LARGE_LATER_ANNEALING = 0.8, 0.5
"""Shares of annealing where a rota is so large that columns would not be generated in time."""
_MOVES_A_CELL = 1
_LARGE_NEIGHBOURHOOD = 10.0
_NARROW = 1e5
"""Costs below this are exact enough in single precision while annealing."""


class Budget:
    """What one search of a run may use: neighbourhoods, and a stretch of the run's time."""

    def __init__(self, watch: Watch, calls: int, begun: float, ended: float, *, first: bool, workers: int = 1) -> None:
        self.watch, self.calls, self.first, self.workers = watch, calls, first, workers
        self._begun, self._ended = begun, ended
        self._limits: list[Limit] = []
        self.last = self.until(1.0)

    def until(self, share: float) -> Limit:
        """A limit at a share of this search's stretch."""
        limit = Limit(self.watch, self._begun + share * (self._ended - self._begun))
        self._limits.append(limit)
        return limit

    @property
    def seconds(self) -> float:
        """Seconds of the stretch; infinite when only calls are counted."""
        return self.watch.seconds * (self._ended - self._begun) if self.watch.seconds < INFINITE else INFINITE

    @property
    def struck(self) -> bool:
        """Whether the time or somebody ended something early."""
        return any(limit.struck for limit in self._limits)


Key = Callable[[Int32], tuple[float, ...]]


class Search:
    """The best plan found and the best bound proven in one currency.

    `settled` holds the rosters of those who are not planned, and a sound one for everybody else. `start`: where to
    begin; None inserts everybody, anew or where `standing` says nothing of them, whichever is better. `key`: what makes
    a plan better, when the cost alone does not say it. `enough`: whether nothing better is left to find by what is
    known elsewhere. `unit`: what temperatures are measured in, the largest single cost if not told.
    """

    def __init__(
        self, currency: Currency, seed: int, better: Callable[[Int32], None], settled: Int32,
        start: Int32 | None = None, key: Key | None = None, enough: Callable[[], bool] | None = None,
        unit: float | None = None, standing: Int32 | None = None,
    ) -> None:  # fmt: skip
        self.currency, self.better, self.key, self.enough = currency, better, key, enough
        self.unit = currency.scale if unit is None else unit
        self.rng = np.random.default_rng(seed)
        self.state = word_of(seed)
        self.desk = self._desk()
        self.toll = np.zeros(len(currency.demand.shift))
        self.allowed = currency.compiled.allowed
        self.root = Root()
        self.bound = -INFINITE
        self.rounds = 0
        self.settled, self.others = settled, settled.copy()
        self.others[currency.who] = OFF
        self.rosters = start if start is not None else self._beginning(standing)
        self.cost = currency.cost(currency.plan(self.rosters))
        self.rank = self._rank(self.rosters)

    def _desk(self) -> Desk:
        return self.currency.desk(1, narrow=self.currency.scale < _NARROW)

    def _rank(self, rosters: Int32) -> tuple[float, ...]:
        return self.key(rosters) if self.key is not None else (-self.currency.cost(self.currency.plan(rosters)),)

    def _beginning(self, standing: Int32 | None) -> Int32:
        fresh = self._inserted(self.others)
        if standing is None:
            return fresh
        kept = self.others.copy()
        kept[self.currency.who] = standing[self.currency.who]
        return max(self._inserted(kept), fresh, key=self._rank)

    def _inserted(self, rosters: Int32) -> Int32:
        """These rosters, and the best beside them for everybody who has nothing to do there."""
        currency = self.currency
        plan = currency.plan(rosters)
        idle = currency.who[(rosters[currency.who] == OFF).all(axis=1)]
        order = self.rng.permutation(idle).astype(np.int32)
        while True:
            left_over = insert_all(
                currency.staff, currency.choices, currency.days, currency.demand, currency.base,
                currency.compiled.may_rest, self.allowed, order, plan, self.toll, self.desk,
            )  # fmt: skip
            if left_over < 0:
                break
            set_roster(currency.demand, currency.choices, currency.staff, plan, left_over, self.settled[left_over])
            order = order[int(np.flatnonzero(order == left_over)[0]) + 1 :]
        return plan.rosters

    def run(self, budget: Budget, learn: Callable[[float], None]) -> None:
        """Anneal, generate columns, dive, then neighbourhoods. `learn` hears of the bound as soon as there is one.

        A second worker generates columns while the first anneals (where a rota is large it anneals too), then each has
        neighbourhoods of its own.
        """
        if self.proven:
            return
        rounds = max(_LEAST_ROUNDS, _ROUNDS_BY_CELLS // self.cells) if budget.seconds == INFINITE else LONGEST
        if self.cells > LARGE:
            search_large(self, budget, rounds, learn)
        else:
            pricer = self._side_by_side(budget, rounds, learn)
            if pricer is not None:
                self._dives(pricer.on(budget.workers), budget.until(0.8))
        self.neighbourhoods(budget.calls, budget.last, budget.workers)

    def _side_by_side(self, budget: Budget, rounds: int, learn: Callable[[float], None]) -> Pricer | None:
        """Anneal and generate columns, beside each other if there are two workers; None when rounds did not suffice."""
        annealing = partial(self.first_annealing, budget, long=False)
        if budget.workers == 1:
            annealing()
            if self.proven:
                return None
            pricer, complete = self.generate(budget.until(0.6), self.rosters, rounds)
        else:
            with ThreadPoolExecutor(max_workers=1) as pool:
                generating = pool.submit(self.generate, budget.until(0.5), self.rosters, rounds)
                annealing()
                pricer, complete = generating.result()
        learn(self.bound)
        return pricer if complete else None

    def _dives(self, pricer: Pricer, limit: Limit) -> None:
        """Dive; where the plan is hardly dearer than the bound, dive again with other draws for the little that lacks."""
        for noise in _DIVE_NOISES:
            if self.proven or limit.over() or (noise and self.cost - self.bound > _NEAR * self.unit):
                return
            self.dive(pricer, limit, noise)

    def first_annealing(self, budget: Budget, *, long: bool) -> None:
        """Anneal as a search begins; `long`: where columns would not be generated in time, so nearly all depends on it."""
        moves = min(ANNEALING_MOVES, _MOVES_A_CELL * self.cells)
        workers = budget.workers if self.cells > LARGE else 1
        if not budget.first:
            share = _LARGE_LATER_ANNEALING if long else 0.2
            self.anneal(max(1, moves // 10), _HOT / 3, _COLD / 3, budget.last, share * budget.seconds, workers)
            return
        counted = bool(self.currency.staff.counters.any())
        seconds = budget.seconds * (_LARGE_ANNEALING if long else 0.1)
        if seconds < LONGEST and not long:
            seconds = min(seconds, _LONG_ANNEALING if counted else _ANNEALING)
        self.anneal(moves, _HOT, _COLD, budget.last, seconds, workers)

    @property
    def cells(self) -> int:
        """People times days: how much there is to decide."""
        return len(self.currency.who) * len(self.currency.days.week)

    @cached_property
    def handovers(self) -> int:
        """Handovers tried for each move of whole rosters: as many as take about as long as its tables do.

        None where people are owed minutes or days off in a row: hardly one would leave both with a roster.
        """
        staff = self.currency.staff
        if staff.least_units.any() or (staff.least_off > 1).any() or (staff.least_run > 1).any():
            return 0
        return HANDOVERS * (1 + self.desk.table.size // _TABLE)

    @property
    def least_gain(self) -> float:
        """What a better plan must be better by: 1 where all costs are whole numbers."""
        return 1.0 - 1e-3 if self.currency.whole else 1e-4

    @property
    def proven(self) -> bool:
        """Whether no plan can be better."""
        floor = ceil(self.bound - 1e-4) if self.currency.whole and self.bound > -INFINITE / 2 else self.bound
        return self.cost <= floor + _HAIR or (self.enough is not None and self.enough())

    def offer(self, rosters: Int32) -> bool:
        """Take these rosters if they are better; whether they are."""
        rank = self._rank(rosters)
        if rank <= self.rank or (self.key is None and rank[0] < self.rank[0] + _HAIR):
            return False
        self.rosters, self.rank = rosters.copy(), rank
        self.cost = self.currency.cost(self.currency.plan(rosters))
        self.better(self.rosters)
        return True

    def anneal(
        self, moves: int, hot: float, cold: float, limit: Limit, seconds: float = LONGEST, workers: int = 1,
        start: Int32 | None = None,
    ) -> None:  # fmt: skip
        """Anneal from `start`, or the best plan: so many moves, or as many as the seconds allow while it gets colder.

        Several workers go different ways side by side; the best end is taken.
        """
        annealing = partial(self._annealed, self.rosters if start is None else start, moves, hot, cold, limit, seconds)
        if workers == 1:
            self.offer(annealing(self.desk, self.state))
            return
        states = [self.state, *(word_of(int(self.rng.integers(2**31))) for _ in range(workers - 1))]
        desks = [self.desk, *(self._desk() for _ in range(workers - 1))]
        with ThreadPoolExecutor(max_workers=workers) as pool:
            ends = list(pool.map(annealing, desks, states))
        for end in ends:
            self.offer(end)

    def _annealed(
        self, start: Int32, moves: int, hot: float, cold: float, limit: Limit, seconds: float, desk: Desk, state: Word
    ) -> Int32:
        currency, scale = self.currency, self.unit
        plan, toll = currency.plan(start), np.zeros(len(currency.demand.shift))
        cost = currency.cost(plan)
        at, best = np.array([cost, cost]), start.copy()
        begun = perf_counter()
        timed = seconds < LONGEST
        size, done = (10 if timed else max(1, min(moves // 50, _PORTION))), 0
        while not limit.over():
            part = (perf_counter() - begun) / seconds if timed else done / moves
            if part >= 1.0:
                break
            heat = scale * hot * (cold / hot) ** part
            before = perf_counter()
            anneal(
                currency.staff, currency.choices, currency.days, currency.demand, currency.base,
                currency.compiled.may_rest, self.allowed, currency.compiled.may, currency.who, size, self.handovers,
                heat, heat, scale * _STRONG, plan, best, at, toll, desk, state,
            )  # fmt: skip
            done += size
            if timed:
                spent = perf_counter() - before
                size = int(size * 1.3) + 1 if spent < _SLICE / 2 else max(1, size // 2) if spent > _SLICE else size
        return best

    def generate(self, limit: Limit, start: Int32, rounds: int = LONGEST, threads: int = 1) -> tuple[Pricer, bool]:
        """Column generation over everybody from these rosters: the bound, and columns to dive into.

        Also returns whether the rounds were enough.
        """
        currency = self.currency
        counted = currency.staff.counters.any()
        pricer = Pricer.of(currency, _EXACT[-1] if counted else 1).on(threads)
        master = Master(currency, currency.who, currency.plan(self.others))
        for place, person in enumerate(currency.who):
            master.add(place, start[person])
        exactness = _EXACT if counted else (0,)
        state = generate(master, pricer, limit.over, most_rounds=rounds, exactness=exactness)
        self.bound = max(self.bound, state.bound)
        self.rounds = state.rounds
        if len(state.duals):
            self.root = Root.of(master, state, pricer)
        return pricer, state.rounds <= rounds

    def dive(self, pricer: Pricer, limit: Limit, noise: float = 0.0) -> bool:
        """Dive from the best columns of the root; whether the plan is better."""
        fraction = FRACTION * max(1.0, self.cells / 1000) if self.cells > LARGE else FRACTION
        found = self.dived(pricer, limit, self.cost - self.least_gain, fraction, PRICINGS, noise)
        return found is not None and self.offer(found)

    def dived(
        self, pricer: Pricer, limit: Limit, cutoff: float, fraction: float, pricings: int, noise: float = 0.0,
        late: Over | None = None,
    ) -> Int32 | None:  # fmt: skip
        """The rosters a dive ends with, however dear below `cutoff`; None when it ends without."""
        currency = self.currency
        master = Master(currency, currency.who, currency.plan(self.others))
        for place, person in enumerate(currency.who):
            master.add(place, self.rosters[person])
            for roster in self.root.rosters.get(int(person), []):
                master.add(place, roster)
        exactness = _DIVE_EXACT if currency.staff.counters.any() else (0,)
        found = dive(
            master, pricer, limit.over, cutoff, self.rng,
            noise=noise, exactness=exactness, fraction=fraction, pricings=pricings, late=late,
        )  # fmt: skip
        if found is None:
            return None
        rosters = self.rosters.copy()
        rosters[currency.who] = found
        return rosters

    def neighbourhoods(self, calls: int, limit: Limit, workers: int = 1) -> None:
        """Rounds of neighbourhood searches, one of each worker, until so many are made, it is over, or all is proven."""
        ways_back = 300 if self.currency.staff.counters.any() else 1
        searching = [
            Neighbourhoods(self.currency, Pricer.of(self.currency, ways_back), self.root, np.random.default_rng(seeds))
            for seeds in self.rng.integers(0, 2**31, (workers, 2))
        ]
        if self.cells > LARGE:
            for one in searching:
                one.size = min(one.size, _LARGE_NEIGHBOURHOOD)
        dry = 0
        with ThreadPoolExecutor(max_workers=workers) as pool:
            for _ in range(calls):
                if limit.over() or self.proven:
                    return
                if dry >= BURST_AFTER * workers:
                    dry = 0
                    self.anneal(BURST_MOVES, float(self.rng.choice(_BURST_HEATS)), _BURST_COLD, limit)
                dry += workers
                plan = self.currency.plan(self.rosters)
                works = [
                    pool.submit(one.improve, copy_plan(plan), self.cost, limit.over, self.least_gain)
                    for one in searching
                ]
                if self._take([work.result() for work in works]):
                    dry = 0

    def _take(self, found: list[Int32 | None]) -> bool:
        """Take what was found side by side: both changes if they go together, else the better; whether any was."""
        before, better = self.rosters, False
        together = before.copy()
        for rosters in found:
            if rosters is not None:
                changed = (rosters != before).any(axis=1)
                together[changed] = rosters[changed]
        for rosters in (together, *found):
            if rosters is not None and (rosters != self.rosters).any():
                better = self.offer(rosters) or better
        return better
