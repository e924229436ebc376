"""How far each wish could come while the wishes before it keep what they reached: a linear programme for each.

Each programme looks at a choice of arcs that grows until no arc left out could matter. Its prices are only trusted through
`prices.price_all`, which proves a bound over all arcs from any prices and any factors of the wishes before.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from time import perf_counter

import numpy as np

from app.matching.engine import relaxation
from app.matching.engine.arrays import Float, Int64, State
from app.matching.engine.build import Search
from app.matching.engine.level_rows import Duals, Households, LevelRows
from app.matching.programme import Wish
from app.planning.watch import Limit

FIRST_ARCS, OPEN_ARCS = 4, 16
"""Arcs a seat begins with, and one that the plan leaves open."""
NEXT_ARCS, MORE_ARCS = 4, 4
"""Arcs a seat gets at most when the next wish's turn comes, and after each programme."""
MOST_A_WISH = 50_000
"""Columns of all programmes of one wish together, beyond its first: one or two in a county, many in a township."""
MOST_COLUMNS = 50_000
"""Beyond this a linear programme takes too long to be worth its bound."""
_CLOSE, _FINE = 0.3, 0.05
"""How near to the programme's own value a bound has to come: a third of a step, or this part of what seems lost."""
_SHARE, _BORROWING, _SLOWER = 1.5, 0.7, 1.2
"""A wish's part of the time left, seconds kept back for each wish that has to borrow, and how much longer a next programme takes."""
_LENT = (0.1, 0.3, 1.0)
"""What one step of the wish before is tried to count beside the most a pair adds to this one."""
_MATTERS = 1e-6
DESCENT, _FIRST_STEP, _LAST_STEP = 1000, 0.01, 0.0002
"""Steps of descent after a programme, and its first and last step as parts of what one pair adds to the wish at most."""


