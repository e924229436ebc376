"""Solving a rota: choices, ordered searches by columns of whole rosters, bounds (docs/decisions/0005)."""

from __future__ import annotations

from math import floor
from pathlib import Path

import numpy as np

from app.planning.outcome import Status, WishResult
from app.planning.progress import Count, Listener, StopAsked
from app.planning.watch import Limit, Watch
from app.scheduling.rota.columns import Columns
from app.scheduling.rota.engine.arrays import INFINITE, OFF, Int32
from app.scheduling.rota.engine.compile import Compiled, compile_problem
from app.scheduling.rota.engine.counts import counts
from app.scheduling.rota.engine.currency import Currency
from app.scheduling.rota.engine.levels import Level, chain, largest_change, levels_of
from app.scheduling.rota.engine.people import Settled, settle_people
from app.scheduling.rota.engine.resume import standing_rosters
from app.scheduling.rota.engine.search import Budget, Search
from app.scheduling.rota.engine.soundness import make_sound
from app.scheduling.rota.engine.tally import Tally
from app.scheduling.rota.json_format import load_problem
from app.scheduling.rota.plan import Rota, RotaOutcome
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.programme import BLENDED, Wish
from app.scheduling.rota.rules import WISHES
from app.scheduling.rota.shifts import Assignment
from app.scheduling.rota.standing import Standing

ITERATIONS = 24
"""Neighbourhoods of each search when nothing else limits a run."""
_ENDED_BY = 0.96
"""Share of `seconds` by which searching ends; what is left makes the plan sound and writes it down."""


def solve(
    problem: RotaProblem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    workers: int = 1,
    seed: int = 0,
    progress: Listener | None = None,
    stop: StopAsked | None = None,
) -> RotaOutcome:
    """The best rota found, with a bound for every wish.

    `iterations` is the number of neighbourhoods of each search; the same number, seed and workers give the same rota.
    `seconds` may end a run earlier, and then the rota depends on the machine. With `seconds` alone it goes on until they
    are used up or nothing can be better. `workers`: up to two searches side by side. `stop` ends the run with the best
    rota so far.
    """
    watch = Watch(seconds, progress, stop)
    columns = Columns(problem)
    run: _Run = watch.during(lambda: _Run(columns, watch, seed, min(2, max(1, workers))))
    calls = iterations if iterations is not None else ITERATIONS if seconds is None else 10**9
    watch.during(lambda: run.search(calls))
    watch.stage = "checks"
    outcome = watch.during(run.outcome)
    watch.learn(outcome.wishes, run.counts())
    watch.report()
    return outcome


