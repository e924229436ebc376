"""H1: vetting, training, insurance and code of conduct hold through the round's start and the days after it."""

from __future__ import annotations

from app.matching.columns import Asked, Bools


def allowed(asked: Asked) -> Bools:
    """Those whose four dates all reach the last day asked for, that day included."""
    problem = asked.columns.problem
    needed = problem.round_start.toordinal() + problem.programme.valid_days
    return asked.columns.valid_until[asked.who] >= needed
