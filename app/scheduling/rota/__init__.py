"""Who is at which centre, when: people to the openings of dated shifts.

The public face. It loads neither OR-Tools nor numba: `solve` fetches the solver when it is called.
"""

from __future__ import annotations

from app.planning.geography import Place
from app.planning.people import Gender
from app.planning.progress import Listener, StopAsked
from app.scheduling.rota.checker import Violation, check
from app.scheduling.rota.explain import Explainer, FunnelStep, NearMiss, OpenPlace, ShiftState
from app.scheduling.rota.json_format import (
    dump_problem,
    dump_programme,
    dump_solution,
    load_problem,
    load_programme,
    load_solution,
)
from app.scheduling.rota.people import BusySpan, FreeSpan, Limits, Person
from app.scheduling.rota.plan import OverruledPin, Rota, RotaOutcome
from app.scheduling.rota.problem import Exclusion, PersonPair, RotaProblem
from app.scheduling.rota.programme import Programme, ShiftMust, Wish
from app.scheduling.rota.repair import Repair, Replacement, repairs, replacements
from app.scheduling.rota.shifts import Assignment, Opening, Shift


def solve(
    problem: RotaProblem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    workers: int = 1,
    seed: int = 0,
    progress: Listener | None = None,
    stop: StopAsked | None = None,
) -> RotaOutcome:
    """Solve a rota; see `solver.solve`. The solver is loaded here, not with the package: it brings the compiler."""
    from app.scheduling.rota.solver import solve as solve_now  # noqa: PLC0415

    return solve_now(
        problem, seconds=seconds, iterations=iterations, workers=workers, seed=seed, progress=progress, stop=stop
    )


__all__ = [
    "Assignment",
    "BusySpan",
    "Exclusion",
    "Explainer",
    "FreeSpan",
    "FunnelStep",
    "Gender",
    "Limits",
    "NearMiss",
    "OpenPlace",
    "Opening",
    "OverruledPin",
    "Person",
    "PersonPair",
    "Place",
    "Programme",
    "Repair",
    "Replacement",
    "Rota",
    "RotaOutcome",
    "RotaProblem",
    "Shift",
    "ShiftMust",
    "ShiftState",
    "Violation",
    "Wish",
    "check",
    "dump_problem",
    "dump_programme",
    "dump_solution",
    "load_problem",
    "load_programme",
    "load_solution",
    "repairs",
    "replacements",
    "solve",
]
