"""Solving a round of care circles: candidates, prices, a relaxed plan, chains, bounds (docs/decisions/0002).

Where only flow-like rules bind, a flow for each wish instead: `engine.flows`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.matching.columns import Columns
from app.matching.engine import by_pools, flows, relaxation
from app.matching.engine.across import narrowed
from app.matching.engine.arrays import State, Worth, copy_state
from app.matching.engine.bounds import bound_wishes, coarse_results, first_bound, sharp_first_bound
from app.matching.engine.build import Search, build
from app.matching.engine.factors import guiding_factors, strict_factors
from app.matching.engine.improve import HEATS, PLANNED_HEATS, Attempt, Limits, best_start, unit_of
from app.matching.engine.pairs import pairs_of
from app.matching.engine.pins import apply_pins
from app.matching.engine.settle import settle_slots
from app.matching.engine.tally import tally
from app.matching.engine.whole import lowered, prove
from app.matching.json_format import load_problem
from app.matching.plan import CirclesOutcome, OverruledPin, Plan
from app.matching.problem import Problem
from app.matching.programme import Wish
from app.planning.chance import word_of
from app.planning.outcome import Status, WishResult
from app.planning.progress import Listener, StopAsked
from app.planning.watch import Limit, Watch

ROUNDS = 8
_DESCENT, _ROUGH_DESCENT, _ROUGH_BY = 800, 150, 0.1
_DESCENDED_BY, _RELAXED_BY, _GENTLE_BY, _STRICT_BY, _SEARCHED_BY, _FIRST_BOUND_BY = 0.15, 0.45, 0.72, 0.8, 0.86, 0.95
_PROVEN_BY = 0.97
"""Shares of `seconds` by which each stage ends; the bounds of later wishes have what is left. Early stages give on."""


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
) -> CirclesOutcome:
    """The best plan found, with a bound for every wish.

    `iterations` is the number of search rounds; the same number, seed and workers give the same plan. `seconds` is a
    safety net that may end a run earlier, and then the plan depends on the machine. `workers` searches run side by
    side with seeds of their own; the best plan counts. `stop` ends the run with the best plan so far. `repeat`, the
    effort of an earlier run, gives that run's plan again although the clock cut it: `seconds` then only limits bounds.
    """
    watch = Watch(seconds, progress, stop, repeat)
    built = build(Columns(problem), lambda: watch.tick() and False)
    if flows.is_flow(built):
        return _by_flows(built, watch)
    sought = seek(built, watch, iterations, workers, seed)
    search, found = sought.search, sought.found
    watch.stage = "bounds"
    watch.report()
    whole, rest = watch.limit(_PROVEN_BY, "whole"), Limit(watch, 1.0)
    best, proven = watch.during(lambda: prove(search, found.best, whole))
    wishes = watch.during(
        lambda: bound_wishes(search, best, sought.prices, sought.guiding, found.bound, rest, watch.learn)
    )
    wishes = lowered(wishes, proven)
    watch.learn(wishes)
    watch.report()
    return replace(
        outcome_of(search, best, sought.overruled, wishes, sought.cut_short or whole.struck), effort=watch.effort
    )


def _by_flows(search: Search, watch: Watch) -> CirclesOutcome:
    """The proven best plan; a limit or a stop leaves later wishes as they fall, with bounds that cost nothing."""
    watch.stage = "flow"
    limit = watch.limit(1.0, "flow")
    state, proven = watch.during(lambda: flows.best_plan(search, limit.over))
    told = coarse_results(search, tally(search, state))
    wishes = tuple(replace(w, bound=w.value) if place < proven else w for place, w in enumerate(told))
    watch.learn(wishes)
    watch.report()
    return replace(outcome_of(search, state, (), wishes, limit.struck), effort=watch.effort)


@dataclass(frozen=True)
class Sought:
    """What a search has come to: plans, the prices that guided it, pins that gave way, and whether the clock ended it."""

    search: Search
    found: Found
    prices: relaxation.Prices
    guiding: dict[Wish, float]
    overruled: tuple[OverruledPin, ...]
    cut_short: bool


def seek(built: Search, watch: Watch, iterations: int | None, workers: int, seed: int, bounded: bool = True) -> Sought:
    """Search for a plan, and with `bounded` for the first wish's bound beside it; all but the other wishes' bounds.

    Where nothing is to be proved, a few rough prices choose the pairs the search looks at.
    """
    rough = None if bounded else _rough_prices(built, watch)
    search, pinned, overruled = apply_pins(built if rough is None else narrowed(built, *rough))
    guiding = guiding_factors(search)
    worth, strict = search.worth(guiding), search.worth(strict_factors(search))
    rounds, heats, begun, cut = ROUNDS if iterations is None else iterations, HEATS, [pinned], False
    planned = by_pools.planned(search, pinned, worth, seed, workers, watch) if by_pools.is_pool(search) else None
    if planned is not None:
        heats, begun, cut = PLANNED_HEATS, [pinned, planned.state], planned.cut
    if planned is not None and not bounded:
        prices, rounds = planned.prices, 0  # chains would be for nothing: one pool plans the whole anew
    else:
        prices, struck = _relaxed(search, worth, None if rough is None else rough[1], max(guiding.values()), watch)
        cut = cut or struck
    start = best_start(search, begun, worth, prices)
    attempts = [
        Attempt(
            search, worth, strict, prices, copy_state(start), unit_of(search, guiding), word_of(seed, n), start,
            heats=heats,
        )
        for n in range(max(1, workers))
    ]  # fmt: skip
    found = Found(attempts, watch, first_bound(search, prices, guiding))
    bounding = partial(sharp_first_bound, search, prices, guiding, found.reached, Limit(watch, _FIRST_BOUND_BY))
    searched = run_search(found, rounds, bounding if bounded else None)
    return Sought(search, found, prices, guiding, overruled, cut or searched)


def _rough_prices(search: Search, watch: Watch) -> tuple[Worth, relaxation.Prices]:
    watch.stage = "prices"
    guiding = guiding_factors(search)
    worth, top = search.worth(guiding), max(guiding.values())
    prices = relaxation.no_prices(search.graph, worth)
    limit = watch.limit(_ROUGH_BY, "rough descent")
    watch.during(lambda: relaxation.descend(search.graph, worth, prices, _ROUGH_DESCENT, top / 8, top / 800, limit))
    return worth, prices


def _relaxed(
    search: Search, worth: Worth, rough: relaxation.Prices | None, top: float, watch: Watch
) -> tuple[relaxation.Prices, bool]:
    """Prices by descent and linear programmes, from the rough ones if there are any; whether the clock cut them."""
    relaxing = watch.limit(_RELAXED_BY, "relaxation")
    prices = relaxation.no_prices(search.graph, worth)
    if rough is not None:
        prices.places, prices.minutes = rough.places, rough.minutes
    watch.stage = "prices"
    descending = watch.limit(_DESCENDED_BY, "descent")
    watch.during(lambda: relaxation.descend(search.graph, worth, prices, _DESCENT, top / 8, top / 8000, descending))
    watch.stage = "relaxation"
    prices = watch.during(lambda: relaxation.sharpen(search.graph, worth, prices, relaxing))
    return prices, relaxing.struck


class Found:
    """What attempts running side by side have found; the listener hears of each better plan and bound."""

    def __init__(self, attempts: list[Attempt], watch: Watch, bound: int) -> None:
        self.attempts, self.watch, self.bound = attempts, watch, bound
        for attempt in attempts:
            attempt.remember()
        self.tell()

    @property
    def best(self) -> State:
        """The best plan of all attempts."""
        return max(self.attempts, key=lambda attempt: attempt.best_values).best

    @property
    def reached(self) -> int:
        """The first wish's value in the best plan."""
        return self.watch.wishes[0].value

    def tell(self) -> None:
        """Keep values and bounds for the next report."""
        search = self.attempts[0].search
        first, *others = coarse_results(search, tally(search, self.best))
        self.watch.learn((replace(first, bound=max(first.value, min(first.bound, self.bound))), *others))

    def bind(self, bounding: Callable[[], int]) -> None:
        """Look for a better bound of the first wish."""
        self.bound = min(self.bound, bounding())
        self.tell()


