"""The values of one matching round: whom to match, who can stand beside them, what stands today.

Pseudonyms only: no names, no phones. Nothing nonsensical can be built; a Refusal names the field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from app.matching.programme import CircleRole, NeededBy, Programme, Rhythm
from app.planning.availability import HALF_HOURS_A_WEEK, Availability
from app.planning.geography import Place, Point
from app.planning.people import Gender
from app.planning.refusals import known_ids, refuse_outside, refuse_unknown, refuse_unless
from app.planning.travel import Mode, TravelModel


class SecondAdult(StrEnum):
    """Who else is there when a child meets a supporter (H10)."""

    STAFFED_PLACE = "staffed_place"
    GUARDIAN = "guardian"
    CHILD_DIRECTOR = "child_director"


@dataclass(frozen=True, slots=True)
class ChildWishes:
    """What the child and the guardian ask for: certain people, or a woman, or a man."""

    supporters: tuple[str, ...] = ()
    gender: Gender | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many days a child has waited for somebody in a role that has an open seat."""

    role: str
    days: int

    def __post_init__(self) -> None:
        refuse_outside("days", self.days, 0, 10_000)


@dataclass(frozen=True)
class Child:
    """A child who is to get a circle. `place` is where meetings happen; `age` in years at the round's start.

    `windows`: the hours of a week the child is free and the meeting place can be used.
    `household` joins siblings. `refused`: supporters the child or guardian said no to.
    `waiting`: roles with an open seat, each with the days since it is open; a role that is not named waits for nobody.
    `second_adult` None means nobody is recorded yet, and the child cannot be matched (H10).
    """

    id: str
    place: str
    age: int
    gender: Gender
    rhythm: Rhythm
    guardian_languages: tuple[str, ...] = ()
    consent: bool = True
    second_adult: SecondAdult | None = SecondAdult.STAFFED_PLACE
    study_help: bool = False
    household: str | None = None
    interests: tuple[str, ...] = ()
    windows: Availability = field(default_factory=Availability)
    refused: tuple[str, ...] = ()
    wishes: ChildWishes = field(default_factory=ChildWishes)
    waiting: tuple[Waiting, ...] = ()

    def __post_init__(self) -> None:
        refuse_unless(bool(self.id), "empty", "id")
        refuse_unless(0 <= self.age <= 18, "out_of_range", "age", found=self.age, least=0, most=18)

    def needs(self, role: CircleRole) -> bool:
        """Whether this child's circle has a seat for the role."""
        return role.needed_by is NeededBy.ALL or self.study_help

    def days_waiting(self, role: CircleRole) -> int:
        """Days an open seat of this role has waited for somebody; 0 when none is open."""
        return max((one.days for one in self.waiting if one.role == role.code), default=0)


@dataclass(frozen=True)
class Supporter:
    """Somebody who can stand beside children.

    `base`: the place they start from; `travel_limit`: minutes one way they are ready to travel.
    `caseload`: children at most over all roles, None for the usual of the first role open to their kind;
    `sibling_caseload`: children at most when all of them
    are of one household (a volunteer for one child may take two who are siblings).
    `elsewhere`: children they already stand beside who are not part of this round; counted against the caseload.
    `weekly_minutes`: minutes a week left after rota shifts and home visits.
    `windows`: hours of the week left for meetings. The four dates are the last valid day, None = never done.
    `stays_until` None means no end is planned. `experience`: months of accompanied service.
    `probation`: their first meetings are accompanied by somebody of the programme (rules.must_probation).
    """

    id: str
    kind: str
    base: str
    gender: Gender
    age: int
    mode: Mode = Mode.SCOOTER
    travel_limit: int = 30
    caseload: int | None = None
    sibling_caseload: int | None = None
    elsewhere: int = 0
    weekly_minutes: int = 240
    windows: Availability = field(default_factory=Availability)
    languages: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    vetted_until: date | None = None
    trained_until: date | None = None
    insured_until: date | None = None
    code_until: date | None = None
    stays_until: date | None = None
    experience: int = 0
    household: str | None = None
    refused: tuple[str, ...] = ()
    probation: bool = False

    def __post_init__(self) -> None:
        refuse_unless(bool(self.id), "empty", "id")
        refuse_unless(bool(self.kind), "empty", "kind")
        for name, most in (("travel_limit", 600), ("elsewhere", 1000), ("weekly_minutes", 10080), ("experience", 1200)):
            refuse_outside(name, getattr(self, name), 0, most)
        refuse_outside("age", self.age, 14, 110)
        if self.caseload is not None:
            refuse_outside("caseload", self.caseload, 0, 1000)
        if self.sibling_caseload is not None:
            refuse_outside("sibling_caseload", self.sibling_caseload, 0, 1000)


