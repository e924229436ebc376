"""One face, one seat: nobody sits twice in the same circle."""

from __future__ import annotations

from app.matching.columns import Asked, Bools
from app.matching.standing import Standing


def allowed(asked: Asked, standing: Standing) -> Bools:
    """Those who are not in this circle yet."""
    faces = {pair.supporter for pair in standing.circle.get(asked.child.id, [])}
    return ~asked.rows(faces)
