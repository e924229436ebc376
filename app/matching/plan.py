"""What a matching round answers: pairs with their weekly slots, pins that could not be kept, wishes with bounds."""

from __future__ import annotations

from dataclasses import dataclass

from app.matching.problem import Pair
from app.planning.outcome import Effort, Status, WishResult, deciding_wish, gap


@dataclass(frozen=True, slots=True)
class OverruledPin:
    """A pin that had to give way, and the code of the must it breaks."""

    pin: Pair
    must: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Who stands beside whom. Pairs are sorted; a pair of a role with weekly slots carries its slot."""

    pairs: tuple[Pair, ...]
    overruled: tuple[OverruledPin, ...] = ()


@dataclass(frozen=True, slots=True)
class CirclesOutcome:
    """A plan and how good it is. `wanted` and `filled` count seats.

    `effort`: the steps each stage did; given to `solve` as `repeat` they give this plan again, on a slower machine too.
    """

    status: Status
    plan: Plan
    wishes: tuple[WishResult, ...]
    wanted: int
    filled: int
    effort: Effort = ()

    @property
    def gap(self) -> float:
        """Gap to the bound of the first wish that is not at its bound, as a fraction."""
        return gap(self.wishes)

    @property
    def deciding_wish(self) -> WishResult | None:
        """The wish the gap speaks of."""
        return deciding_wish(self.wishes)
