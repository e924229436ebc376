"""Travel limit: the way from the base to the shift, by the person's own mode, is within their own limit."""

from __future__ import annotations

from app.scheduling.rota.columns import Bools, Columns


def allowed(columns: Columns) -> Bools:
    """Per person and opening: no more minutes one way than the person is ready to travel."""
    near: Bools = columns.way <= columns.limit_of_travel[:, None]
    return near[:, columns.shift_of]
