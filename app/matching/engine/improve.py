"""From prices to a plan: round the relaxed plan, fill what is open, chains, gentle first and then strict, and small cores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.matching.engine import chains, moves
from app.matching.engine.arrays import Int64, State, Worth, copy_state
from app.matching.engine.build import Search
from app.matching.engine.cores import Cores
from app.matching.engine.relaxation import Prices, rank_arcs
from app.matching.engine.tally import ordered_values
from app.matching.programme import Wish
from app.planning.watch import Limit

NODES_A_SEAT = 400
CHAIN_NODES = 200
SEATS_A_CORE = 800
FEWEST_CORES, MOST_CORES = 2, 25
"""Beside each round of chains one core is solved for so many seats, but so few at least and so many at most."""
SLICE_NODES = 100_000
"""Nodes between two looks at the watch: a tenth of a second or two."""
HEATS: tuple[float, ...] = (1.0, 0.4, 0.15, 0.05, 0.015, 0.004)
"""Temperatures, as parts of what the wish to keep a pair (or the middle of the programme's wishes) counts."""

WARM_HEATS = (0.05, 0.015, 0.004)
"""The same where a plan was searched through already: nothing is melted down again."""
PLANNED_HEATS = (0.01, 0.004, 0.001)
"""The same where a pool's search has planned it all: hardly what one shared interest counts."""


class Limits(NamedTuple):
    """When each stage of one attempt ends."""

    gentle: Limit
    strict: Limit
    cores: Limit


@dataclass
class Attempt:
    """One search with a seed of its own, and the best plan it has met."""

    search: Search
    guiding: Worth
    strict: Worth
    prices: Prices
    state: State
    unit: float
    rng: np.ndarray[tuple[int], np.dtype[np.uint64]]
    best: State
    best_values: tuple[int, ...] = ()
    heats: tuple[float, ...] = HEATS
    #: seats at which chains begin; None: all that are not pinned
    begin_at: Int64 | None = None

    def run(self, rounds: int, limits: Limits, better: Callable[[], None]) -> None:
        """Gentle rounds, then a third of them strict, then cores; each limit leaves time for what comes after."""
        gentle, strict, _cores = limits
        strict_rounds = max(1, rounds // 3)
        for number in range(rounds - strict_rounds):
            if gentle.over():
                break
            self._round(self.guiding, self.heats[number % len(self.heats)] * self.unit, gentle, better)
        self.state = copy_state(self.best)
        for _ in range(min(rounds, strict_rounds)):
            if strict.over():
                break
            self._round(self.strict, 0.0, strict, better)
        self._solve_cores(rounds, limits.cores, better)

    def _solve_cores(self, rounds: int, limit: Limit, better: Callable[[], None]) -> None:
        """Cores around the seats that could still win most."""
        seats = self._movable()
        most = rounds * min(MOST_CORES, max(FEWEST_CORES, len(seats) // SEATS_A_CORE))
        if not len(seats) or not most or limit.over():
            return

        def take(state: State) -> None:
            self.state = state
            if self.remember():
                better()

        Cores(self.search, copy_state(self.best), self.guiding, self.prices).improve(most, seats, limit, take)

    def _movable(self) -> Int64:
        movable = np.flatnonzero(~self.search.graph.seat_fixed) if self.begin_at is None else self.begin_at
        return movable.astype(np.int64)

    def _round(self, worth: Worth, heat: float, limit: Limit, better: Callable[[], None]) -> None:
        """One round of chains, in slices; the best plan met at the end of a slice is remembered."""
        movable = self._movable()
        if not len(movable):
            return
        ranked, net, hope = rank_arcs(self.search.graph, self.guiding, self.prices)
        reach = 0.3 * self.unit
        if worth is self.strict:
            # prices stay those of the gentle objective, brought to the strict one's scale
            scale = _scale(self.strict, self.guiding)
            net = self.strict.arc - (self.guiding.arc - net) * scale
            hope = _best_of(self.search, net)
            reach = self.unit * scale
        nodes = NODES_A_SEAT * len(movable)
        for done in range(0, nodes, SLICE_NODES):
            if limit.over():
                break
            chains.search(
                self.search.graph, self.state, worth, ranked, net, hope, movable, heat, reach,
                min(SLICE_NODES, nodes - done), CHAIN_NODES, self.rng,
            )  # fmt: skip
            if self.remember():
                better()

    def remember(self) -> bool:
        """Keep the state as the best if its wishes, in order, are better; whether it was."""
        values = ordered_values(self.search, self.state)
        if values <= self.best_values:
            return False
        self.best, self.best_values = copy_state(self.state), values
        return True


def start_state(search: Search, state: State, guiding: Worth, prices: Prices) -> State:
    """The pinned plan, filled up: first what the relaxed plan uses most, then the best net worth."""
    graph = search.graph
    ranked, _, _ = rank_arcs(graph, guiding, prices)
    state = copy_state(state)
    used = np.flatnonzero(prices.used > 0.01)
    used = used[np.argsort(-prices.used[used], kind="stable")]
    seat_of = np.searchsorted(graph.seat_arcs, used, side="right") - 1
    moves.fill_from(graph, state, guiding, seat_of.astype(np.int64), used.astype(np.int64))
    weight = search.scores[0] if len(search.scores) else np.zeros(0)
    first = np.minimum(graph.seat_arcs[:-1], max(0, len(weight) - 1))
    order = np.argsort(-weight[first], kind="stable") if len(weight) else np.arange(len(graph.seat_child))
    moves.fill_open(graph, state, guiding, order.astype(np.int64), ranked)
    return state


def best_start(search: Search, plans: Sequence[State], guiding: Worth, prices: Prices) -> State:
    """The best of these plans after each was filled up."""
    filled = [start_state(search, plan, guiding, prices) for plan in plans]
    return max(filled, key=lambda state: ordered_values(search, state))


def unit_of(search: Search, guiding: dict[Wish, float]) -> float:
    """What heat and reach are measured in: one kept pair, else the middle wish's step."""
    if Wish.KEEP in guiding:
        return guiding[Wish.KEEP]
    wishes = search.columns.problem.programme.wishes
    return guiding[wishes[len(wishes) // 2]]


def _scale(strict: Worth, guiding: Worth) -> float:
    top = max(float(guiding.arc.max(initial=0.0)), float(guiding.circle.max(initial=0.0)), 1e-9)
    return max(float(strict.arc.max(initial=0.0)), float(strict.circle.max(initial=0.0))) / top


def _best_of(
    search: Search, net: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    graph = search.graph
    seat_of = np.repeat(np.arange(len(graph.seat_child)), np.diff(graph.seat_arcs))
    best = np.full(len(graph.seat_child), -np.inf)
    np.maximum.at(best, seat_of, net)
    return best
