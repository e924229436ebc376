"""Bounds and values of whole rotas, against every rota there is."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from app.scheduling.rota.checker import check
from app.scheduling.rota.columns import Columns
from app.scheduling.rota.plan import Rota, RotaOutcome
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.rules import WISHES, open_table
from app.scheduling.rota.shifts import Assignment
from app.scheduling.rota.solver import solve
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.seeded import any_problem

MOST_PAIRS = 9
FIGURES = {"figure", "wishes", "bound"}


def tiny(seed: int) -> RotaProblem | None:
    """A generated problem with so few possible assignments that every rota can be looked at; else None."""
    problem = replace(any_problem(seed), pins=(), freeze_until=0)
    return problem if 2 <= open_table(Columns(problem)).sum() <= MOST_PAIRS else None


def best_values(problem: RotaProblem, outcome: RotaOutcome) -> tuple[int, ...]:
    """The values of the best rota, wishes compared in order."""
    columns = Columns(problem)
    table = open_table(columns)
    pairs = [
        Assignment(person.id, opening.id)
        for row, person in enumerate(problem.people)
        for column, opening in enumerate(problem.openings)
        if table[row, column]
    ]
    found = []
    for chosen in product((False, True), repeat=len(pairs)):
        assignments = tuple(sorted(pair for pair, taken in zip(pairs, chosen, strict=True) if taken))
        rota = Rota(assignments, below_least=outcome.rota.below_least)
        broken = {violation.code for violation in check(problem, replace(outcome, rota=rota))}
        if not broken - FIGURES:
            standing = Standing(columns, assignments)
            found.append(tuple(WISHES[wish](standing) for wish in problem.programme.wishes))
    return max(found)


TINY = [seed for seed in range(400) if tiny(seed) is not None][:25]


@pytest.mark.parametrize("seed", TINY)
def test_the_best_rota_is_found_and_no_bound_lies_below_it(seed):
    problem = tiny(seed)
    outcome = solve(problem, iterations=12)
    best = best_values(problem, outcome)
    values = tuple(wish.value for wish in outcome.wishes)
    assert values <= best
    assert outcome.wishes[0].bound >= best[0]
    for place, wish in enumerate(outcome.wishes):
        if values[:place] == best[:place]:
            assert wish.bound >= best[place], wish.code
