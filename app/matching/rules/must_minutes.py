"""Weekly minutes: meetings and the way there and back fit into what a supporter gives a week."""

from __future__ import annotations

from app.matching.columns import Asked, Bools
from app.matching.standing import Standing


def allowed(asked: Asked, standing: Standing) -> Bools:
    """Those whose week has room for this child."""
    needed = standing.weekly(asked.child, asked.role, asked.who)
    return standing.minutes[asked.who] + needed <= standing.columns.weekly_minutes[asked.who]
