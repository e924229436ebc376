"""H2: who fills a role holds the licence it asks for."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Bools


def allowed(asked: Asked) -> Bools:
    """Those who hold the role's licence; everybody where none is asked."""
    wanted = asked.role.licence
    if wanted is None:
        return np.ones(len(asked.who), dtype=bool)
    supporters = asked.columns.problem.supporters
    return np.array([wanted in supporters[row].licences for row in asked.who], dtype=bool)
