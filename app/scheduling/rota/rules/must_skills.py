"""Skills: who fills a place has all the skills its opening names."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools, Columns


def allowed(columns: Columns) -> Bools:
    """Per person and opening: has every skill asked."""
    table = np.ones(columns.shape, dtype=bool)
    answers: dict[tuple[str, ...], Bools] = {}
    for row, opening in enumerate(columns.problem.openings):
        if opening.skills:
            if opening.skills not in answers:
                answers[opening.skills] = _skilled(columns, opening.skills)
            table[:, row] = answers[opening.skills]
    return table


def _skilled(columns: Columns, skills: tuple[str, ...]) -> Bools:
    return np.array([set(skills).issubset(person.skills) for person in columns.problem.people], dtype=bool)
