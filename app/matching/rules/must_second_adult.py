"""H10: nobody is a child's only adult: a second one is recorded for the meetings.

A staffed place in its hours, the guardian or the child director counts, also in one-to-one programmes.
"""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Bools


def allowed(asked: Asked) -> Bools:
    """Everybody where a second adult is recorded, else nobody."""
    return np.full(len(asked.who), asked.child.second_adult is not None, dtype=bool)