class _Run:
    """One problem being solved: the best rosters, and what is known of every wish."""

    def __init__(self, columns: Columns, watch: Watch, seed: int, workers: int) -> None:
        self.columns, self.watch, self.seed, self.workers = columns, watch, seed, workers
        self.problem = columns.problem
        self.compiled: Compiled = compile_problem(columns)
        self.settled: Settled = settle_people(self.compiled)
        self.tally = Tally(self.compiled)
        self.wishes = self.problem.programme.wishes
        self.rosters: Int32 = self.settled.rosters
        self.bounds: dict[Wish, float] = {wish: self._trivial(wish) for wish in self.wishes}
        self.blended_bound = INFINITE
        self.empty = {wish: WISHES[wish](Standing(columns, ())) for wish in self.wishes}
        self.struck = self.broken = False
        self.learn()

    def learn(self) -> None:
        """Keep what is known for the next report."""
        plan = self.tally.plan(self.rosters)
        self.broken = bool(self.tally.breaches(plan))
        counted = self.tally.count(plan, self.rosters)
        self.watch.learn(self._results({wish: counted[wish] for wish in self.wishes}), self.counts())

    def counts(self) -> tuple[Count, ...]:
        """What the best rosters come to in shifts and places."""
        return counts(self.compiled, self.tally.plan(self.rosters), self.bounds)

    def better(self, rosters: Int32) -> None:
        """A better plan was met."""
        self.rosters = rosters
        self.learn()

    def search(self, calls: int) -> None:
        """All levels in order."""
        if not len(self.compiled.choices.load) or not len(self.settled.who):
            return
        levels = levels_of(self.compiled)
        whole, done = sum(level.effort for level in levels), 0
        for number, level in enumerate(levels):
            self.watch.stage = level.settles[-1].value if not self.problem.programme.blended else BLENDED
            begun = _ENDED_BY * done / whole
            done += level.effort
            budget = Budget(self.watch, calls, begun, _ENDED_BY * done / whole, first=number == 0, workers=self.workers)
            self._level(level, budget, number)
            self.struck = self.struck or budget.struck

    def _level(self, level: Level, budget: Budget, number: int) -> None:
        currency = Currency(self.compiled, level.factors, self.settled.who)
        counted = self.wishes[: self.wishes.index(level.settles[-1]) + 1]
        key = None if self.problem.programme.blended else lambda rosters: self.tally.key(rosters, counted)
        start, standing = (None, standing_rosters(self.compiled)) if budget.first else (self.rosters, None)
        search = Search(
            currency, self.seed + 1000 * number, self.better, self.settled.rosters, start, key,
            lambda: self._at_bounds(level.settles), level.unit, standing,
        )  # fmt: skip
        self.better(search.rosters)
        if self.problem.programme.blended:
            search.run(budget, self._learn_blended)
            self._learn_blended(search.bound)
            return
        search.run(budget, lambda bound: self._learn_bound(level.factors, bound))
        self.better(search.rosters)
        self._learn_bound(level.factors, search.bound)
        for wish in level.settles[:-1] if len(level.settles) > 1 else ():
            self._bound_alone(wish, budget.last)

    def _at_bounds(self, settles: tuple[Wish, ...]) -> bool:
        """Whether these wishes are as far as they can be, and no must is broken."""
        results = {result.code: result for result in self.watch.wishes}
        known = [results[BLENDED]] if BLENDED in results else [results[wish.value] for wish in settles]
        return all(result.value >= result.bound for result in known) and not self.broken

    def _bound_alone(self, wish: Wish, limit: Limit) -> None:
        """Bound one of the wishes that were sought together, without those after it."""
        before = [w for w in self.wishes[: self.wishes.index(wish) + 1] if largest_change(self.compiled, w) > 0]
        value = self.tally.values(self.rosters)[wish]
        if value >= self.bounds[wish] or limit.over():
            return
        factors = chain(self.compiled, before, with_hopes=False)
        search = Search(
            Currency(self.compiled, factors, self.settled.who), self.seed, lambda _: None, self.rosters, self.rosters
        )
        search.generate(limit, self.rosters)
        self._learn_bound(factors, search.bound)

    def _learn_bound(self, factors: dict[Wish, float], bound: float) -> None:
        """A bound of a sum bounds its last wish at the values the earlier ones have."""
        if self.compiled.thinned or bound < -INFINITE / 4 or Wish.LEAST_SHIFTS in factors:
            return
        *before, last = sorted(factors, key=self.wishes.index)
        values = self.tally.values(self.rosters)
        most = -bound - sum(factors[wish] * values[wish] for wish in before)
        self.bounds[last] = min(self.bounds[last], floor(most / factors[last] + 1e-4))
        self.learn()

    def _learn_blended(self, bound: float) -> None:
        if not self.compiled.thinned and bound > -INFINITE / 4:
            self.blended_bound = min(self.blended_bound, floor(-bound + 1e-4))
            self.learn()

    def _trivial(self, wish: Wish) -> float:
        """What no plan can exceed whatever it does."""
        compiled = self.compiled
        if wish in compiled.scores and wish is not Wish.LEAST_SHIFTS:
            tops = np.zeros(len(compiled.staff.least_run) * len(compiled.days.week), dtype=np.int64)
            cells = compiled.choices.person.astype(np.int64) * len(compiled.days.week) + compiled.choices.day
            np.maximum.at(tops, cells, compiled.scores[wish])
            return float(tops.sum())
        return float(self.tally.ceiling(wish)) if wish in (Wish.HELD, Wish.EVEN, Wish.FILL) else 0.0

    def _results(self, values: dict[Wish, int]) -> tuple[WishResult, ...]:
        if self.problem.programme.blended:
            value, empty = sum(values.values()), sum(self.empty.values())
            bound = min(self.blended_bound, sum(self.bounds.values()))
            return (WishResult(BLENDED, value, max(value, int(bound)), empty),)
        return tuple(
            WishResult(wish.value, values[wish], max(values[wish], int(self.bounds[wish])), self.empty[wish])
            for wish in self.wishes
        )

    def outcome(self) -> RotaOutcome:
        """The rota of the best rosters, sound, with every wish counted by its rule."""
        currency = (
            Currency(self.compiled, levels_of(self.compiled)[0].factors, self.settled.who) if len(self.wishes) else None
        )
        if currency is not None and self.tally.breaches(self.tally.plan(self.rosters)):
            self.rosters = make_sound(currency, self.tally, self.settled, self.rosters)
        assignments = tuple(sorted(self._assignments()))
        standing = Standing(self.columns, assignments)
        values = {wish: WISHES[wish](standing) for wish in self.wishes}
        results = self._results(values)
        if self.struck:
            status = Status.STOPPED
        else:
            status = Status.OPTIMAL if all(wish.value == wish.bound for wish in results) else Status.FEASIBLE
        openings = self.problem.openings
        filled = sum(min(o.wanted, int(standing.headcount[row])) for row, o in enumerate(openings))
        rota = Rota(assignments, tuple(self.settled.overruled), tuple(self.settled.below_least))
        return RotaOutcome(status, rota, results, sum(o.wanted for o in openings), filled)

    def _assignments(self) -> list[Assignment]:
        found, choices = [], self.compiled.choices
        for person, day in zip(*np.nonzero(self.rosters != OFF), strict=True):
            choice = self.rosters[person, day]
            for opening in choices.openings[choices.first_opening[choice] : choices.first_opening[choice + 1]]:
                found.append(Assignment(self.problem.people[person].id, self.problem.openings[opening].id))
        return found


def compile_kernels() -> None:
    """Compile the search by solving a small rota, so that no real round waits for the compiler."""
    problem = load_problem((Path(__file__).parent / "two_centres.json").read_text(encoding="utf-8"))
    solve(problem, iterations=2)
    # costs too large for single precision take the kernels' other width
    compiled = compile_problem(Columns(problem))
    settled = settle_people(compiled)
    for weight in (1.0, 1e6):
        currency = Currency(compiled, dict.fromkeys(problem.programme.wishes, weight), settled.who)
        search = Search(currency, 0, lambda _: None, settled.rosters)
        search.anneal(10, 0.1, 0.01, Limit(Watch(None, None, None), 1.0))
        search.generate(Limit(Watch(None, None, None), 1.0), search.rosters)
