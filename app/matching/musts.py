"""The two shapes a must comes in; `rules` lists them in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.matching.columns import Asked, Bools
from app.matching.standing import Standing


@dataclass(frozen=True, slots=True)
class PairMust:
    """A must about one pair. `of_supporter`: its answer does not depend on the child."""

    code: str
    number: str
    allowed: Callable[[Asked], Bools]
    of_supporter: bool = False


@dataclass(frozen=True, slots=True)
class PlanMust:
    """A must about a pair beside everything a plan holds."""

    code: str
    number: str
    allowed: Callable[[Asked, Standing], Bools]
