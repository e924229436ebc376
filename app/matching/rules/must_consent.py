"""H6: the guardian's consent is recorded, and neither side is asked to accept somebody they refused."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Bools


def allowed(asked: Asked) -> Bools:
    """Nobody without consent; else those not refused by the child or guardian and not refusing the child."""
    if not asked.child.consent:
        return np.zeros(len(asked.who), dtype=bool)
    refusing = asked.columns.refusing_rows.get(asked.child.id, [])
    if not asked.child.refused and not refusing:
        return np.ones(len(asked.who), dtype=bool)
    return ~(asked.rows(set(asked.child.refused)) | np.isin(asked.who, refusing))
