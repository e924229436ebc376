"""From shares to whole rosters: single days of single people are fixed, a few at a time, and priced anew (4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.scheduling.rota.engine.arrays import OFF, Bool, Float, Int32
from app.scheduling.rota.engine.generate import Over, Pricer, generate
from app.scheduling.rota.engine.master import Master

FRACTION = 0.04
"""Of the undecided cells fixed at once. Larger steps end in dearer plans."""
_CERTAIN = 0.5
_TOGETHER, _LATE = 0.9, 0.15
"""In a hurry several days of one person are fixed at once while the weights they displace stay below this: below 1, some
roster of the master has all of them. And how much of the undecided weight a step displaces once it is late."""
_CLEAR = 1e-5
PRICINGS = 6
"""Rounds of pricing after each step. With fewer, later steps are dearer."""
_KEPT = 25


@dataclass
class _Masks:
    """What is still allowed, and which days are fixed."""

    allowed: Bool
    may_rest: Bool
    fixed: Bool  # places x days


def dive(
    master: Master, pricer: Pricer, over: Over, cutoff: float, rng: np.random.Generator, *,
    noise: float = 0.0, exactness: Sequence[int] = (0,), fraction: float = FRACTION, pricings: int = PRICINGS,
    late: Over | None = None,
) -> Int32 | None:  # fmt: skip
    """Rosters of the master's people that cost no more than `cutoff`, or None.

    Each step fixes cells of most weight: one of a person at most, `fraction` of the undecided cells in all. In a hurry,
    which is where somebody may say that it is `late`, as many as displace `fraction` of the undecided days' weight: what
    is nearly sure costs no step, and steps are larger once it is late. Once it is over, everybody gets their heaviest
    roster so far, whatever all of them cost together.
    """
    length = len(pricer.currency.days.week)
    masks = _Masks(pricer.allowed.copy(), pricer.may_rest.copy(), np.zeros((len(master.who), length), dtype=np.bool_))
    masked = replace(pricer, allowed=masks.allowed, may_rest=masks.may_rest)
    rounds = 3
    while True:
        state = generate(master, masked, over, most_rounds=rounds, smooth=0.0, exactness=exactness, bounding=False)
        rounds = pricings
        if state.stumbled or state.value > cutoff:
            return None
        if over():
            return _heaviest(master, length)
        if late is not None and late():
            fraction, rounds = max(fraction, _LATE), 2
        if len(master.columns) > 4000 + 30 * len(master.who):
            master = _fewer(master, state.duals)
            continue
        used = [column for column in master.columns if column.value > 1e-7]
        if all(column.value > 1.0 - _CLEAR for column in used):
            return _heaviest(master, length)
        if not _fix(master, masks, rng, noise, fraction, late is not None):
            return None


def _heaviest(master: Master, length: int) -> Int32 | None:
    """Everybody's roster of most weight, all of it where nothing is undecided; None where somebody has none."""
    rosters = np.full((len(master.who), length), OFF, np.int32)
    weights = np.zeros(len(master.who))
    for column in master.columns:
        if column.value > weights[column.place]:
            rosters[column.place], weights[column.place] = column.roster, column.value
    return rosters if weights.all() else None


def _cells(master: Master) -> tuple[Float, int]:
    """The weight of every choice of everybody, then of every day off by place and day."""
    choices, length = len(master.currency.choices.load), len(master.currency.days.week)
    weight = np.zeros(choices + len(master.who) * length)
    day = np.arange(length)
    for column in master.columns:
        if column.value > 1e-7:
            cells = np.where(column.roster == OFF, choices + column.place * length + day, column.roster)
            weight[cells] += column.value
    return weight, choices


def _fix(master: Master, masks: _Masks, rng: np.random.Generator, noise: float, fraction: float, hurried: bool) -> bool:
    """Fix the undecided cells with most weight; whether there was any."""
    weight, choices = _cells(master)
    length = masks.fixed.shape[1]
    place_of = np.full(len(masks.may_rest), -1, np.int64)
    place_of[master.who] = np.arange(len(master.who))
    cells = np.flatnonzero((weight > _CLEAR) & (weight < 1.0 - _CLEAR))
    resting = cells >= choices
    table = master.currency.choices
    place, day = np.empty(len(cells), np.int64), np.empty(len(cells), np.int64)
    place[resting], day[resting] = np.divmod(cells[resting] - choices, length)
    place[~resting], day[~resting] = place_of[table.person[cells[~resting]]], table.day[cells[~resting]]
    open_cells = ~masks.fixed[place, day]
    cells, place, day = cells[open_cells], place[open_cells], day[open_cells]
    if not len(cells):
        return False
    rank = weight[cells] + (noise * rng.random(len(cells)) if noise else 0.0)
    # what a cell takes of a step, what a step may take, and what the cells of one person may
    price = 1.0 - weight[cells] if hurried else np.ones(len(cells))
    most = fraction * len(np.unique(place * length + day)) if hurried else max(1, int(fraction * len(cells) / 2))
    each = _TOGETHER if hurried else 1.0
    taken, spent = np.zeros(len(master.who)), 0.0
    for index in np.argsort(-rank, kind="stable"):
        if spent and (spent + price[index] > most or weight[cells[index]] < _CERTAIN):
            break
        if not taken[place[index]] or taken[place[index]] + price[index] <= each:
            taken[place[index]] += price[index]
            spent += price[index]
            _fix_cell(master, masks, int(place[index]), int(day[index]), int(cells[index]), choices)
    for column in master.columns:
        if taken[column.place] and not column.banned and not _agrees(master, masks, column.place, column.roster):
            master.ban(column)
    return True


def _fix_cell(master: Master, masks: _Masks, place: int, day: int, cell: int, choices: int) -> None:
    person = int(master.who[place])
    staff, table = master.currency.staff, master.currency.choices
    start = person * masks.fixed.shape[1] + day
    first = table.first_choice[staff.first_group[start]]
    last = table.first_choice[staff.first_group[start + 1]]
    masks.allowed[first:last] = False
    if cell < choices:
        masks.allowed[cell] = True
    masks.may_rest[person, day] = cell >= choices
    masks.fixed[place, day] = True


def _agrees(master: Master, masks: _Masks, place: int, roster: Int32) -> bool:
    working = roster != OFF
    return bool(masks.allowed[roster[working]].all() and masks.may_rest[master.who[place]][~working].all())


def _fewer(master: Master, duals: Float) -> Master:
    """A new master with the cheapest columns of each person that are still possible."""
    toll, by_trait = master.tolls(duals)
    smaller = Master(master.currency, master.who, master.others)
    ranked: dict[int, list[tuple[float, int]]] = {}
    for number, column in enumerate(master.columns):
        if not column.banned:
            ranked.setdefault(column.place, []).append(
                (reduced_cost(master, column.place, column.roster, toll, by_trait), number)
            )
    for place in sorted(ranked):
        for _, number in sorted(ranked[place])[:_KEPT]:
            smaller.add(place, master.columns[number].roster)
    return smaller


def reduced_cost(master: Master, place: int, roster: Int32, toll: Float, by_trait: Float) -> float:
    """A roster at these tolls, without what its person pays."""
    currency, person = master.currency, int(master.who[place])
    chosen = roster[roster != OFF]
    firsts = currency.choices.first_opening
    cost = master.own_cost(person, roster)
    for choice in chosen:
        filled = currency.choices.openings[firsts[choice] : firsts[choice + 1]]
        cost += float(toll[filled].sum())
        if len(by_trait):
            cost += float((by_trait[filled] @ currency.staff.traits[person]).sum())
    return cost
