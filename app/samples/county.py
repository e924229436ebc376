"""The value a sample county is: places, children, supporters, and who already stands beside whom.

Everything is frozen and plain, so that one value can become spreadsheets, a matching problem or database rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.planning.availability import Availability
from app.planning.geography import Point
from app.planning.travel import Mode

PlaceKind = Literal["county", "township", "village", "school", "centre", "clinic", "station"]
Rhythm = Literal["R1", "R2", "R3", "R4"]

Gender = Literal["female", "male"]

VOLUNTEER, TUTOR, OFFICER, DOCTOR, COUNSELLOR = "volunteer", "tutor", "officer", "doctor", "counsellor"
COMPANION = "companion"
"""Codes of the circle roles, as the ready-made programmes name them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point people come from or meet at; `parent` is the code of the place it lies in."""

    code: str
    kind: PlaceKind
    name: str
    name_latin: str
    parent: str | None
    latitude: float
    longitude: float
    point_source: str
    demonstration: bool = False

    @property
    def point(self) -> Point:
        """The place in WGS-84."""
        return Point(self.latitude, self.longitude)


@dataclass(frozen=True, slots=True)
class Guardian:
    """The person at home. `phone_kind` is smartphone, feature or none (then `phone` is empty)."""

    name: str
    phone: str
    phone_kind: str
    relation: str
    languages: tuple[str, ...]
    birth_year: int


@dataclass(frozen=True, slots=True)
class Child:
    """One invented child.

    `meeting_place` is where a circle meets the child, `free` when that can be, `second_adult` who else is there
    then. `refuses` and `asks_for` name supporters; `asks_for_gender` is a wish, not a must.
    """

    code: str
    pseudonym: str
    pseudonym_latin: str
    name: str
    name_latin: str
    gender: Gender
    birth_year: int
    birth_month: int
    hukou_village: str
    home_village: str
    weekday_place: str
    boards: bool
    meeting_place: str
    guardian: Guardian
    consent_on: date
    rhythm: Rhythm
    guardianship: Literal["good", "fair", "weak"]
    needs: tuple[str, ...]
    interests: tuple[str, ...]
    free: Availability
    parents_city: str
    second_adult: Literal["staffed_place", "guardian", "child_director"]
    sibling_group: str | None = None
    refuses: tuple[str, ...] = ()
    asks_for: tuple[str, ...] = ()
    asks_for_gender: Gender | None = None

    @property
    def needs_tutor(self) -> bool:
        """Whether the programme asks for a tutor in this child's circle."""
        return "study_help" in self.needs


@dataclass(frozen=True, slots=True)
class Supporter:
    """One invented supporter with exactly one role.

    `kind` is what programmes ask for (a volunteer's is their archetype), `archetype` the life the person leads
    (teacher, student …) and so when they can come. Dates are None where the step has not been taken;
    `travel_limit` is minutes one way, `weekly_minutes` include travel, `caseload` counts children.
    """

    code: str
    name: str
    name_latin: str
    phone: str
    role: str
    kind: str
    archetype: str
    gender: Gender
    birth_year: int
    base: str
    licence: str | None
    licence_number: str | None
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    interests: tuple[str, ...]
    travel_mode: Mode
    travel_limit: int
    caseload: int
    weekly_minutes: int
    experience_months: int
    stays_until: date
    applied_on: date
    vetted_on: date | None
    vetted_until: date | None
    trained_on: date | None
    trained_until: date | None
    insured_until: date | None
    code_signed_on: date | None
    code_until: date | None
    availability: Availability

    def ready_on(self, day: date) -> bool:
        """Whether vetting, training, insurance and code of conduct all hold on `day`."""
        papers = (self.vetted_until, self.trained_until, self.insured_until, self.code_until)
        return all(until is not None and until >= day for until in papers)


@dataclass(frozen=True, slots=True)
class Staff:
    """A child director (of a village) or a child supervisor (of a township); not matched, they come with the place."""

    code: str
    name: str
    name_latin: str
    phone: str
    post: Literal["child_director", "child_supervisor"]
    place: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A match that runs today."""

    child: str
    supporter: str
    since: date


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Two people who must not be paired; `reason` is relative, household or supporter_declined."""

    child: str
    supporter: str
    reason: str


@dataclass(frozen=True, slots=True)
class County:
    """A whole invented county as it stands on `today`."""

    code: str
    name: str
    name_latin: str
    programme: str
    seed: int
    today: date
    road_factor: float
    places: tuple[Place, ...]
    children: tuple[Child, ...]
    supporters: tuple[Supporter, ...]
    staff: tuple[Staff, ...]
    pairs: tuple[Pair, ...]
    exclusions: tuple[Exclusion, ...]

    def of_role(self, role: str) -> tuple[Supporter, ...]:
        """The supporters with this role, in order."""
        return tuple(s for s in self.supporters if s.role == role)

    def places_of(self, kind: PlaceKind) -> tuple[Place, ...]:
        """The places of this kind, in order."""
        return tuple(p for p in self.places if p.kind == kind)
