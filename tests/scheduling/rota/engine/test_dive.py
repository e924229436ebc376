"""Whole rosters from shares of rosters: carefully, in a hurry, and in a hurry that is late from the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from app.scheduling.rota.checker import check
from app.scheduling.rota.columns import Columns
from app.scheduling.rota.engine.arrays import INFINITE, OFF, Int32
from app.scheduling.rota.engine.compile import Compiled, compile_problem
from app.scheduling.rota.engine.currency import Currency
from app.scheduling.rota.engine.dive import dive
from app.scheduling.rota.engine.generate import Pricer, generate
from app.scheduling.rota.engine.levels import levels_of
from app.scheduling.rota.engine.master import Master
from app.scheduling.rota.engine.people import settle_people
from app.scheduling.rota.plan import Rota, RotaOutcome
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.shifts import Assignment
from app.scheduling.rota.solver import solve
from benchmarks.shifts import as_problem, read
from benchmarks.shifts_like import write_instance

HURRIES: dict[str, tuple[float, Callable[[], bool] | None]] = {
    "careful": (0.04, None),
    "hurried": (0.03, lambda: False),
    "late": (0.03, lambda: True),
}


def never() -> bool:
    return False


def dived(compiled: Compiled, fraction: float, late: Callable[[], bool] | None) -> tuple[Int32, float, float]:
    """The rosters a dive ends with, what they cost, and the bound of the column generation before it."""
    settled = settle_people(compiled)
    currency = Currency(compiled, levels_of(compiled)[0].factors, settled.who)
    others = settled.rosters.copy()
    others[settled.who] = OFF
    master = Master(currency, settled.who, currency.plan(others))
    for place, person in enumerate(settled.who):
        master.add(place, settled.rosters[person])
    pricer = Pricer.of(currency, 300)
    state = generate(master, pricer, never, exactness=(0, 300))
    rng = np.random.default_rng(1)
    found = dive(master, pricer, never, INFINITE, rng, exactness=(0, 200), fraction=fraction, late=late)
    assert found is not None
    others[settled.who] = found
    return others, currency.cost(currency.plan(others)), state.bound


def assignments_of(compiled: Compiled, rosters: Int32) -> tuple[Assignment, ...]:
    problem, choices = compiled.columns.problem, compiled.choices
    return tuple(
        sorted(
            Assignment(problem.people[row].id, problem.openings[opening].id)
            for row, roster in enumerate(rosters)
            for choice in roster[roster != OFF]
            for opening in choices.openings[choices.first_opening[choice] : choices.first_opening[choice + 1]]
        )
    )


@pytest.fixture(scope="module", params=range(3))
def solved(request: pytest.FixtureRequest) -> tuple[RotaProblem, RotaOutcome]:
    """A problem and an outcome of it, to be given the rosters of a dive."""
    problem = as_problem(read(write_instance(14, 4, 28, request.param, scarcity=6)), "made")
    return problem, solve(problem, iterations=0)


@pytest.mark.parametrize("hurry", HURRIES)
def test_a_dive_ends_with_a_rota_that_keeps_every_must_and_no_better_than_the_bound(hurry: str, solved):
    problem, outcome = solved
    compiled = compile_problem(Columns(problem))
    rosters, cost, bound = dived(compiled, *HURRIES[hurry])
    broken = check(problem, _with(outcome, assignments_of(compiled, rosters)))
    assert [one for one in broken if one.code not in ("figure", "wishes", "bound")] == []
    assert cost >= bound - 1e-6
    # a tenth of the way from the bound to what nobody at all would cost
    empty = Currency(compiled, levels_of(compiled)[0].factors, settle_people(compiled).who)
    nobody = empty.cost(empty.plan(np.full_like(rosters, OFF)))
    assert cost <= bound + 0.1 * (nobody - bound)


def _with(outcome, assignments: tuple[Assignment, ...]):
    return replace(outcome, rota=Rota(assignments, below_least=outcome.rota.below_least))
