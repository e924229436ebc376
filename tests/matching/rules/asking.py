"""Ask one rule about one child and one supporter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.matching import Problem
from app.matching.columns import Asked, Columns


def answer(rule: Callable[[Asked], NDArray[np.generic]], problem: Problem) -> int:
    """What the rule says about the problem's first child, first role and first supporter: a score, or 0 and 1."""
    asked = Asked(Columns(problem), problem.children[0], problem.programme.roles[0], np.array([0]))
    return int(rule(asked)[0])
