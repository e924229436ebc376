"""Who stands beside whom: care circles for children.

The public face. It loads neither OR-Tools nor numba: `solve` fetches the solver when it is called.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.matching.checker import Violation, check, wish_values
from app.matching.explain import Explainer, FunnelStep, NearMiss, Opening
from app.matching.json_format import (
    dump_problem,
    dump_programme,
    dump_solution,
    load_problem,
    load_programme,
    load_solution,
)
from app.matching.plan import CirclesOutcome, OverruledPin, Plan
from app.matching.problem import (
    Child,
    ChildWishes,
    Exclusion,
    Pair,
    Problem,
    SecondAdult,
    Supporter,
    Waiting,
)
from app.matching.programme import ByRhythm, CircleRole, GenderRule, NeededBy, Programme, Rhythm, Wish
from app.planning.geography import Place
from app.planning.people import Gender
from app.planning.progress import Listener, StopAsked


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    workers: int = 1,
    seed: int = 0,
    progress: Listener | None = None,
    stop: StopAsked | None = None,
    repeat: Mapping[str, int] | None = None,
) -> CirclesOutcome:
    """Solve a round; see `solver.solve`. The solver is loaded here, not with the package: it brings the compiler."""
    from app.matching.solver import solve as solve_now  # noqa: PLC0415

    return solve_now(
        problem,
        seconds=seconds,
        iterations=iterations,
        workers=workers,
        seed=seed,
        progress=progress,
        stop=stop,
        repeat=repeat,
    )


__all__ = [
    "ByRhythm",
    "Child",
    "ChildWishes",
    "CircleRole",
    "CirclesOutcome",
    "Exclusion",
    "Explainer",
    "FunnelStep",
    "Gender",
    "GenderRule",
    "NearMiss",
    "NeededBy",
    "Opening",
    "OverruledPin",
    "Pair",
    "Place",
    "Plan",
    "Problem",
    "Programme",
    "Rhythm",
    "SecondAdult",
    "Supporter",
    "Violation",
    "Waiting",
    "Wish",
    "check",
    "dump_problem",
    "dump_programme",
    "dump_solution",
    "load_problem",
    "load_programme",
    "load_solution",
    "solve",
    "wish_values",
]
