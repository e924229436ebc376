"""Meeting time: a weekly hour free for both, that leaves everybody else's meetings where they are.

A pair that stands today and stays keeps its hour as long as both are still free then: nothing changes for those who
are kept (domain 2.2, wish 2; docs/decisions/0002). Which hours that are stands in `kept_hours`.
"""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Bools
from app.matching.standing import Standing
from app.planning.availability import meeting_starts


def allowed(asked: Asked, standing: Standing) -> Bools:
    """Those with a free hour in common, their standing hour if they have one; everybody in roles by arrangement."""
    if not asked.role.weekly_slot:
        return np.ones(len(asked.who), dtype=bool)
    problem = standing.columns.problem
    child_free = asked.child.windows.mask & ~standing.child_busy.get(asked.child.id, 0)
    length = problem.programme.meeting_half_hours

    def fits(row: int) -> bool:
        supporter = problem.supporters[row]
        starts = meeting_starts(supporter.windows.mask & child_free & ~standing.busy[row], length)
        hour = standing.columns.kept_hours.get((asked.child.id, asked.role.code, supporter.id))
        return bool(starts if hour is None else starts >> hour & 1)

    return np.array([fits(row) for row in asked.who], dtype=bool)
