"""The search of a large rota: how much its columns take decides what is done at all."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter, thread_time
from typing import TYPE_CHECKING

import numpy as np

from app.scheduling.rota.engine.arrays import INFINITE
from app.scheduling.rota.engine.dive import PRICINGS
from app.scheduling.rota.engine.generate import Pricer
from app.scheduling.rota.engine.master import Master

if TYPE_CHECKING:
    from app.scheduling.rota.engine.search import Budget, Search

_COLUMN_ROUNDS, _COLUMNS_BY = 45, 0.6
"""Rounds column generation takes where a rota is large, and the share of the time it may take for them."""
_COARSE, _STEPS_A_DAY, _CHEAPER = 0.03, 1.0, 0.3
"""A dive in a hurry: the part of the undecided weight displaced at once, steps it takes for each day, and what pricing
costs on average of these, as part of what it costs at first."""
_LEAST_PRICINGS = 2
_LATE = 0.15
"""When a dive in a hurry is late: with this part of its time left."""
_SETTLING, _SETTLING_HOT, _SETTLING_COLD = 0.12, 0.02, 0.005


def search_large(search: Search, budget: Budget, rounds: int, learn: Callable[[float], None]) -> None:
    """Each step by all workers at once: what solves linear programmes would hold up annealing beside it.

    Where columns can be generated in time they come first, and the dive is as fine as the time left allows; else
    annealing has most of the time.
    """
    quick = _columns_in_time(search, budget)
    search.first_annealing(budget, long=not quick)
    if search.proven:
        return
    begun = perf_counter()
    until = budget.until(0.5 if quick else 0.97 if budget.first else 0.85)
    pricer, complete = search.generate(until, search.rosters, rounds, budget.workers)
    learn(search.bound)
    took = perf_counter() - begun
    # a dive as fine as can be takes about twice as long as the columns did
    fine = complete and budget.last.left > 2.5 * took
    if search.proven or budget.last.over() or not (quick or fine):
        return
    diving = budget.until(1 - _SETTLING)
    if fine:
        search.dive(pricer, diving)
        return
    one = took / max(1, search.rounds) * _CHEAPER * _STEPS_A_DAY * len(search.currency.days.week)
    pricings = min(PRICINGS, max(_LEAST_PRICINGS, int(diving.left / one)))
    late = budget.until(1 - _SETTLING - _LATE * diving.left / budget.seconds)
    found = search.dived(pricer, diving, INFINITE, _COARSE, pricings, late=late.over)
    if found is not None:
        # however dear: what a hurried dive gets wrong lies in few places, and annealing mends it
        search.anneal(0, _SETTLING_HOT, _SETTLING_COLD, budget.last, budget.last.left, budget.workers, start=found)


def _columns_in_time(search: Search, budget: Budget) -> bool:
    """Whether columns of a large rota can be generated in time, by what pricing everybody takes of a processor."""
    if budget.seconds >= INFINITE:
        return False
    currency = search.currency
    pricer = Pricer.of(currency, 1)
    master = Master(currency, currency.who, currency.plan(search.others))
    begun = thread_time()
    pricer.price(master, np.zeros(len(master.rows.low)), 0, budget.last.over)
    pricing = thread_time() - begun
    # the linear programmes take about as long as pricing does by one thread
    return _COLUMN_ROUNDS * pricing * (1 + 1 / budget.workers) <= _COLUMNS_BY * budget.seconds
