"""Large neighbourhoods: some people are planned anew by column generation and dive, all others stay (method 4.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from app.scheduling.rota.engine.arrays import INFINITE, OFF, Float, Int32, Plan
from app.scheduling.rota.engine.currency import Currency
from app.scheduling.rota.engine.demand import copy_plan, set_roster
from app.scheduling.rota.engine.dive import dive, reduced_cost
from app.scheduling.rota.engine.generate import Generated, Over, Pricer, generate
from app.scheduling.rota.engine.master import Master

_GROWS, _SHRINKS = 1.05, 0.98
_NOISES = (0.0, 0.1, 0.3)
_FROM_ROOT = 15
_EXACT_CHANCE = 0.35
_WAYS_BACK = 300
_MOST_ROUNDS = 200


@dataclass
class Root:
    """What column generation over everybody left behind: each person's best rosters, and how dear today's are."""

    rosters: dict[int, list[Int32]] = field(default_factory=dict)
    tolls: tuple[Float, Float] | None = None
    people: Float | None = None
    rates: Float | None = None

    @classmethod
    def of(cls, master: Master, state: Generated, pricer: Pricer, kept: int = 40) -> Root:
        """From a solved master over everybody."""
        tolls = master.tolls(state.duals)
        ranked: dict[int, list[tuple[float, int]]] = {}
        for number, column in enumerate(master.columns):
            dear = reduced_cost(master, column.place, column.roster, *tolls)
            ranked.setdefault(column.place, []).append((dear, number))
        rosters = {
            int(master.who[place]): [master.columns[number].roster for _, number in sorted(found)[:kept]]
            for place, found in ranked.items()
        }
        people = np.zeros(len(pricer.may_rest))
        people[master.who] = state.people
        return cls(rosters, tolls, people, pricer.rates.copy())


@dataclass
class Neighbourhoods:
    """A run of neighbourhood searches with random numbers and a size of its own."""

    currency: Currency
    pricer: Pricer
    root: Root
    rng: np.random.Generator
    size: float = 0.0
    calls: int = 0
    cut: int = 0
    failed: int = 0

    def __post_init__(self) -> None:
        people = len(self.currency.who)
        self.size = float(min(people, max(4, people // 4)))

    def improve(self, plan: Plan, cost: float, over: Over, least_gain: float) -> Int32 | None:
        """Better rosters for everybody, at least so much better, or None. Grows and shrinks the size as it learns."""
        self.calls += 1
        everybody = self.currency.who
        people = len(everybody)
        size = max(min(2, people), min(people, round(self.size)))
        who = np.sort(self.rng.choice(everybody, size, replace=False, p=self._chances(plan))).astype(np.int32)
        others = copy_plan(plan)
        nothing = np.full(plan.rosters.shape[1], OFF, np.int32)
        for person in who:
            set_roster(self.currency.demand, self.currency.choices, self.currency.staff, others, person, nothing)
        master = Master(self.currency, who, others)
        elsewhere = sum(self.currency.own(plan, person) for person in np.setdiff1d(everybody, who))
        for place, person in enumerate(who):
            master.add(place, plan.rosters[person])
            for roster in self.root.rosters.get(int(person), [])[:_FROM_ROOT]:
                master.add(place, roster)
        counted = self.currency.staff.counters[who].any()
        exactness = (0, _WAYS_BACK) if counted and self.rng.random() < _EXACT_CHANCE else (0,)
        if self.root.rates is not None:
            self.pricer.rates[:] = self.root.rates
        cutoff = cost - elsewhere - least_gain
        state = generate(
            master, self.pricer, over, most_rounds=_MOST_ROUNDS, smooth=0.3, exactness=exactness, cutoff=cutoff
        )
        if state.stumbled or state.bound > cutoff or state.value > cutoff:
            self.cut += 1
            self.size = min(people, self.size * _GROWS + 0.05)
            return None
        noise = float(self.rng.choice(_NOISES))
        found = dive(master, self.pricer, over, cutoff, self.rng, noise=noise, exactness=exactness)
        if found is None:
            self.failed += 1
            self.size = max(3.0, self.size * _SHRINKS)
            return None
        rosters = plan.rosters.copy()
        rosters[who] = found
        return rosters

    def _chances(self, plan: Plan) -> Float:
        """Half by how dear a roster is at the root's prices, half alike."""
        everybody = self.currency.who
        alike = np.full(len(everybody), 1.0 / len(everybody))
        if self.root.tolls is None or self.root.people is None:
            return alike
        toll, by_trait = self.root.tolls
        dear = np.zeros(len(everybody))
        choices, staff = self.currency.choices, self.currency.staff
        for index, person in enumerate(everybody):
            chosen = plan.rosters[person][plan.rosters[person] != OFF]
            parts = np.concatenate(
                [choices.openings[choices.first_opening[c] : choices.first_opening[c + 1]] for c in chosen]
            ) if len(chosen) else np.zeros(0, np.int32)  # fmt: skip
            cost = self.currency.own(plan, person) + toll[parts].sum() - self.root.people[person]
            if len(by_trait):
                cost += (by_trait[parts] @ staff.traits[person]).sum()
            dear[index] = max(0.0, cost)
        if dear.sum() <= 0 or dear.max() >= INFINITE / 2:
            return alike
        chances = 0.5 * dear / dear.sum() + 0.5 * alike
        whole: Float = chances / chances.sum()
        return whole
