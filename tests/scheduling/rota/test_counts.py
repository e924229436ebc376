"""While a rota is solved it is told in shifts and places, with bounds no plan exceeds."""

from __future__ import annotations

import pytest

from app.planning.progress import Progress
from app.scheduling.rota import solve
from app.scheduling.rota.engine.counts import most_under
from tests.scheduling.rota.seeded import any_problem


@pytest.mark.parametrize(
    ("weights", "bound", "most"), [([5, 1, 2], 3.5, 2), ([5, 1, 2], 3, 2), ([2, 2], 1.9, 0), ([], 7, 0), ([3], 9, 1)]
)
def test_the_most_that_fit_are_the_lightest(weights, bound, most):
    assert most_under(weights, bound) == most


@pytest.mark.parametrize("seed", [1, 5, 12])
def test_what_is_told_while_it_runs_never_passes_its_bounds_and_ends_with_the_answer(seed):
    problem = any_problem(seed)
    heard: list[Progress] = []
    outcome = solve(problem, iterations=2, progress=heard.append)
    told = [{one.code: one for one in news.counts} for news in heard if news.counts]
    assert told
    for counts in told:
        assert all(0 <= one.value <= one.bound <= one.whole for one in counts.values())
        assert counts["shifts"].whole == len(problem.shifts)
        assert counts["places"].whole == outcome.wanted
    bound = told[-1]["places"].bound
    assert outcome.filled <= bound
