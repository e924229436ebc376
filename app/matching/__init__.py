"""Who stands beside whom: care circles for children.

The public face. It loads neither OR-Tools nor numba: `solve` fetches the solver when it is called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.matching.checker import Violation, check, wish_values
from app.matching.district_answers import (
    DISTRICTS_BY,
    NO_ANSWER,
    DistrictAnswer,
    dump_answer,
    load_answer,
    share_of,
)
from app.matching.districts import cut
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
from app.planning.watch import Watch


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
    adds_only: bool = False,
) -> CirclesOutcome:
    """Solve a round; see `parts.solve`. The solver is loaded here, not with the package: it brings the compiler."""
    from app.matching.parts import solve as solve_now  # noqa: PLC0415

    return solve_now(
        problem,
        seconds=seconds,
        iterations=iterations,
        workers=workers,
        seed=seed,
        progress=progress,
        stop=stop,
        repeat=repeat,
        adds_only=adds_only,
    )


def solve_district(
    district: Problem,
    number: int,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    progress: Listener | None = None,
    stop: StopAsked | None = None,
) -> DistrictAnswer:
    """Solve one of a round's districts (`cut`); see `parts.solve_district`."""
    from app.matching.parts import solve_district as solve_now  # noqa: PLC0415

    return solve_now(district, number, seconds=seconds, iterations=iterations, seed=seed, progress=progress, stop=stop)


def join(
    problem: Problem,
    districts: Sequence[Problem],
    answers: Sequence[DistrictAnswer],
    watch: Watch,
    *,
    iterations: int | None = None,
    seed: int = 0,
    workers: int = 1,
) -> CirclesOutcome:
    """Make one plan of the districts' answers; see `parts.join`."""
    from app.matching.parts import join as join_now  # noqa: PLC0415

    return join_now(problem, districts, answers, watch, iterations=iterations, seed=seed, workers=workers)


__all__ = [
    "DISTRICTS_BY",
    "NO_ANSWER",
    "ByRhythm",
    "Child",
    "ChildWishes",
    "CircleRole",
    "CirclesOutcome",
    "DistrictAnswer",
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
    "cut",
    "dump_answer",
    "dump_problem",
    "dump_programme",
    "dump_solution",
    "join",
    "load_answer",
    "load_problem",
    "load_programme",
    "load_solution",
    "share_of",
    "solve",
    "solve_district",
    "wish_values",
]
