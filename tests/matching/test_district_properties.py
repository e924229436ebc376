"""Five hundred rounds cut into districts: nobody is shared beyond their limits, no must is broken, figures are true."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

import pytest

from app.matching import Problem, check, cut, join, solve_district
from app.matching import districts as districts_module
from app.matching.checker import _Recount
from app.planning.watch import Watch
from tests.matching.counties import any_problem
from tests.matching.test_optimum import outcome_of

MANY = 500
"""Rounds that are cut; those that are not do not count."""


@pytest.fixture(autouse=True)
def tiny_districts(monkeypatch):
    """Districts of about four seats, so that problems of a dozen children are cut."""
    monkeypatch.setattr(districts_module, "MOST_SEATS", 5)
    monkeypatch.setattr(districts_module, "DISTRICT_SEATS", 4)


def cut_rounds() -> Iterator[tuple[int, Problem, tuple[Problem, ...]]]:
    """Every problem in turn that falls into two districts or more, with its number."""
    for seed in count():
        problem = any_problem(seed, most_children=10, most_supporters=9)
        districts = cut(problem)
        if len(districts) > 1:
            yield seed, problem, districts


def test_districts_solved_by_different_workers_share_nobody_and_their_plan_breaks_no_must():
    joined = across = 0
    for seed, problem, districts in islice(cut_rounds(), MANY):
        answers = [solve_district(one, number, iterations=1, seed=seed) for number, one in enumerate(districts)]
        asked = [{pair.supporter for pair in answer.pairs} for answer in answers]
        assert sum(map(len, asked)) == len(set().union(*asked)), seed
        together = tuple(pair for answer in answers for pair in answer.pairs)
        assert list(_Recount(problem, outcome_of(problem, together)).loads()) == [], seed
        outcome = join(problem, districts, answers, Watch(None, None, None), iterations=1, seed=seed)
        assert check(problem, outcome) == [], seed
        joined += bool(outcome.filled)
        across += outcome.filled > sum(len(answer.pairs) for answer in answers)
    assert joined > MANY / 2
    assert across > 0
