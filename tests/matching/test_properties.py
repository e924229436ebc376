"""Whatever the problem: no must is broken, no bound is passed, every figure is what a recount gives."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.matching import check, dump_problem, dump_solution, load_problem, load_solution, solve
from tests.matching.counties import any_problem


@settings(max_examples=500, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_an_answer_breaks_no_must_and_tells_true_figures(seed):
    problem = any_problem(seed)
    outcome = solve(problem, iterations=2, seed=seed % 7)
    # the checker shares nothing with the solver: it recounts musts, values and that no bound lies below its value
    assert check(problem, outcome) == []
    assert load_solution(dump_solution(outcome)) == outcome


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(0, 2**32))
def test_a_problem_written_and_read_is_the_same_problem(seed):
    problem = any_problem(seed)
    assert load_problem(dump_problem(problem)) == problem
