"""A programme is data: which roles a circle has, what limits hold, what is wished in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.planning.capacity import MEETING_MINUTES
from app.planning.people import Gender
from app.planning.refusals import refuse_unless, within


class Rhythm(StrEnum):
    """Support rhythm, from intensive (R1) to light (R4)."""

    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"


class NeededBy(StrEnum):
    """Which children need a role."""

    ALL = "all"
    STUDY_HELP = "study_help"


class Wish(StrEnum):
    """The wishes a programme can order. What each counts stands in `rules/wish_<code>.py`."""

    COMPLETE = "complete"
    FILLED = "filled"
    KEEP = "keep"
    WAITING = "waiting"
    ASKED = "asked"
    WINDOWS = "windows"
    INTERESTS = "interests"
    SIBLINGS = "siblings"
    EXPERIENCE = "experience"
    TRAVEL = "travel"
    BALANCE = "balance"
    AGE_GAP = "age_gap"


@dataclass(frozen=True, slots=True)
class ByRhythm:
    """One whole number per support rhythm."""

    r1: int
    r2: int
    r3: int
    r4: int

    def __post_init__(self) -> None:
        for name in ("r1", "r2", "r3", "r4"):
            number = getattr(self, name)
            refuse_unless(0 <= number <= 366, "out_of_range", name, found=number, least=0, most=366)

    def of(self, rhythm: Rhythm) -> int:
        """The number for that rhythm."""
        return int(getattr(self, rhythm.value.lower()))


@dataclass(frozen=True, slots=True)
class CircleRole:
    """A role of the circle. `count` supporters of the `kinds` listed fill it for every child that needs it.

    `travel_limit` is in minutes one way; a supporter's own limit holds beside it.
    `caseload` is what a supporter without a caseload of their own may take.
    `exclusive`: a supporter in this role stands beside one child only, in this programme.
    `weekly_slot`: the pair meets at a fixed hour of the week (volunteer, tutor); other roles meet by arrangement.
    """

    code: str
    kinds: tuple[str, ...]
    count: int = 1
    exclusive: bool = False
    caseload: int = 1
    travel_limit: int = 45
    needed_by: NeededBy = NeededBy.ALL
    licence: str | None = None
    weekly_slot: bool = False
    minimum_windows: int = 1
    meetings_per_year: ByRhythm = ByRhythm(24, 24, 24, 12)

    def __post_init__(self) -> None:
        refuse_unless(bool(self.code), "empty", "code")
        refuse_unless(bool(self.kinds), "empty", "kinds")
        refuse_unless(1 <= self.count <= 4, "out_of_range", "count", found=self.count, least=1, most=4)
        refuse_unless(1 <= self.caseload <= 1000, "out_of_range", "caseload", found=self.caseload, least=1, most=1000)
        refuse_unless(1 <= self.travel_limit <= 600, "out_of_range", "travel_limit",
                      found=self.travel_limit, least=1, most=600)  # fmt: skip
        refuse_unless(1 <= self.minimum_windows <= 100, "out_of_range", "minimum_windows",
                      found=self.minimum_windows, least=1, most=100)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GenderRule:
    """Children of `child` gender from `from_age` years on get only supporters of `supporter` gender in these roles."""

    roles: tuple[str, ...]
    child: Gender
    from_age: int
    supporter: Gender

    def __post_init__(self) -> None:
        refuse_unless(bool(self.roles), "empty", "roles")
        refuse_unless(0 <= self.from_age <= 18, "out_of_range", "from_age", found=self.from_age, least=0, most=18)


USUAL_WISHES = tuple(Wish)


@dataclass(frozen=True, slots=True)
class Programme:
    """Roles, limits and ordered wishes of one programme, in one version.

    `valid_days`: vetting, training, insurance and code of conduct must hold so long after the round's start (H1).
    `stay_months`: who leaves sooner is not put into a circle (H11).
    `enough_windows`: what the wish for common hours asks; the minimum stands with each role.
    """

    code: str
    roles: tuple[CircleRole, ...]
    version: int = 1
    gender_rules: tuple[GenderRule, ...] = ()
    guardian_language: bool = True
    valid_days: int = 30
    stay_months: int = 10
    enough_windows: int = 2
    rhythm_weights: ByRhythm = ByRhythm(8, 4, 2, 1)
    wishes: tuple[Wish, ...] = USUAL_WISHES
    meeting_minutes: int = MEETING_MINUTES

    def __post_init__(self) -> None:
        refuse_unless(bool(self.roles), "empty", "roles")
        refuse_unless(bool(self.wishes), "empty", "wishes")
        refuse_unless(len(self.roles) <= 8, "out_of_range", "roles", found=len(self.roles), least=1, most=8)
        codes = [role.code for role in self.roles]
        for index, code in enumerate(codes):
            refuse_unless(code not in codes[:index], "duplicate_id", f"roles[{index}].code", found=code)
        for index, wish in enumerate(self.wishes):
            refuse_unless(wish not in self.wishes[:index], "duplicate_id", f"wishes[{index}]", found=wish.value)
        for index, rule in enumerate(self.gender_rules):
            for place, code in enumerate(rule.roles):
                refuse_unless(code in codes, "unknown_id", f"gender_rules[{index}].roles[{place}]", found=code)
        shared = {kind for role in self.roles if not role.exclusive for kind in role.kinds}
        for index, role in enumerate(self.roles):
            for place, kind in enumerate(role.kinds if role.exclusive else ()):
                refuse_unless(kind not in shared, "exclusive_and_shared", f"roles[{index}].kinds[{place}]", found=kind)
        refuse_unless(1 <= self.meeting_minutes <= 240, "out_of_range", "meeting_minutes",
                      found=self.meeting_minutes, least=1, most=240)  # fmt: skip
        refuse_unless(
            0 <= self.valid_days <= 366, "out_of_range", "valid_days", found=self.valid_days, least=0, most=366
        )
        refuse_unless(0 <= self.stay_months <= 36, "out_of_range", "stay_months",
                      found=self.stay_months, least=0, most=36)  # fmt: skip
        with within("rhythm_weights"):
            for name in ("r1", "r2", "r3", "r4"):
                refuse_unless(getattr(self.rhythm_weights, name) >= 1, "out_of_range", name, found=0, least=1, most=366)

    @property
    def meeting_half_hours(self) -> int:
        """The length of a meeting on the half-hour grid: 75 minutes take three."""
        return -(-self.meeting_minutes // 30)

    def role(self, code: str) -> CircleRole:
        """The role of that code; KeyError when there is none."""
        return {role.code: role for role in self.roles}[code]
