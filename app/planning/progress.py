"""What a solver tells while it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.planning.outcome import WishResult


@dataclass(frozen=True, slots=True)
class Progress:
    """A look at a running solver: its stage, the wish being worked on, best and bound of it, seconds since the start.

    `best` and `bound` are None while nothing is known yet. `wishes` holds all wishes as far as known.
    """

    stage: str
    wish: str
    best: int | None
    bound: int | None
    seconds: float
    wishes: tuple[WishResult, ...] = ()


Listener = Callable[[Progress], None]
StopAsked = Callable[[], bool]
