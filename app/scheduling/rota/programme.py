"""A programme is data: which shift musts bind and what is wished in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.planning.refusals import refuse_unless


class ShiftMust(StrEnum):
    """Musts of a shift as a whole that a programme may switch on. What each asks stands in `rules/must_<code>.py`."""

    TWO_ADULTS = "two_adults"
    NO_NEWCOMERS_ALONE = "no_newcomers_alone"
    WOMAN = "woman"
    FIRST_AIDER = "first_aider"


class Wish(StrEnum):
    """The wishes a programme can order. What each counts stands in `rules/wish_<code>.py`."""

    HELD = "held"
    EVEN = "even"
    FILL = "fill"
    LEAST_SHIFTS = "least_shifts"
    ASKED = "asked"
    FAIR_SHARE = "fair_share"
    FAMILIAR = "familiar"
    TRAVEL = "travel"
    FEW_CHANGES = "few_changes"


USUAL_WISHES = tuple(Wish)
BLENDED = "blended"
"""The code under which a programme that blends its wishes reports their one sum."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Binding shift musts and ordered wishes of one programme, in one version.

    `blended`: the wishes are added up and reported as one level instead of being ordered. Only public benchmarks,
    whose cost is one sum, ask for it.
    """

    code: str
    version: int = 1
    shift_musts: tuple[ShiftMust, ...] = tuple(ShiftMust)
    wishes: tuple[Wish, ...] = USUAL_WISHES
    blended: bool = False

    def keeping(self) -> Programme:
        """The same, but few changes come right after what is filled: what stands is left for nothing less."""
        kept: list[Wish] = [wish for wish in self.wishes if wish is not Wish.FEW_CHANGES]
        filling = [index for index, wish in enumerate(kept) if wish in (Wish.HELD, Wish.EVEN, Wish.FILL)]
        kept.insert(max(filling, default=-1) + 1, Wish.FEW_CHANGES)
        return replace(self, wishes=tuple(kept))

    def __post_init__(self) -> None:
        refuse_unless(bool(self.code), "empty", "code")
        refuse_unless(bool(self.wishes), "empty", "wishes")
        for name, codes in (("shift_musts", self.shift_musts), ("wishes", self.wishes)):
            for index, code in enumerate(codes):
                refuse_unless(code not in codes[:index], "duplicate_id", f"{name}[{index}]", found=str(code))
