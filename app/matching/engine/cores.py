"""Small cores of a plan, emptied and filled again the best way there is, wish after wish.

Chains move a few seats one after another; what needs several people to change hands at once, brothers and sisters
brought together or a meeting moved for another, they miss. A core is a seat, those of brothers and sisters, and the seats
of the people who would suit them best, and so on; everything else stays, with its hours. `additions.exact` fills it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from app.matching.additions.exact import settle_again
from app.matching.additions.offers import Offer
from app.matching.engine.across import put_together
from app.matching.engine.arrays import Float, Int64, State, Worth, copy_state
from app.matching.engine.build import Search
from app.matching.engine.moves import displace
from app.matching.engine.pairs import pair_at, pairs_of
from app.matching.engine.relaxation import Prices, rank_arcs
from app.matching.engine.seat_offers import seat_offers
from app.matching.engine.tally import ordered_values
from app.matching.plan import Plan
from app.matching.problem import Pair
from app.matching.standing import Standing
from app.planning.watch import Limit

SEATS = 40
"""Seats of a core: nearly all of this size are proven within WORK."""
REACH = 8
"""Arcs of a seat, best first, whose people's seats belong to its core."""
WIDTH = 12
"""Arcs of a seat, best first, that a core chooses from, besides those of the plan."""
WORK = 0.3
"""Deterministic time for one core: less than a second."""


class Cores:
    """Improves one plan; `state` and `values` are those of the best so far."""

    def __init__(self, search: Search, state: State, worth: Worth, prices: Prices) -> None:
        self.search, self.state, self.values = search, state, ordered_values(search, state)
        self._worth = worth
        self._ranked, self._net, self._hope = rank_arcs(search.graph, worth, prices)
        self._standing = Standing(search.columns, Plan(tuple(pairs_of(search, state))))
        self._home = _seats_by_home(search)

    def improve(self, most: int, seats: Int64, limit: Limit, better: Callable[[State], None]) -> None:
        """Solve cores around these seats until there were so many; `better` hears of each plan that is."""
        for start, _number in zip(self._starts(seats), range(most), strict=False):
            if limit.over():
                return
            if self._solve(self._around(start)):
                better(self.state)

    def _starts(self, seats: Int64) -> Iterator[int]:
        """Seats that could win most at the prices first; none that lay in a core which was best already."""
        self._settled: set[int] = set()
        while True:
            before = self.values
            for seat in seats[np.argsort(-self._regret(seats), kind="stable")]:
                if int(seat) not in self._settled:
                    yield int(seat)
            if self.values == before:
                return
            self._settled.clear()

    def _regret(self, seats: Int64) -> Float:
        arcs = self.state.arc[seats]
        now = np.where(arcs >= 0, self._net[arcs], 0.0) if len(self._net) else np.zeros(len(seats))
        regret: Float = self._hope[seats] - now
        return regret

    def _around(self, start: int) -> list[int]:
        """The seat, those of brothers and sisters, the seats of the people who suit these best, and so on."""
        graph, state = self.search.graph, self.state
        found = self._home.get(int(graph.seat_child[start]), {}).get(int(graph.seat_role[start]), [start])
        core = dict.fromkeys([start, *(seat for seat in found if not graph.seat_fixed[seat])])
        asked: set[int] = set()
        waiting = list(core)
        for seat in waiting:
            first = int(graph.seat_arcs[seat])
            for arc in self._ranked[first : min(first + REACH, int(graph.seat_arcs[seat + 1]))]:
                supporter = int(graph.arc_supporter[arc])
                if supporter in asked:
                    continue
                asked.add(supporter)
                begin = int(state.first[supporter])
                for other in map(int, state.members[begin : begin + int(state.load[supporter])]):
                    if other not in core and not graph.seat_fixed[other]:
                        core[other] = None
                        waiting.append(other)
                if len(core) >= SEATS:
                    return list(core)[:SEATS]
        return list(core)

    def _solve(self, core: list[int]) -> bool:
        """Empty the core and fill it again; whether the plan is better."""
        filled = [seat for seat in core if self.state.supporter[seat] >= 0]
        before = [pair_at(self.search, self.state, seat) for seat in filled]
        for pair in before:
            self._standing.take_out(pair)
        found = settle_again(self._standing, self._offers(core, filled), before, WORK)
        won = _faces(found) != _faces(before) and self._take(filled, found)
        for pair in found if won else before:
            self._standing.add(pair)
        if not won:
            self._settled.update(core)
        return won

    def _offers(self, core: list[int], filled: list[int]) -> list[Offer]:
        """Of each open seat, its best arcs and those of the core's own plan."""
        own = {int(self.state.arc[seat]) for seat in filled}
        children = sorted({int(self.search.graph.seat_child[seat]) for seat in core})
        return seat_offers(self.search, self._standing, children, lambda seat: self._best(seat, own))

    def _best(self, seat: int, own: set[int]) -> Int64:
        first, end = int(self.search.graph.seat_arcs[seat]), int(self.search.graph.seat_arcs[seat + 1])
        if self.search.graph.seat_fixed[seat]:
            return np.zeros(0, dtype=np.int64)
        best = self._ranked[first : min(first + WIDTH, end)]
        return np.union1d(best, [arc for arc in own if first <= arc < end]).astype(np.int64)

    def _take(self, filled: list[int], pairs: tuple[Pair, ...]) -> bool:
        """Put these pairs where the core's stood, if that is better in the ordered wishes."""
        trial = copy_state(self.state)
        for seat in filled:
            displace(self.search.graph, trial, self._worth, seat)
        put_together(self.search, trial, self._worth, pairs)
        values, placed = ordered_values(self.search, trial), np.count_nonzero(trial.supporter >= 0)
        if values <= self.values or placed != np.count_nonzero(self.state.supporter >= 0) - len(filled) + len(pairs):
            return False
        self.state, self.values = trial, values
        return True


def _faces(pairs: tuple[Pair, ...] | list[Pair]) -> set[tuple[str, str, str]]:
    return {(pair.child, pair.role, pair.supporter) for pair in pairs}


def _seats_by_home(search: Search) -> dict[int, dict[int, list[int]]]:
    """Per child with brothers or sisters and per role with weekly meetings, the seats of the household."""
    graph = search.graph
    of_home: dict[tuple[int, int], list[int]] = {}
    members: dict[int, list[int]] = {}
    for child, home in enumerate(graph.child_household.tolist()):
        if home >= 0:
            members.setdefault(home, []).append(child)
    for seat in np.flatnonzero(graph.seat_weekly).tolist():
        home = int(graph.child_household[graph.seat_child[seat]])
        if home >= 0:
            of_home.setdefault((home, int(graph.seat_role[seat])), []).append(seat)
    found: dict[int, dict[int, list[int]]] = {}
    for (home, role), seats in of_home.items():
        for child in members[home]:
            found.setdefault(child, {})[role] = seats
    return found
