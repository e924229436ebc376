"""Meeting time: a weekly hour free for both, that leaves everybody else's meetings where they are.

A pair that stands today and stays keeps its hour as long as both are still free then: nothing changes for those who
are kept (domain 2.2, wish 2; docs/decisions/0002). Which hours that are stands in `kept_hours`.
"""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Bools, starts_within, week_table
from app.matching.standing import Standing
from app.planning.availability import HALF_HOURS_A_DAY


def allowed(asked: Asked, standing: Standing) -> Bools:
    """Those with a free hour in common, their standing hour if they have one; everybody in roles by arrangement."""
    if not asked.role.weekly_slot:
        return np.ones(len(asked.who), dtype=bool)
    columns, who = standing.columns, asked.who
    child_free = asked.child.windows.mask & ~standing.child_busy.get(asked.child.id, 0)
    free = columns.windows[who] & week_table([child_free])[0] & ~standing.busy[who]
    starts = starts_within(free, columns.problem.programme.meeting_half_hours)
    fits: Bools = np.asarray(starts.any(axis=1), dtype=np.bool_)
    seat = (asked.child.id, asked.role.code)
    with_hours = columns.existing_of.get(seat, set()) | columns.pinned_of.get(seat, set())
    for index in np.flatnonzero(np.isin(who, list(with_hours))):
        hour = columns.kept_hours.get((*seat, columns.problem.supporters[who[index]].id))
        if hour is not None:
            day, bit = divmod(hour, HALF_HOURS_A_DAY)
            fits[index] = bool(int(starts[index, day]) >> bit & 1)
    return fits
