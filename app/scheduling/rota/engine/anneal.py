"""Annealing whose moves take one to three people out and put each back by the exact table (rota method 4.6)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from app.planning.chance import draw
from app.scheduling.rota.engine.arrays import INFINITE, OFF, Choices, Days, Demand, Plan, Staff
from app.scheduling.rota.engine.demand import set_roster, set_tolls
from app.scheduling.rota.engine.handover import hand_over
from app.scheduling.rota.engine.pricing import Desk, quick_roster, roster_cost, set_prices

_TAKEN_OUT = (0.25, 0.75)
"""Chances of taking out one person, and one or two; else three."""
_WEAK_SPOT = 0.5
"""How often the first one taken out is somebody who could mend an opening with too few or too many."""
_NOISE = 0.5
"""Draws of openings are weakened by up to this part for all but the last put back: without it annealing stalls."""


@njit(cache=True, nogil=True)
def own_cost(staff: Staff, choices: Choices, plan: Plan, base: Any, person: int) -> float:
    """What a person's roster costs by itself."""
    return roster_cost(choices, staff, person, plan.rosters[person], base)


@njit(cache=True, nogil=True)
def insert_all(
    staff: Staff, choices: Choices, days: Days, demand: Demand, base: Any, may_rest: Any, allowed: Any,
    order: Any, plan: Plan, toll: Any, desk: Desk,
) -> int:  # fmt: skip
    """Give each person in turn the roster that is best beside those before; the first for whom there is none, or -1."""
    length = len(days.week)
    for person in order:
        set_tolls(demand, staff, plan, person, toll)
        set_prices(staff, choices, person, length, base, toll, desk.price)
        if quick_roster(staff, choices, days, person, may_rest, allowed, desk) >= INFINITE / 2:
            return person
        set_roster(demand, choices, staff, plan, person, desk.roster)
    return -1


@njit(cache=True, nogil=True)
def anneal(
    staff: Staff, choices: Choices, days: Days, demand: Demand, base: Any, may_rest: Any, allowed: Any, may: Any,
    who: Any, moves: int, handovers: int, hot: float, cold: float, strong: float,
    plan: Plan, best: Any, at: Any, toll: Any, desk: Desk, rng: Any,
) -> None:  # fmt: skip
    """Run so many moves among the people `who` while the temperature falls from `hot` to `cold`.

    `at[0]` holds the cost of the plan, `at[1]` that of the best, whose rosters stand in `best`. Draws stronger than
    `strong` are weakened at random. After each move so many `handovers` are tried.
    """
    people, length = len(who), len(days.week)
    empty = np.full(length, OFF, np.int32)
    old = np.empty((3, length), np.int32)
    giving, taking = np.empty(length, np.int32), np.empty(length, np.int32)
    taken = np.empty(3, np.int64)
    for step in range(moves):
        heat = hot * (cold / hot) ** (step / moves)
        luck = draw(rng)
        count = min(people, 1 if luck < _TAKEN_OUT[0] else 2 if luck < _TAKEN_OUT[1] else 3)
        got = 0
        if draw(rng) < _WEAK_SPOT:
            helper = _who_could_mend(choices, demand, may, who, plan, rng)
            if helper >= 0:
                taken[0] = helper
                got = 1
        while got < count:
            person = who[int(draw(rng) * people)]
            known = False
            for other in range(got):
                known = known or taken[other] == person
            if not known:
                taken[got] = person
                got += 1
        for place in range(count - 1, 0, -1):
            other = int(draw(rng) * (place + 1))
            taken[place], taken[other] = taken[other], taken[place]
        change = 0.0
        for place in range(count):
            person = taken[place]
            change -= own_cost(staff, choices, plan, base, person)
            old[place] = plan.rosters[person]
            change += set_roster(demand, choices, staff, plan, person, empty)
        for place in range(count):
            person = taken[place]
            set_tolls(demand, staff, plan, person, toll)
            if place < count - 1:
                for opening in range(len(toll)):
                    if toll[opening] < -strong:
                        toll[opening] *= 1.0 - _NOISE * draw(rng)
            set_prices(staff, choices, person, length, base, toll, desk.price)
            if place < count - 1 or count == 1:
                _disturb(staff, choices, person, length, heat, old[place], count == 1, desk.price, rng)
            if quick_roster(staff, choices, days, person, may_rest, allowed, desk) >= INFINITE / 2:
                desk.roster[:] = old[place]
            change += set_roster(demand, choices, staff, plan, person, desk.roster)
            change += own_cost(staff, choices, plan, base, person)
        if change <= 0.0 or draw(rng) < np.exp(-change / heat):
            at[0] += change
        else:
            for place in range(count):
                set_roster(demand, choices, staff, plan, taken[place], old[place])
        for _ in range(handovers):
            if at[0] < at[1] - 1e-6:
                at[1] = at[0]
                best[:] = plan.rosters
            hand_over(
                staff, choices, days, demand, base, may_rest, allowed, may, who, heat, plan, at, giving, taking, rng
            )
        if at[0] < at[1] - 1e-6:
            at[1] = at[0]
            best[:] = plan.rosters


@njit(cache=True, nogil=True)
def _disturb(
    staff: Staff, choices: Choices, person: int, length: int, heat: float, old: Any, alone: bool, price: Any, rng: Any
) -> None:
    """Noise of the size of the temperature on every choice; somebody alone is also kept from some of what they had."""
    first = choices.first_choice[staff.first_group[person * length]]
    last = choices.first_choice[staff.first_group[(person + 1) * length]]
    for choice in range(first, last):
        price[choice] += heat * (2.0 * draw(rng) - 1.0)
    if alone:
        for day in range(length):
            if old[day] != OFF and draw(rng) < 0.1:
                price[old[day]] += 3.0 * heat


@njit(cache=True, nogil=True)
def _who_could_mend(choices: Choices, demand: Demand, may: Any, who: Any, plan: Plan, rng: Any) -> int:
    """Somebody who could come to a random opening with too few people, or stay away from one with too many; -1 if none."""
    weak = 0
    for opening in range(len(demand.shift)):
        weak += plan.heads[opening] != demand.wanted[opening]
    if weak == 0:
        return -1
    spot, left = 0, int(draw(rng) * weak)
    while left > 0 or plan.heads[spot] == demand.wanted[spot]:
        left -= plan.heads[spot] != demand.wanted[spot]
        spot += 1
    too_many = plan.heads[spot] > demand.wanted[spot]
    for _ in range(20):
        person = who[int(draw(rng) * len(who))]
        if not may[person, spot]:
            continue
        choice = plan.rosters[person, demand.day[spot]]
        if (choice != OFF and _holds(choices, choice, spot)) == too_many:
            return person
    return -1


@njit(cache=True, nogil=True)
def _holds(choices: Choices, choice: int, opening: int) -> bool:
    for place in range(choices.first_opening[choice], choices.first_opening[choice + 1]):
        if choices.openings[place] == opening:
            return True
    return False
