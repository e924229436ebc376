"""Headcount: no more people on an opening than its most."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools
from app.scheduling.rota.standing import Standing


def allowed(standing: Standing, opening: int) -> Bools:
    """Everybody while there is a place, else nobody."""
    most = standing.columns.problem.openings[opening].most
    return np.full(standing.columns.shape[0], standing.headcount[opening] < most)
