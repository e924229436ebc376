"""What a solver answers beside its plan: how far each wish came, and how far any plan could."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Effort = tuple[tuple[str, int], ...]
"""Stages the plan depends on, by name, with the steps each of them did before it ended (planning.watch)."""


class Status(StrEnum):
    """How a run ended."""

    OPTIMAL = "optimal"  # every wish reached its bound
    FEASIBLE = "feasible"  # a plan, with a gap to the bound
    STOPPED = "stopped"  # cut short by the clock or by somebody; the best plan so far


@dataclass(frozen=True, slots=True)
class WishResult:
    """One ordered wish: larger is better, `bound` is what no plan can exceed once the wishes before it stand.

    `empty` is the value of a plan in which nothing is placed.

    What the wishes after it cost this one: its value in the best plan there would be if it were the last wish, the
    wishes before it as good as here, less `value`. No plan met in the run shows any such cost, for the best plan is the
    one whose values are greatest in order; `bound` - `value` is the most it can be, and 0 where they are equal.
    """

    code: str
    value: int
    bound: int
    empty: int = 0


def deciding_wish(wishes: tuple[WishResult, ...]) -> WishResult | None:
    """The first wish whose value and bound differ, else the first of all; None without wishes."""
    for wish in wishes:
        if wish.value != wish.bound:
            return wish
    return wishes[0] if wishes else None


def gap(wishes: tuple[WishResult, ...]) -> float:
    """How far the first wish that is not at its bound stays below it, as a fraction of what is at stake.

    (bound - value) / (bound - value of the empty plan). Where every placement costs something (ways, burden) the empty
    plan lies above the bound, and what is at stake is what the plan costs: value of the empty plan - value.
    """
    wish = deciding_wish(wishes)
    if wish is None or wish.bound == wish.value:
        return 0.0
    return (wish.bound - wish.value) / max(1, wish.bound - wish.empty, wish.empty - wish.value)
