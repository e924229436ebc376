"""Wish: shifts people ask for, and away with those they dislike, by the weights they gave.

A shift wholly inside hours marked *prefer* counts 1 more, one that touches hours marked *rather not* 1 less."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Columns, Ints
from app.scheduling.rota.standing import Standing


def score(columns: Columns) -> Ints:
    """What each person's coming to each opening counts."""
    table = columns.preferred.astype(np.int64) - columns.reluctant
    opened = table[:, columns.shift_of]
    for row, person in enumerate(columns.problem.people):
        for sign, weights in ((1, person.asked), (-1, person.disliked)):
            for key, weight in weights.items():
                if key in columns.opening_row:
                    opened[row, columns.opening_row[key]] += sign * weight
                else:
                    opened[row, columns.shift_of == columns.shift_row[key]] += sign * weight
    return opened


def value(standing: Standing) -> int:
    """What all assignments count together."""
    return int(score(standing.columns)[standing.who, standing.opening].sum())
