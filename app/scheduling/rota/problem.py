"""The values of one rota: dated shifts with places to fill, the people who can come, what stands already.

Pseudonyms only: no names, no phones. Nothing nonsensical can be built; a Refusal names the field.
A rota that must respect what happened before its first new day (runs, weeks, rest) begins a week earlier and freezes it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from app.planning.geography import Place, Point
from app.planning.refusals import known_ids, refuse_outside, refuse_unknown, refuse_unless
from app.planning.travel import TravelModel
from app.scheduling.rota.people import Person
from app.scheduling.rota.programme import Programme
from app.scheduling.rota.shifts import Assignment, Opening, Shift


@dataclass(frozen=True, slots=True)
class Exclusion:
    """This person never on that opening, or never at that place: exactly one of the two; no reason is asked."""

    person: str
    opening: str | None = None
    place: str | None = None

    def __post_init__(self) -> None:
        refuse_unless((self.opening is None) != (self.place is None), "one_of_two", "opening", wanted="place")


@dataclass(frozen=True, slots=True)
class PersonPair:
    """Two people the rota must keep apart or together."""

    one: str
    other: str

    def __post_init__(self) -> None:
        refuse_unless(self.one != self.other, "duplicate_id", "other", found=self.other)


@dataclass(frozen=True)
class RotaProblem:
    """One rota. Days count from `start`; what stands on days before `freeze_until` stays exactly as it stands.

    `standing`: published assignments, which may change from the freeze on; `pins` may not unless a must forbids.
    `apart`: never on one shift; `together`: each only on shifts where the other one is too.
    """

    name: str
    start: date
    days: int
    programme: Programme
    shifts: tuple[Shift, ...]
    openings: tuple[Opening, ...]
    people: tuple[Person, ...]
    places: tuple[Place, ...] = ()
    travel: TravelModel = field(default_factory=TravelModel)
    freeze_until: int = 0
    standing: tuple[Assignment, ...] = ()
    pins: tuple[Assignment, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    apart: tuple[PersonPair, ...] = ()
    together: tuple[PersonPair, ...] = ()

    def __post_init__(self) -> None:
        refuse_outside("days", self.days, 1, 400)
        refuse_outside("freeze_until", self.freeze_until, 0, self.days)
        places = known_ids("places", (place.id for place in self.places))
        shifts = known_ids("shifts", (shift.id for shift in self.shifts))
        openings = known_ids("openings", (opening.id for opening in self.openings))
        people = known_ids("people", (person.id for person in self.people))
        for index, opening in enumerate(self.openings):
            refuse_unless(opening.id not in shifts, "duplicate_id", f"openings[{index}].id", found=opening.id)
            refuse_unknown(shifts, opening.shift, f"openings[{index}].shift")
        for index, trip in enumerate(self.travel.measured):
            refuse_unknown(places, trip.origin, f"travel.measured[{index}].origin")
            refuse_unknown(places, trip.destination, f"travel.measured[{index}].destination")
        self._refuse_strange_shifts(places)
        self._refuse_strange_people(places, shifts, openings)
        self._refuse_strange_ties(places, openings, people)

    def _refuse_strange_shifts(self, places: set[str]) -> None:
        most: Counter[str] = Counter()
        for opening in self.openings:
            most[opening.shift] += opening.most
        for index, shift in enumerate(self.shifts):
            refuse_outside(f"shifts[{index}].day", shift.day, 0, self.days - 1)
            if shift.place is not None:
                refuse_unknown(places, shift.place, f"shifts[{index}].place")
            if most[shift.id]:
                refuse_outside(f"shifts[{index}].least_adults", shift.adults, 0, most[shift.id])

    def _refuse_strange_people(self, places: set[str], shifts: set[str], openings: set[str]) -> None:
        known = places | {shift.series for shift in self.shifts if shift.series}
        for index, person in enumerate(self.people):
            path = f"people[{index}]"
            if person.base is not None:
                refuse_unknown(places, person.base, f"{path}.base")
            for name in ("free", "busy"):
                for row, span in enumerate(getattr(person, name)):
                    refuse_outside(f"{path}.{name}[{row}].day", span.day, 0, self.days - 1)
            for row, busy in enumerate(person.busy):
                if busy.place is not None:
                    refuse_unknown(places, busy.place, f"{path}.busy[{row}].place")
            for name in ("asked", "disliked"):
                for key in getattr(person, name):
                    refuse_unknown(shifts | openings, key, f"{path}.{name}.{key}")
            for row, refused in enumerate(person.refused):
                refuse_unknown(openings, refused, f"{path}.refused[{row}]")
            for key in person.familiar:
                refuse_unknown(known, key, f"{path}.familiar.{key}")

    def _refuse_strange_ties(self, places: set[str], openings: set[str], people: set[str]) -> None:
        for name, assignments in (("standing", self.standing), ("pins", self.pins)):
            seen: set[Assignment] = set()
            for index, assignment in enumerate(assignments):
                refuse_unknown(people, assignment.person, f"{name}[{index}].person")
                refuse_unknown(openings, assignment.opening, f"{name}[{index}].opening")
                found = f"{assignment.person} + {assignment.opening}"
                refuse_unless(assignment not in seen, "duplicate_id", f"{name}[{index}]", found=found)
                seen.add(assignment)
        for index, exclusion in enumerate(self.exclusions):
            refuse_unknown(people, exclusion.person, f"exclusions[{index}].person")
            if exclusion.opening is not None:
                refuse_unknown(openings, exclusion.opening, f"exclusions[{index}].opening")
            if exclusion.place is not None:
                refuse_unknown(places, exclusion.place, f"exclusions[{index}].place")
        for name, pairs in (("apart", self.apart), ("together", self.together)):
            for index, pair in enumerate(pairs):
                refuse_unknown(people, pair.one, f"{name}[{index}].one")
                refuse_unknown(people, pair.other, f"{name}[{index}].other")

    @cached_property
    def shift_by_id(self) -> dict[str, Shift]:
        """Shifts by id."""
        return {shift.id: shift for shift in self.shifts}

    @cached_property
    def opening_by_id(self) -> dict[str, Opening]:
        """Openings by id."""
        return {opening.id: opening for opening in self.openings}

    @cached_property
    def person_by_id(self) -> dict[str, Person]:
        """People by pseudonym."""
        return {person.id: person for person in self.people}

    @cached_property
    def point_of(self) -> dict[str, Point]:
        """Points by place id."""
        return {place.id: place.point for place in self.places}

    @cached_property
    def openings_of(self) -> dict[str, tuple[Opening, ...]]:
        """The openings of each shift, by its id, in the problem's order."""
        found: dict[str, list[Opening]] = {shift.id: [] for shift in self.shifts}
        for opening in self.openings:
            found[opening.shift].append(opening)
        return {shift: tuple(openings) for shift, openings in found.items()}

    def date_of(self, day: int) -> date:
        """The date of a day of the rota."""
        return self.start + timedelta(days=day)

    def shift_of(self, opening: str) -> Shift:
        """The shift an opening belongs to."""
        return self.shift_by_id[self.opening_by_id[opening].shift]

    def week_of(self, day: int) -> int:
        """Which week (Monday to Sunday) of the rota a day lies in, 0 = the first, which may be short."""
        return (day + self.start.weekday()) // 7

    def under_weight(self, opening: Opening) -> int:
        """What each place short of `wanted` costs."""
        return self.shift_by_id[opening.shift].urgency if opening.under_weight is None else opening.under_weight
