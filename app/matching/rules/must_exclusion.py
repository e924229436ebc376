"""H5: excluded pairs never stand together, nor does anybody of an excluded person's or the child's own household."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Bools


def allowed(asked: Asked) -> Bools:
    """Those neither excluded nor living with somebody excluded, nor in the child's household."""
    excluded = asked.columns.excluded_of.get(asked.child.id, set())
    living = [asked.columns.problem.supporter_by_id[supporter].household for supporter in excluded]
    households = {household for household in (*living, asked.child.household) if household}
    if not excluded and not households:
        return np.ones(len(asked.who), dtype=bool)
    return ~(asked.rows(excluded) | np.isin(asked.columns.household[asked.who], list(households)))
