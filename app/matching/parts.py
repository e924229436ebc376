"""A large round solved district by district, put together and improved across the cuts (docs/decisions/0007).

Each district's answer depends on its problem, the seed and the iterations alone, and the answers are joined in the
districts' order: the plan is the same whoever solves them, and in whatever order. Limits in seconds change that.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from app.matching import solver
from app.matching.additions.round import add_only, standing_plan
from app.matching.columns import Columns
from app.matching.district_answers import DISTRICTS_BY, DistrictAnswer, share_of
from app.matching.districts import cut
from app.matching.engine import by_pools, relaxation
from app.matching.engine.across import FairPrices, Promising, put_together, seats_across
from app.matching.engine.arrays import copy_state
from app.matching.engine.bounds import SLACK, coarse_results, most_possible
from app.matching.engine.build import build
from app.matching.engine.factors import guiding_factors, strict_factors
from app.matching.engine.improve import PLANNED_HEATS, WARM_HEATS, Attempt, best_start, unit_of
from app.matching.engine.left_out import Ceiling, ceilings, results_under
from app.matching.engine.pins import apply_pins
from app.matching.engine.tally import tally
from app.matching.kept_hours import kept_hours
from app.matching.plan import CirclesOutcome
from app.matching.problem import Pair, Problem
from app.matching.standing_still import few_offers, stands_still, with_all_pinned
from app.planning.chance import word_of
from app.planning.progress import Listener, StopAsked
from app.planning.watch import Limit, Watch

_DESCENT, _BOUNDED_BY = 200, 0.98


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    workers: int = 1,
    seed: int = 0,
    progress: Listener | None = None,
    stop: StopAsked | None = None,
    repeat: Mapping[str, int] | None = None,
    adds_only: bool = False,
) -> CirclesOutcome:
    """Solve a round of any size; see `solver.solve`. A large one in districts, as many at once as `workers`.

    Where every pair that stands is pinned, or `adds_only` asks for it, nothing is searched: who stands stays, and open
    seats get the best additions, proven, whatever seed, iterations and workers. Where too many could be added for
    that, the search fills them around the pins.
    """
    if adds_only or stands_still(problem):
        stays = standing_plan(problem, adds_only) if few_offers(problem) else None
        if stays is not None:
            return add_only(*stays, Watch(seconds, progress, stop, repeat))
    if adds_only:
        problem = with_all_pinned(problem)
    districts = cut(problem)
    if len(districts) == 1:
        return solver.solve(
            problem,
            seconds=seconds,
            iterations=iterations,
            workers=workers,
            seed=seed,
            progress=progress,
            stop=stop,
            repeat=repeat,
        )
    watch = Watch(seconds, progress, stop, repeat)
    watch.stage = "districts"
    turns = _Turns(watch, len(districts), workers)

    def work(number: int) -> DistrictAnswer:
        return solve_district(
            districts[number],
            number,
            seconds=turns.seconds(),
            iterations=iterations,
            seed=seed,
            stop=watch_stopped,
            repeat=None if repeat is None else _of_district(repeat, number),
        )

    def watch_stopped() -> bool:
        return watch.stopped

    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        answers = watch.during(lambda: list(pool.map(work, range(len(districts)))))
    return join(problem, districts, answers, watch, iterations=iterations, seed=seed, workers=workers)


class _Turns:
    """Shares the districts' time out, in equal parts among those not begun, as many at once as there are hands."""

    def __init__(self, watch: Watch, waiting: int, hands: int) -> None:
        self._limit, self._waiting, self._hands = Limit(watch, DISTRICTS_BY), waiting, max(1, hands)
        self._lock = threading.Lock()

    def seconds(self) -> float | None:
        """Seconds for the next district; None without a limit."""
        with self._lock:
            share = share_of(self._limit.left, self._waiting, self._hands)
            self._waiting -= 1
            return share


def solve_district(
    district: Problem,
    number: int,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    progress: Listener | None = None,
    stop: StopAsked | None = None,
    repeat: Mapping[str, int] | None = None,
) -> DistrictAnswer:
    """Solve one district; `number` makes its chances its own. Nothing is proved here: bounds do not add up."""
    watch = Watch(seconds, progress, stop, repeat)
    built = build(Columns(district), lambda: watch.tick() and False)
    sought = solver.seek(built, watch, iterations, 1, seed + 7919 * (number + 1), bounded=False)
    search = sought.search
    first = district.programme.wishes[0]
    scale = sought.guiding[first]
    values = tally(search, sought.found.best)
    outcome = solver.outcome_of(
        search, sought.found.best, sought.overruled, coarse_results(search, values), sought.cut_short
    )
    prices = sought.prices
    return DistrictAnswer(
        outcome.plan.pairs,
        outcome.plan.overruled,
        {
            supporter.id: (float(prices.places[row]) / scale, float(prices.minutes[row]) / scale)
            for row, supporter in enumerate(district.supporters)
            if prices.places[row] or prices.minutes[row]
        },
        {wish.value: factor / scale for wish, factor in sought.guiding.items()},
        sought.cut_short,
        watch.effort,
    )


def _named(number: int) -> str:
    return f"district {number}: "


