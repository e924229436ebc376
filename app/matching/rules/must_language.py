"""H8: a full circle holds somebody who speaks the guardian's language (She, the local speech, Mandarin)."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Bools
from app.matching.standing import Standing


def allowed(asked: Asked, standing: Standing) -> Bools:
    """Everybody, but for the seat that makes a circle full in which nobody speaks it: then those who do."""
    problem, child = standing.columns.problem, asked.child
    circle = standing.circle.get(child.id, [])
    seats = sum(count for _, count in problem.seats(child))
    spoken = {word for pair in circle for word in problem.supporter_by_id[pair.supporter].languages}
    fine = not problem.programme.guardian_language or not child.guardian_languages
    if fine or len(circle) + 1 < seats or spoken & set(child.guardian_languages):
        return np.ones(len(asked.who), dtype=bool)
    return standing.columns.languages.shared(child.guardian_languages, asked.who) > 0
