"""Column generation: rosters are priced at the duals until none would make the plan cheaper (rota method 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numba import njit

from app.scheduling.rota.engine.arrays import INFINITE, Bool, Choices, Days, Float, Int32, Staff
from app.scheduling.rota.engine.currency import Currency
from app.scheduling.rota.engine.master import Master, Stumbled
from app.scheduling.rota.engine.pricing import Desk, best_roster, new_rates, set_prices

Over = Callable[[], bool]
_HAIR = 1e-6
_AT_ONCE = 8
"""People priced between two looks at the watch."""


@njit(cache=True, nogil=True)
def price_people(
    staff: Staff, choices: Choices, days: Days, who: Any, base: Any, toll: Any, by_trait: Any, may_rest: Any, allowed: Any,
    rates: Any, exactness: int, desk: Desk, rosters: Any, costs: Any, bounds: Any,
) -> None:  # fmt: skip
    """The best roster of everybody in `who` at these tolls: `rosters`, what they cost there, and true lower bounds."""
    mine = toll.copy()
    for place in range(len(who)):
        person = who[place]
        for opening in range(by_trait.shape[0]):
            mine[opening] = toll[opening]
            for trait in range(by_trait.shape[1]):
                mine[opening] += by_trait[opening, trait] * staff.traits[person, trait]
        set_prices(staff, choices, person, len(days.week), base, mine, desk.price)
        costs[place], bounds[place] = best_roster(
            staff, choices, days, person, may_rest, allowed, rates[person], exactness, desk
        )
        rosters[place] = desk.roster


@dataclass
class Pricer:
    """Prices people with what it needs from call to call: penalties, and scratch space for each thread it may use."""

    currency: Currency
    desks: tuple[Desk, ...]
    rates: Float
    may_rest: Bool
    allowed: Bool
    exactness: int

    @classmethod
    def of(cls, currency: Currency, exactness: int) -> Pricer:
        """A pricer under which everything is allowed; `exactness`: the most it is ever asked for."""
        compiled = currency.compiled
        return cls(
            currency, (currency.desk(exactness),), new_rates(compiled.staff, compiled.days), compiled.may_rest,
            compiled.allowed, exactness,
        )  # fmt: skip

    def on(self, threads: int) -> Pricer:
        """The same pricer on so many threads; what it answers does not depend on how many they are."""
        more = tuple(self.currency.desk(self.exactness) for _ in range(threads - len(self.desks)))
        return replace(self, desks=(self.desks + more)[:threads])

    def price(self, master: Master, duals: Float, exactness: int, over: Over) -> tuple[Int32, Float, Float]:
        """Rosters, their costs at these duals, and bounds, for the master's people; nobody any more once it is over."""
        people = len(master.who)
        rosters = np.empty((people, len(self.currency.days.week)), np.int32)
        costs, bounds = np.full(people, INFINITE), np.full(people, -INFINITE)
        toll, by_trait = master.tolls(duals)

        def work(thread: int) -> None:
            for start in range(thread * _AT_ONCE, people, _AT_ONCE * len(self.desks)):
                if over():
                    return
                part = slice(start, start + _AT_ONCE)
                price_people(
                    self.currency.staff, self.currency.choices, self.currency.days, master.who[part],
                    self.currency.base, toll, by_trait, self.may_rest, self.allowed, self.rates,
                    min(exactness, self.exactness), self.desks[thread], rosters[part], costs[part], bounds[part],
                )  # fmt: skip

        if len(self.desks) == 1:
            work(0)
        else:
            with ThreadPoolExecutor(max_workers=len(self.desks)) as pool:
                list(pool.map(work, range(len(self.desks))))
        return rosters, costs, bounds


@dataclass
class Generated:
    """Where column generation ended."""

    value: float  # of the linear programme
    bound: float = -INFINITE
    duals: Float = field(default_factory=lambda: np.zeros(0))
    people: Float = field(default_factory=lambda: np.zeros(0))
    best_duals: Float = field(default_factory=lambda: np.zeros(0))
    rounds: int = 0
    stumbled: bool = False  # the linear programme could not be solved again: there is nothing to go on from


def generate(
    master: Master, pricer: Pricer, over: Over, *, most_rounds: int = 100_000, smooth: float = 0.5,
    exactness: Sequence[int] = (0,), cutoff: float = INFINITE, bounding: bool = True,
) -> Generated:  # fmt: skip
    """Add columns until none pays, the rounds are used up, it is `over`, or the bound passes `cutoff`.

    Prices lie between the best duals so far and the newest ones; when nothing pays there, at the newest; and then
    pricing becomes more exact. The bound is true whenever pricing is done under no masks (`bounding`).
    """
    state = Generated(INFINITE)
    level = 0
    anchored = False
    while True:
        try:
            state.value, state.duals, state.people = master.solve()
        except Stumbled:
            state.stumbled = True
            return state
        state.rounds += 1
        if state.rounds > most_rounds or over():
            return state
        pull = smooth if anchored else 0.0
        while True:
            duals = pull * state.best_duals + (1.0 - pull) * state.duals if pull else state.duals
            rosters, costs, bounds = pricer.price(master, duals, exactness[level], over)
            if bounding:
                bound = master.rows.bound_part(duals) + float(bounds.sum())
                if bound > state.bound:
                    state.bound, state.best_duals, anchored = bound, duals, True
            added = _add(master, state, rosters, costs)
            if added:
                break
            if pull:
                pull = 0.0
            elif level + 1 < len(exactness):
                level += 1
            else:
                return state
        if state.bound > cutoff or (bounding and state.value - state.bound < _HAIR * max(1.0, abs(state.value))):
            return state


def _add(master: Master, state: Generated, rosters: Int32, costs: Float) -> int:
    """Add every roster that pays at the newest duals; how many."""
    toll, by_trait = master.tolls(state.duals)
    currency, added = master.currency, 0
    firsts, openings = currency.choices.first_opening, currency.choices.openings
    for place in np.flatnonzero(costs < INFINITE / 2):
        roster, person = rosters[place], int(master.who[place])
        price = master.own_cost(person, roster) - state.people[place]
        for choice in roster[roster >= 0]:
            filled = openings[firsts[choice] : firsts[choice + 1]]
            price += toll[filled].sum()
            if len(by_trait):
                price += (by_trait[filled] @ currency.staff.traits[person]).sum()
        if price < -_HAIR:
            added += master.add(int(place), roster)
    return added
