"""Solving a round of care circles: candidates, prices, a relaxed plan, chains, bounds (docs/decisions/0002)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from app.matching.columns import Columns
from app.matching.engine import relaxation
from app.matching.engine.arrays import State, copy_state
from app.matching.engine.bounds import bound_wishes, most_possible
from app.matching.engine.build import Search, build
from app.matching.engine.factors import guiding_factors, strict_factors
from app.matching.engine.improve import Attempt, start_state, unit_of
from app.matching.engine.pins import apply_pins
from app.matching.engine.settle import settle_slots
from app.matching.engine.tally import tally
from app.matching.engine.watch import Watch
from app.matching.json_format import load_problem
from app.matching.plan import CirclesOutcome, OverruledPin, Plan
from app.matching.problem import Pair, Problem
from app.planning.outcome import Status, WishResult
from app.planning.progress import Listener, StopAsked

ROUNDS = 8
_DESCENT = 800


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    workers: int = 1,
    seed: int = 0,
    progress: Listener | None = None,
    stop: StopAsked | None = None,
) -> CirclesOutcome:
    """The best plan found, with a bound for every wish.

    `iterations` is the number of search rounds; the same number, seed and workers give the same plan. `seconds` is a
    safety net that may end a run earlier, and then the plan depends on the machine. `workers` searches run side by
    side with seeds of their own; the best plan counts. `stop` ends the run with the best plan so far.
    """
    watch = Watch(seconds, progress, stop)
    columns = Columns(problem)
    search, pinned, overruled = apply_pins(build(columns, lambda: watch.tick() and False))
    guiding = guiding_factors(search)
    worth = search.worth(guiding)
    watch.stage = "prices"
    prices = relaxation.no_prices(search.graph, worth)
    top = max(guiding.values())
    watch.during(lambda: relaxation.descend(search.graph, worth, prices, _DESCENT, top / 8, top / 8000))
    watch.stage = "relaxation"
    if not watch.tick():
        prices = watch.during(lambda: relaxation.sharpen(search.graph, worth, prices, lambda: watch.stopped))
    watch.stage = "search"
    strict = search.worth(strict_factors(search))
    start = start_state(search, pinned, worth, prices)
    attempts = [
        Attempt(search, worth, strict, prices, start, unit_of(search, guiding), _generator(seed, number), start)
        for number in range(max(1, workers))
    ]
    best = _search(attempts, ROUNDS if iterations is None else iterations, watch)
    values = tally(search, best)
    watch.stage = "bounds"
    wishes = watch.during(
        lambda: bound_wishes(search, values, prices, guiding, lambda: watch.stopped, lambda _wish: None)
    )
    watch.wishes = wishes
    watch.report()
    return _outcome(search, best, overruled, wishes, watch.stopped)


def _search(attempts: list[Attempt], rounds: int, watch: Watch) -> State:
    problem = attempts[0].search.columns.problem
    first = problem.programme.wishes[0]
    watch.wish, watch.bound = first.value, most_possible(attempts[0].search, first)
    for attempt in attempts:
        attempt.remember()
        attempt.state = copy_state(attempt.state)
    for number in range(rounds):
        if watch.tick():
            break
        watch.during(partial(_one_round, attempts, number, rounds))
        watch.best = max(attempt.best_values for attempt in attempts)[0]
    return max(attempts, key=lambda attempt: attempt.best_values).best


def _one_round(attempts: list[Attempt], number: int, rounds: int) -> None:
    with ThreadPoolExecutor(max_workers=len(attempts)) as pool:
        for done in [pool.submit(attempt.round, number, rounds) for attempt in attempts]:
            done.result()


def _generator(seed: int, number: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The state of one attempt's random numbers; never zero."""
    words = np.random.SeedSequence([abs(seed), number]).generate_state(1, dtype=np.uint64)
    return np.array([words[0] | np.uint64(1)], dtype=np.uint64)


def _outcome(
    search: Search, state: State, overruled: tuple[OverruledPin, ...], wishes: tuple[WishResult, ...], stopped: bool
) -> CirclesOutcome:
    problem, graph = search.columns.problem, search.graph
    pairs = []
    for seat in np.flatnonzero(state.supporter >= 0):
        slot = int(state.slot[seat])
        pairs.append(
            Pair(
                problem.children[graph.seat_child[seat]].id,
                problem.programme.roles[graph.seat_role[seat]].code,
                problem.supporters[state.supporter[seat]].id,
                slot if slot >= 0 else None,
            )
        )
    settled = settle_slots(problem, pairs)
    settled.sort(key=lambda pair: (pair.child, pair.role, pair.supporter))
    if stopped:
        status = Status.STOPPED
    else:
        status = Status.OPTIMAL if all(wish.value == wish.bound for wish in wishes) else Status.FEASIBLE
    return CirclesOutcome(status, Plan(tuple(settled), overruled), wishes, len(graph.seat_child), len(settled))


def compile_kernels() -> None:
    """Compile the search by solving two children's round, so that no real round waits for the compiler."""
    solve(load_problem((Path(__file__).parent / "two_children.json").read_text(encoding="utf-8")), iterations=2)