class Levels:
    """Wishes of one plan, one after another; what one programme finds chooses the arcs of the next."""

    def __init__(
        self, search: Search, households: Households, plan: State, values: dict[Wish, int], net: Float
    ) -> None:
        """`net`: what arcs are worth after prices, which chooses the arcs of the first programme."""
        graph = search.graph
        self._search, self._households, self._values = search, households, values
        self._counted_once = graph._replace(sibling_caseload=households.rooms)
        self._seat_of = np.repeat(np.arange(len(graph.seat_child)), np.diff(graph.seat_arcs))
        first = self._best_of_each(net, np.where(plan.arc < 0, OPEN_ARCS, FIRST_ARCS), -np.inf)
        self._arcs = np.union1d(first, plan.arc[plan.arc >= 0])
        self._last: Duals | None = None
        self._took = self._kept_back = 0.0

    def bound(self, wish: Wish, limit: Limit, waiting: int = 1) -> float:
        """What the wish cannot exceed at these values; infinite when the limit strikes before anything is proved.

        `waiting` wishes, this one among them, share the time left; one may take somewhat more than its part.
        """
        until = limit.left * (1 - _SHARE / waiting) if limit.left < np.inf else -np.inf
        self._kept_back = waiting * _BORROWING
        if self._last is not None:
            self._widen(self._net(self._last, self._last.factors | {wish: 1.0 / self._search.most(wish)}), NEXT_ARCS)
        lowest, worked = np.inf, 0
        while found := self._programme(wish, limit):
            lowest, worked = min(lowest, self.proved(found)), worked + len(self._arcs)
            if lowest - found.value > _CLOSE:
                lowest = min(lowest, self.proved(self._descended(found, limit)))
            close = max(_CLOSE, _FINE * (lowest - self._values[wish]))
            if lowest - found.value <= close or not self._widen(self._net(found, found.factors), MORE_ARCS):
                break
            if worked + len(self._arcs) > MOST_A_WISH or limit.left - self._took < until:
                break
        return lowest if lowest < np.inf else self._borrowed(wish, limit)

    def _borrowed(self, wish: Wish, limit: Limit) -> float:
        """What the duals of the wish before prove together with this wish, where no programme of its own was had."""
        last, lowest = self._last, np.inf
        for part in _LENT:
            if last is None or limit.over():
                break
            lent = part * self._search.most(wish)
            duals = Duals(
                wish,
                np.inf,
                {one: lent * factor for one, factor in last.factors.items()} | {wish: 1.0},
                lent * last.places,
                lent * last.minutes,
                lent * last.seats,
                lent * last.speaking,
            )
            lowest = min(lowest, self.proved(self._descended(duals, limit, DESCENT // 4)))
        return lowest

    def _widen(self, net: Float, many: int) -> bool:
        """Take in the arcs that could matter, at most so many a seat; whether there were new ones."""
        best = self._best_of_each(net, np.full(len(self._search.graph.seat_child), many), _MATTERS)
        wider = np.union1d(self._arcs, best)
        grown = len(wider) > len(self._arcs)
        self._arcs = wider
        return grown

    def _programme(self, wish: Wish, limit: Limit) -> Duals | None:
        """The answer over the arcs so far; None where there is no time for one more like the last, or they are too many."""
        left = limit.left - self._kept_back
        if len(self._arcs) > MOST_COLUMNS or limit.over() or left < _SLOWER * self._took:
            return None
        begun = perf_counter()
        rows = LevelRows(self._search, self._households, self._arcs)
        found = limit.unless_over(partial(rows.best, wish, self._values, left))
        if found is not None:
            self._took, self._last = perf_counter() - begun, found
        return found

    def proved(self, found: Duals) -> float:
        """What the duals prove about their wish over all arcs, whatever they are."""
        worth = self._search.worth(found.factors)
        worth = worth._replace(arc=worth.arc + self._together(found, found.factors))
        most = relaxation.bound_at(self._counted_once, worth, found.places, found.minutes)
        return most - sum(factor * self._values[one] for one, factor in found.factors.items() if one is not found.wish)

    def _descended(self, found: Duals, limit: Limit, steps: int = DESCENT) -> Duals:
        """The duals with prices that count the arcs the programme did not look at, too: where those matter, much better."""
        worth, most = self._search.worth(found.factors), self._search.most(found.wish)
        worth = worth._replace(arc=worth.arc + self._together(found, found.factors))
        nothing = np.zeros(0, dtype=np.int64)
        at = relaxation.Prices(found.places.copy(), found.minutes.copy(), np.inf, np.zeros(0), nothing)
        relaxation.descend(self._counted_once, worth, at, steps, _FIRST_STEP * most, _LAST_STEP * most, limit)
        return replace(found, places=at.places, minutes=at.minutes)

    def _net(self, found: Duals, factors: dict[Wish, float]) -> Float:
        """By how much each arc is worth more than its seat asks for, at these factors."""
        graph = self._search.graph
        paid = found.places[graph.arc_supporter] + found.minutes[graph.arc_supporter] * graph.arc_minutes
        worth = self._search.worth(factors).arc + self._together(found, factors)
        return np.asarray(worth - paid - self._asked(found))

    def _asked(self, found: Duals) -> Float:
        graph = self._search.graph
        less = found.speaking[graph.seat_child[self._seat_of]] * graph.arc_speaks
        return np.asarray(found.seats[self._seat_of] - less)

    def _together(self, found: Duals, factors: dict[Wish, float]) -> Float:
        """What arcs are worth more for siblings beside them: their parts of a shared place, and of the wish for siblings.

        However the parts are laid, no group of siblings gets less than it gains: siblings who share a place pay no more for
        it than its price, and those with one supporter get the wish's factor each but once less.
        """
        graph, households = self._search.graph, self._households
        shared, beside = households.sharing, households.together
        factor = factors.get(Wish.SIBLINGS, 0.0)
        need = (
            self._search.worth(factors).arc
            - found.minutes[graph.arc_supporter] * graph.arc_minutes
            - self._asked(found)
        )
        need[beside.arcs] += factor
        price = np.maximum(found.places, 0.0)[shared.supporter]
        paid = shared.shares(need[shared.arcs], price)
        extra = np.zeros(len(need))
        extra[shared.arcs] = price[shared.group] - paid
        need += extra - found.places[graph.arc_supporter]
        extra[beside.arcs] += factor - beside.shares(need[beside.arcs], np.full(len(beside.supporter), factor))
        return extra

    def _best_of_each(self, net: Float, many: Int64, above: float) -> Int64:
        """For each seat, as many arcs as told of the highest net worth."""
        sizes = np.diff(self._search.graph.seat_arcs)
        ranked = np.lexsort((-net, self._seat_of))
        place = np.arange(len(ranked)) - np.repeat(self._search.graph.seat_arcs[:-1], sizes)
        best = ranked[place < np.repeat(many, sizes)]
        return np.asarray(best[net[best] > above], dtype=np.int64)