def run_search(found: Found, rounds: int, beside: Callable[[], int] | None = None) -> bool:
    """Run the attempts side by side, and the first wish's bound with them: it does not ask for their plans.

    Returns whether the clock or somebody cut the search.
    """
    watch = found.watch
    watch.stage = "search"
    watch.report()
    limits = [
        Limits(
            watch.limit(_GENTLE_BY, f"gentle {number}"),
            watch.limit(_STRICT_BY, f"strict {number}"),
            watch.limit(_SEARCHED_BY, f"cores {number}"),
        )
        for number in range(len(found.attempts))
    ]
    with ThreadPoolExecutor(max_workers=len(found.attempts) + 1) as pool:
        works = [
            pool.submit(attempt.run, rounds, own, found.tell)
            for attempt, own in zip(found.attempts, limits, strict=True)
        ]
        if beside is not None:
            works.append(pool.submit(found.bind, beside))
        watch.during(lambda: [work.result() for work in works])
    return any(own.strict.struck or own.cores.struck for own in limits)


def outcome_of(
    search: Search, state: State, overruled: tuple[OverruledPin, ...], wishes: tuple[WishResult, ...], stopped: bool
) -> CirclesOutcome:
    """The answer a plan makes, its meetings at the hours people like best."""
    problem, graph = search.columns.problem, search.graph
    settled = settle_slots(problem, pairs_of(search, state))
    settled.sort(key=lambda pair: (pair.child, pair.role, pair.supporter))
    if stopped:
        status = Status.STOPPED
    else:
        status = Status.OPTIMAL if all(wish.value == wish.bound for wish in wishes) else Status.FEASIBLE
    return CirclesOutcome(status, Plan(tuple(settled), overruled), wishes, len(graph.seat_child), len(settled))


def two_children() -> Problem:
    """The round that installations solve once, so that no real round waits for the compiler."""
    return load_problem((Path(__file__).parent / "two_children.json").read_text(encoding="utf-8"))


def compile_kernels() -> None:
    """Compile the search by solving two children's round, and one in which volunteers alone are wanted: a pool."""
    problem = two_children()
    solve(problem, iterations=2)
    weekly = tuple(role for role in problem.programme.roles if role.code == "volunteer")
    volunteers_alone = replace(problem.programme, roles=weekly, gender_rules=())
    solve(replace(problem, programme=volunteers_alone, existing=(), pins=()), iterations=2)
