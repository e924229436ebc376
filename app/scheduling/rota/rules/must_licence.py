"""Licence: who fills a place holds one of the licences its opening names. They are the holders a funnel starts from."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools, Columns


def allowed(columns: Columns) -> Bools:
    """Per person and opening: holds one of the licences, or none is asked."""
    table = np.ones(columns.shape, dtype=bool)
    answers: dict[tuple[str, ...], Bools] = {}
    for row, opening in enumerate(columns.problem.openings):
        if opening.licences:
            if opening.licences not in answers:
                answers[opening.licences] = _holders(columns, opening.licences)
            table[:, row] = answers[opening.licences]
    return table


def _holders(columns: Columns, licences: tuple[str, ...]) -> Bools:
    return np.array([not set(licences).isdisjoint(person.licences) for person in columns.problem.people], dtype=bool)