@dataclass(frozen=True, slots=True)
class Pair:
    """One supporter beside one child in one role. `slot`: the half-hour of the week their meeting starts, if any."""

    child: str
    role: str
    supporter: str
    slot: int | None = None

    def __post_init__(self) -> None:
        if self.slot is not None:
            refuse_outside("slot", self.slot, 0, HALF_HOURS_A_WEEK - 1)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """These two never stand together; no reason is asked."""

    child: str
    supporter: str


@dataclass(frozen=True)
class Problem:
    """One round of care circles. `existing` pairs may be kept or not; `pins` must be kept unless a must forbids."""

    name: str
    round_start: date
    programme: Programme
    places: tuple[Place, ...]
    children: tuple[Child, ...]
    supporters: tuple[Supporter, ...]
    travel: TravelModel = field(default_factory=TravelModel)
    existing: tuple[Pair, ...] = ()
    pins: tuple[Pair, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()

    def __post_init__(self) -> None:
        roles = {role.code for role in self.programme.roles}
        places = known_ids("places", (place.id for place in self.places))
        children = known_ids("children", (child.id for child in self.children))
        supporters = known_ids("supporters", (supporter.id for supporter in self.supporters))
        for index, child in enumerate(self.children):
            refuse_unknown(places, child.place, f"children[{index}].place")
            for place, wait in enumerate(child.waiting):
                refuse_unknown(roles, wait.role, f"children[{index}].waiting[{place}].role")
            for name, told in (("refused", child.refused), ("wishes.supporters", child.wishes.supporters)):
                for place, supporter in enumerate(told):
                    refuse_unknown(supporters, supporter, f"children[{index}].{name}[{place}]")
        for index, helper in enumerate(self.supporters):
            refuse_unknown(places, helper.base, f"supporters[{index}].base")
            for place, refused in enumerate(helper.refused):
                refuse_unknown(children, refused, f"supporters[{index}].refused[{place}]")
        for index, trip in enumerate(self.travel.measured):
            refuse_unknown(places, trip.origin, f"travel.measured[{index}].origin")
            refuse_unknown(places, trip.destination, f"travel.measured[{index}].destination")
        for index, exclusion in enumerate(self.exclusions):
            refuse_unknown(children, exclusion.child, f"exclusions[{index}].child")
            refuse_unknown(supporters, exclusion.supporter, f"exclusions[{index}].supporter")
        self._refuse_strange_pairs(roles, children, supporters)

    def _refuse_strange_pairs(self, roles: set[str], children: set[str], supporters: set[str]) -> None:
        for name, pairs in (("existing", self.existing), ("pins", self.pins)):
            seen: set[tuple[str, str]] = set()
            for index, pair in enumerate(pairs):
                refuse_unknown(children, pair.child, f"{name}[{index}].child")
                refuse_unknown(supporters, pair.supporter, f"{name}[{index}].supporter")
                refuse_unknown(roles, pair.role, f"{name}[{index}].role")
                both = (pair.child, pair.supporter)
                refuse_unless(both not in seen, "duplicate_id", f"{name}[{index}]", found=" + ".join(both))
                seen.add(both)

    @cached_property
    def child_by_id(self) -> dict[str, Child]:
        """Children by pseudonym."""
        return {child.id: child for child in self.children}

    @cached_property
    def supporter_by_id(self) -> dict[str, Supporter]:
        """Supporters by pseudonym."""
        return {supporter.id: supporter for supporter in self.supporters}

    @cached_property
    def point_of(self) -> dict[str, Point]:
        """Points by place id."""
        return {place.id: place.point for place in self.places}

    def caseload(self, supporter: Supporter) -> int:
        """Children this supporter may stand beside at most, those `elsewhere` included; 1 in an exclusive role."""
        open_to = [role for role in self.programme.roles if supporter.kind in role.kinds]
        if any(role.exclusive for role in open_to):
            return 1
        if supporter.caseload is not None:
            return supporter.caseload
        return open_to[0].caseload if open_to else 0

    def sibling_caseload(self, supporter: Supporter) -> int:
        """The same when all their children are of one household; never less, and 0 for who takes nobody."""
        caseload = self.caseload(supporter)
        if caseload == 0 or any(role.exclusive for role in self.programme.roles if supporter.kind in role.kinds):
            return caseload
        return max(caseload, supporter.sibling_caseload or 0)

    def seats(self, child: Child) -> list[tuple[CircleRole, int]]:
        """The roles this child's circle needs, each with its number of seats, in the programme's order."""
        return [(role, role.count) for role in self.programme.roles if child.needs(role)]
