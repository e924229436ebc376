"""Who stands beside whom: care circles for children.

The public face. It loads neither OR-Tools nor numba: `solve` fetches the solver when it is called.
"""

from __future__ import annotations

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
    Place,
    Problem,
    SecondAdult,
    Supporter,
)
from app.matching.programme import ByRhythm, CircleRole, Gender, GenderRule, NeededBy, Programme, Rhythm, Wish

__all__ = [
    "ByRhythm",
    "Child",
    "ChildWishes",
    "CircleRole",
    "CirclesOutcome",
    "Exclusion",
    "Gender",
    "GenderRule",
    "NeededBy",
    "OverruledPin",
    "Pair",
    "Place",
    "Plan",
    "Problem",
    "Programme",
    "Rhythm",
    "SecondAdult",
    "Supporter",
    "Wish",
    "dump_problem",
    "dump_programme",
    "dump_solution",
    "load_problem",
    "load_programme",
    "load_solution",
]
