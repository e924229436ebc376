"""What supporters already carry, and what that says to one more pair: caseload, minutes, hours, the circle's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.matching import Child, CircleRole, Pair, Problem, Supporter
from app.matching.columns import Columns
from app.planning.availability import meeting_starts
from app.planning.capacity import weekly_minutes
from app.queries.hours import meeting_mask


@dataclass(frozen=True)
class Objection:
    """The code of a must that fails, with its numbers where there are any."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)


@dataclass
class Load:
    """What one supporter carries: children, minutes a week, half-hours of the week as bits."""

    children: dict[str, Child] = field(default_factory=dict)
    minutes: int = 0
    hours: int = 0


@dataclass
class Circle:
    """What one child has: people, half-hours of the week as bits."""

    people: set[str] = field(default_factory=set)
    hours: int = 0


class Book:
    """Pairs written one after another; asked what speaks against the next one."""

    def __init__(self, problem: Problem, columns: Columns, pairs: Iterable[Pair] = ()) -> None:
        self.problem = problem
        self.columns = columns
        self.loads: defaultdict[str, Load] = defaultdict(Load)
        self.circles: defaultdict[str, Circle] = defaultdict(Circle)
        for pair in pairs:
            self.write(pair)

    def write(self, pair: Pair) -> None:
        """Add a pair."""
        child, supporter = self.problem.child_by_id[pair.child], self.problem.supporter_by_id[pair.supporter]
        hours = meeting_mask(pair.slot, self.problem.programme.meeting_half_hours)
        load, circle = self.loads[supporter.id], self.circles[child.id]
        load.children[child.id] = child
        load.minutes += self.needed(child, self.problem.programme.role(pair.role), supporter)
        load.hours |= hours
        circle.people.add(supporter.id)
        circle.hours |= hours

    def objections(
        self, child: Child, role: CircleRole, supporter: Supporter, half_hour: int | None = None
    ) -> list[Objection]:
        """Return what speaks against one more pair, in the order of the musts; at `half_hour`, or any that is free."""
        found = [
            self._same_person(child, supporter),
            self._language(child, supporter),
            self._caseload(child, supporter),
            self._minutes(child, role, supporter),
            self._slot(child, role, supporter, half_hour),
        ]
        return [objection for objection in found if objection is not None]

    def minutes(self, child: Child, supporter: Supporter) -> int:
        """Return the minutes one way."""
        return int(self.columns.travel_from(child.place)[self.columns.row_of[supporter.id]])

    def needed(self, child: Child, role: CircleRole, supporter: Supporter) -> int:
        """Return the minutes a week a pair takes."""
        meetings = role.meetings_per_year.of(child.rhythm)
        return weekly_minutes(meetings, self.minutes(child, supporter), self.problem.programme.meeting_minutes)

    def best_start(self, child: Child, role: CircleRole, supporter: Supporter) -> int | None:
        """Return the half-hour at which the two would meet: one the supporter is glad of, else the first free one."""
        if not role.weekly_slot:
            return None
        starts = self._free_starts(child, supporter)
        best = starts & supporter.windows.preferred_mask or starts & ~supporter.windows.reluctant_mask or starts
        return (best & -best).bit_length() - 1 if best else None

    def _free_starts(self, child: Child, supporter: Supporter) -> int:
        taken = self.loads[supporter.id].hours | self.circles[child.id].hours
        common = child.windows.mask & supporter.windows.mask & ~taken
        return meeting_starts(common, self.problem.programme.meeting_half_hours)

    def _same_person(self, child: Child, supporter: Supporter) -> Objection | None:
        return Objection("other_role") if supporter.id in self.circles[child.id].people else None

    def _language(self, child: Child, supporter: Supporter) -> Objection | None:
        """H8: a full circle has somebody who speaks the guardian's language."""
        languages = set(child.guardian_languages)
        if not self.problem.programme.guardian_language or not languages:
            return None
        people = self.circles[child.id].people | {supporter.id}
        wanted = sum(seats for _, seats in self.problem.seats(child))
        speaks = any(languages & set(self.problem.supporter_by_id[one].languages) for one in people)
        return None if speaks or len(people) < wanted else Objection("language")

    def _caseload(self, child: Child, supporter: Supporter) -> Objection | None:
        beside = self.loads[supporter.id].children
        households = {one.household for one in [*beside.values(), child]}
        siblings = len(households) == 1 and None not in households and not supporter.elsewhere
        limit = self.problem.sibling_caseload(supporter) if siblings else self.problem.caseload(supporter)
        carried = len(beside.keys() - {child.id}) + supporter.elsewhere
        return Objection("caseload", {"children": carried, "limit": limit}) if carried >= limit else None

    def _minutes(self, child: Child, role: CircleRole, supporter: Supporter) -> Objection | None:
        needed = self.needed(child, role, supporter)
        left = supporter.weekly_minutes - self.loads[supporter.id].minutes
        return Objection("minutes", {"needed": needed, "left": left}) if needed > left else None

    def _slot(self, child: Child, role: CircleRole, supporter: Supporter, half_hour: int | None) -> Objection | None:
        if not role.weekly_slot:
            return None
        starts = self._free_starts(child, supporter)
        wanted = starts if half_hour is None else 1 << half_hour
        return None if starts & wanted else Objection("slot")
