"""Available: the whole shift lies inside the hours the person offered for that date."""

from __future__ import annotations

from app.scheduling.rota.columns import Bools, Columns


def allowed(columns: Columns) -> Bools:
    """Per person and opening: the shift lies wholly inside the free spans, touching spans taken as one."""
    return columns.free[:, columns.shift_of]
