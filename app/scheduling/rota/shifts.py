"""Dated shifts, the places to fill on them, and who fills one."""

from __future__ import annotations

from dataclasses import dataclass

from app.planning.refusals import refuse_outside, refuse_unless
from app.scheduling.rota.people import LATEST_END, MINUTES_A_DAY

USUAL_LEAST_ADULTS = 2
"""At least two adults wherever children are expected (domain.md 1.6, CPSU)."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A dated slot at a place: day `day` (0 = the rota's first), minutes `start` to `end` of that day.

    `activity`: code of what is done; `series`: what repeats here, for familiar faces ("" = nothing).
    `children` expected; `ratio`: children per adult, None = no ratio. `least_adults` None: two where children are
    expected, else none. `urgency`: weight, at least 1. `may_stay_closed`: an optional session: either staffed as the
    musts say or nobody is sent. `place` None: nowhere in particular, no way is counted.
    """

    id: str
    day: int
    start: int
    end: int
    place: str | None = None
    activity: str = ""
    series: str = ""
    children: int = 0
    ratio: int | None = None
    least_adults: int | None = None
    needs_woman: bool = False
    needs_first_aider: bool = False
    urgency: int = 1
    may_stay_closed: bool = False

    def __post_init__(self) -> None:
        refuse_unless(bool(self.id), "empty", "id")
        refuse_outside("start", self.start, 0, MINUTES_A_DAY - 1)
        refuse_outside("end", self.end, self.start + 1, LATEST_END)
        refuse_outside("children", self.children, 0, 10_000)
        refuse_outside("urgency", self.urgency, 1, 1000)
        if self.ratio is not None:
            refuse_outside("ratio", self.ratio, 1, 1000)
        if self.least_adults is not None:
            refuse_outside("least_adults", self.least_adults, 0, 100)

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return self.end - self.start

    @property
    def begins(self) -> int:
        """Minutes from the rota's first midnight to its start."""
        return self.day * MINUTES_A_DAY + self.start

    @property
    def ends(self) -> int:
        """Minutes from the rota's first midnight to its end."""
        return self.day * MINUTES_A_DAY + self.end

    @property
    def adults(self) -> int:
        """Adults without whom it does not start."""
        if self.least_adults is not None:
            return self.least_adults
        return USUAL_LEAST_ADULTS if self.children else 0


@dataclass(frozen=True, slots=True)
class Opening:
    """A place to fill on a shift for one duty: `least` people without whom it cannot start, `wanted`, and `most`.

    `licences`: one of these is asked (none listed: nobody needs one); `skills`: all of these.
    `under_weight`: cost of each place short of `wanted`, None = the shift's urgency; `over_weight`: of each one above.
    """

    id: str
    shift: str
    duty: str
    least: int = 1
    wanted: int = 1
    most: int = 1
    licences: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    under_weight: int | None = None
    over_weight: int = 0

    def __post_init__(self) -> None:
        refuse_unless(bool(self.id), "empty", "id")
        refuse_outside("most", self.most, 1, 1000)
        refuse_outside("wanted", self.wanted, 0, self.most)
        refuse_outside("least", self.least, 0, self.wanted)
        refuse_outside("over_weight", self.over_weight, 0, 1_000_000)
        if self.under_weight is not None:
            refuse_outside("under_weight", self.under_weight, 0, 1_000_000)


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """One person on one opening."""

    person: str
    opening: str
