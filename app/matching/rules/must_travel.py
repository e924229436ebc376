"""H4: the way there, by the supporter's own mode, is within their own limit and the role's."""

from __future__ import annotations

from app.matching.columns import Asked, Bools


def allowed(asked: Asked) -> Bools:
    """Those who need no more minutes one way than they are ready to travel and the role permits."""
    return (asked.travel <= asked.columns.travel_limit[asked.who]) & (asked.travel <= asked.role.travel_limit)
