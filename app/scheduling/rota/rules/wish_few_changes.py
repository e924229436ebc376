"""Wish: few changes to what is published. Each standing assignment kept counts one."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Columns, Ints
from app.scheduling.rota.standing import Standing


def score(columns: Columns) -> Ints:
    """1 where a person stands on an opening today."""
    table = np.zeros(columns.shape, dtype=np.int64)
    for standing in columns.problem.standing:
        table[columns.person_row[standing.person], columns.opening_row[standing.opening]] = 1
    return table


def value(standing: Standing) -> int:
    """How many standing assignments are kept."""
    return int(score(standing.columns)[standing.who, standing.opening].sum())
