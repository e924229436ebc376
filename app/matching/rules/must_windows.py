"""Common windows: a pair with a weekly slot shares at least the minimum of meeting times the role asks for."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Bools


def allowed(asked: Asked) -> Bools:
    """Those with whom enough meetings fit into the week; everybody in roles that meet by arrangement."""
    if not asked.role.weekly_slot:
        return np.ones(len(asked.who), dtype=bool)
    return asked.common_windows >= asked.role.minimum_windows
