"""Ask one rule about one child and one supporter, or a whole solver run about a plan."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.matching import Pair, Plan, Problem, check, solve
from app.matching.columns import Asked, Columns
from app.matching.standing import Standing


def answer(rule: Callable[[Asked], NDArray[np.generic]], problem: Problem) -> int:
    """What the rule says about the problem's first child, first role and first supporter: a score, or 0 and 1."""
    asked = Asked(Columns(problem), problem.children[0], problem.programme.roles[0], np.array([0]))
    return int(rule(asked)[0])


def allows(rule: Callable[[Asked, Standing], NDArray[np.bool_]], problem: Problem, *pairs: Pair) -> list[str]:
    """Whom the rule lets have the first child's seat in the first role beside these pairs, by id."""
    columns = Columns(problem)
    asked = Asked(columns, problem.children[0], problem.programme.roles[0], np.arange(len(problem.supporters)))
    fine = rule(asked, Standing(columns, Plan(pairs)))
    return [supporter.id for supporter, good in zip(problem.supporters, fine, strict=True) if good]


def solved(problem: Problem) -> dict[tuple[str, str], str]:
    """Who fills which seat, after the checker found nothing."""
    outcome = solve(problem, iterations=2)
    assert check(problem, outcome) == []
    return {(pair.child, pair.role): pair.supporter for pair in outcome.plan.pairs}
