"""What a solver tells while it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.planning.outcome import WishResult


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something the best plan so far has: `value` of `whole`, of which no plan has more than `bound`."""

    code: str
    value: int
    bound: int
    whole: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A look at a running solver: its stage, the wish being worked on, best and bound of it, seconds since the start.

    `best` and `bound` are None while nothing is known yet. `wishes` holds all wishes as far as known, `counts` what they
    come to in things one can count, where the solver tells.
    """

    stage: str
    wish: str
    best: int | None
    bound: int | None
    seconds: float
    wishes: tuple[WishResult, ...] = ()
    counts: tuple[Count, ...] = ()


Listener = Callable[[Progress], None]
StopAsked = Callable[[], bool]
