"""H9: a pinned pair is kept, whatever the wishes say.

A pin against a must: the must wins and is named. Of pins that cannot all stand, those given first do. A pin asks
nothing of a candidate, it binds the search before it begins; so it is no step of a funnel.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from app.matching.columns import Asked, Columns
from app.matching.musts import PairMust, PlanMust
from app.matching.problem import Pair, Problem
from app.matching.standing import Standing


def broken_alone(columns: Columns, pin: Pair, musts: Iterable[PairMust]) -> str | None:
    """The first must the pin breaks by itself; `role` when the role is not for this child or this supporter."""
    problem = columns.problem
    child, role = problem.child_by_id[pin.child], problem.programme.role(pin.role)
    if not child.needs(role) or problem.supporter_by_id[pin.supporter].kind not in role.kinds:
        return "role"
    asked = _asked(columns, pin)
    return next((must.code for must in musts if not must.allowed(asked)[0]), None)


def broken_beside(kept: Standing, pin: Pair, musts: Iterable[PlanMust]) -> str | None:
    """The first must the pin breaks beside the pins `kept` before it; `seats` when its role is full.

    Meeting times are left aside: those of the pins kept can still move (engine.pins looks for them).
    """
    problem = kept.columns.problem
    role = problem.programme.role(pin.role)
    asked = _asked(kept.columns, pin)
    broken = next((must.code for must in musts if must.code != "slot" and not must.allowed(asked, kept)[0]), None)
    full = kept.filled(problem.child_by_id[pin.child], role) >= role.count
    return broken or ("seats" if full else None)


def pinned(problem: Problem) -> frozenset[tuple[str, str, str]]:
    """The pairs pins keep, as (child, role, supporter)."""
    return frozenset((pin.child, pin.role, pin.supporter) for pin in problem.pins)


def _asked(columns: Columns, pin: Pair) -> Asked:
    problem = columns.problem
    child, role = problem.child_by_id[pin.child], problem.programme.role(pin.role)
    return Asked(columns, child, role, np.array([columns.row_of[pin.supporter]]))