def _of_district(repeat: Mapping[str, int], number: int) -> dict[str, int]:
    """The effort of one district, as its own solver names it."""
    name = _named(number)
    return {stage.removeprefix(name): steps for stage, steps in repeat.items() if stage.startswith(name)}


def join(
    problem: Problem,
    districts: Sequence[Problem],
    answers: Sequence[DistrictAnswer],
    watch: Watch,
    *,
    iterations: int | None = None,
    seed: int = 0,
    workers: int = 1,
) -> CirclesOutcome:
    """One plan from the districts' answers, in the districts' order, with a bound for every wish of the whole."""
    watch.stage = "joining"
    watch.report()
    whole = _Whole(problem, districts, answers, watch, seed, workers)
    cut_short = whole.improve(solver.ROUNDS if iterations is None else iterations)
    search, best = whole.search, whole.found.best
    wishes = results_under(search, tally(search, best), whole.ceilings)
    watch.learn(wishes)
    watch.report()
    cut_short = cut_short or any(answer.cut_short for answer in answers)
    outcome = solver.outcome_of(search, best, whole.overruled, wishes, cut_short)
    effort = [(_named(n) + stage, steps) for n, answer in enumerate(answers) for stage, steps in answer.effort]
    return replace(outcome, effort=(*effort, *watch.effort))


class _Whole:
    """The search across the cuts, begun from the districts' answers."""

    def __init__(
        self,
        problem: Problem,
        districts: Sequence[Problem],
        answers: Sequence[DistrictAnswer],
        watch: Watch,
        seed: int,
        workers: int,
    ) -> None:
        self._watch = watch
        pairs = _fitting(problem, answers)
        columns = Columns(problem)
        prices = {name: both for answer in answers for name, both in answer.prices.items()}
        fair = FairPrices(columns, prices, next((a.factors for a in answers if a.factors), {}))
        narrow = Promising(columns, fair, pairs)
        built = build(columns, lambda: watch.tick() and False, narrow)
        self.search, state, self.overruled = apply_pins(built)
        self._guiding = guiding_factors(self.search)
        worth, strict = self.search.worth(self._guiding), self.search.worth(strict_factors(self.search))
        pinned = copy_state(state)
        put_together(self.search, state, worth, pairs)
        begun, crossing, heats, self._cut = [state], None, PLANNED_HEATS, False
        if by_pools.is_pool(self.search):
            planned = by_pools.planned(self.search, pinned, worth, seed, workers, watch)
            self._prices = planned.prices
            begun.append(planned.state)
            self._cut = planned.cut
        else:
            self._prices = self._whole_prices(fair)
            crossing, heats = seats_across(self.search, state, districts), WARM_HEATS
        start = best_start(self.search, begun, worth, self._prices)
        attempt = Attempt(
            self.search, worth, strict, self._prices, start, unit_of(self.search, self._guiding), word_of(seed),
            copy_state(start), heats=heats, begin_at=crossing,
        )  # fmt: skip
        self.found = solver.Found([attempt], watch, most_possible(self.search, problem.programme.wishes[0]))
        self.ceilings: list[Ceiling] = []

    def improve(self, rounds: int) -> bool:
        """Run the chains across the cuts, and look for the bounds meanwhile; whether the clock cut the chains."""
        return solver.run_search(self.found, rounds, self._bounding) or self._cut

    def _bounding(self) -> int:
        limit = Limit(self._watch, _BOUNDED_BY)
        self.ceilings = ceilings(self.search, self._prices, self._guiding, limit)
        first = self.search.columns.problem.programme.wishes[0]
        proved = [one.total for one in self.ceilings if one.wish is first and np.isfinite(one.total)]
        return int(np.floor(min([*proved, most_possible(self.search, first)]) + SLACK))

    def _whole_prices(self, fair: FairPrices) -> relaxation.Prices:
        """The districts' prices, brought nearer to what is fair over the whole."""
        search = self.search
        scale = self._guiding[search.columns.problem.programme.wishes[0]]
        worth = search.worth(self._guiding)
        blank = relaxation.no_prices(search.graph, worth)
        prices = relaxation.Prices(fair.places * scale, fair.minutes * scale, np.inf, blank.used, blank.arcs)
        top, limit = max(self._guiding.values()), self._watch.limit(1.0, "descent")
        self._watch.during(
            lambda: relaxation.descend(search.graph, worth, prices, _DESCENT, top / 50, top / 8000, limit)
        )
        return prices


def _fitting(problem: Problem, answers: Sequence[DistrictAnswer]) -> list[Pair]:
    """All pairs, but those that stand today at an hour which, seen over the whole, is theirs to keep and was not kept."""
    kept = kept_hours(problem)
    pairs = [pair for answer in answers for pair in answer.pairs]
    return [p for p in pairs if kept.get((p.child, p.role, p.supporter), p.slot) == p.slot]


def compile_kernels() -> None:
    """Compile what only a large round uses, by solving two children's round as one district of its own."""
    problem = solver.two_children()
    answer = solve_district(problem, 0, iterations=2)
    join(problem, [problem], [answer], Watch(None, None, None), iterations=2)
