"""What a rota round answers: who comes when, pins that could not be kept, wishes with bounds."""

from __future__ import annotations

from dataclasses import dataclass

from app.planning.outcome import Status, WishResult, deciding_wish, gap
from app.scheduling.rota.shifts import Assignment


@dataclass(frozen=True, slots=True)
class OverruledPin:
    """A pin that had to give way, and the code of the must it breaks."""

    pin: Assignment
    must: str


@dataclass(frozen=True, slots=True)
class Rota:
    """Who comes when; assignments are sorted.

    `below_least`: people for whom no roster reaches the minutes they are owed; such a person works nothing at all.
    """

    assignments: tuple[Assignment, ...]
    overruled: tuple[OverruledPin, ...] = ()
    below_least: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RotaOutcome:
    """A rota and how good it is. `wanted` and `filled` count places up to `wanted` of their openings."""

    status: Status
    rota: Rota
    wishes: tuple[WishResult, ...]
    wanted: int
    filled: int

    @property
    def gap(self) -> float:
        """Gap to the bound of the first wish that is not at its bound, as a fraction."""
        return gap(self.wishes)

    @property
    def deciding_wish(self) -> WishResult | None:
        """The wish the gap speaks of."""
        return deciding_wish(self.wishes)
