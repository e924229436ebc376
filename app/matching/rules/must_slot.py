"""Meeting time: a weekly hour free for both, that leaves everybody else's meetings where they are."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Bools
from app.matching.standing import Standing
from app.planning.availability import meeting_starts


def allowed(asked: Asked, standing: Standing) -> Bools:
    """Those with a free hour in common; everybody in roles that meet by arrangement."""
    if not asked.role.weekly_slot:
        return np.ones(len(asked.who), dtype=bool)
    problem = standing.columns.problem
    child_free = asked.child.windows.mask & ~standing.child_busy.get(asked.child.id, 0)
    length = problem.programme.meeting_half_hours
    return np.array(
        [
            meeting_starts(problem.supporters[row].windows.mask & child_free & ~standing.busy[row], length) != 0
            for row in asked.who
        ],
        dtype=bool,
    )
