"""H3: capacity in children; one more for brothers and sisters of one household where the supporter takes them."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Bools
from app.matching.standing import Standing


def allowed(asked: Asked, standing: Standing) -> Bools:
    """Those with a place left."""
    columns, who = standing.columns, asked.who
    there = standing.count[who] + columns.elsewhere[who]
    free: Bools = there < columns.caseload[who]
    if asked.child.household is None:
        return free
    for index in np.flatnonzero(~free):
        row = int(who[index])
        others = standing.children_of.get(row, [])
        family = asked.child.household is not None and all(o.household == asked.child.household for o in others)
        room = columns.sibling_caseload[row] > there[index] and not columns.elsewhere[row]
        free[index] = bool(family and room and (others or columns.sibling_caseload[row] > 0))
    return free
