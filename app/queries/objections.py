"""What speaks against a pair by today's facts: the musts of the matching rules, asked of rows as they are now.

The pair musts are the solver's own; the musts about what a supporter already carries (caseload, minutes, hours) are
counted here over everything that stands and everything proposed beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.matching import Child as ProblemChild
from app.matching import CircleRole, Pair
from app.matching import Supporter as ProblemSupporter
from app.matching.columns import Asked, Columns
from app.matching.rules import PAIR_MUSTS
from app.models.children import Child
from app.models.programmes import ProgrammeVersion
from app.planning.availability import meeting_starts
from app.planning.capacity import weekly_minutes
from app.queries.hours import meeting_mask
from app.queries.snapshots import Snapshot, snapshot


@dataclass(frozen=True)
class Objection:
    """The code of a must that fails, with its numbers where there are any."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True)
class Proposed:
    """A pair that is to be written; `half_hour` None in a role with weekly meetings: any that fits."""

    child_id: int
    supporter_id: int
    role: str
    half_hour: int | None = field(default=None, compare=False)


@dataclass
class Load:
    """What a supporter carries: children with their households, minutes and hours of the week."""

    children: list[ProblemChild] = field(default_factory=list)
    minutes: int = 0
    hours: int = 0


class Examination:
    """Today's facts about some children and everybody who could stand beside them."""

    def __init__(self, facts: Snapshot) -> None:
        self.facts = facts
        self.problem = facts.problem
        self.columns = Columns(facts.problem)
        self._child = {row_id: facts.problem.child_by_id[code] for code, row_id in facts.children.items()}
        self._supporter = {row_id: facts.problem.supporter_by_id[code] for code, row_id in facts.supporters.items()}

    def against(self, proposed: list[Proposed], ended: Collection[int] = ()) -> dict[Proposed, Objection]:
        """Return what speaks against each of these pairs when all of them are written and `ended` matches are gone."""
        loads, circles = self._standing(ended)
        found: dict[Proposed, Objection] = {}
        for one in proposed:
            objection = self._against_pair(one) or self._against_load(one, loads, circles)
            if objection is not None:
                found[one] = objection
            else:
                self._take(one, loads, circles)
        return found

    def supporter(self, row_id: int) -> ProblemSupporter:
        """Return a supporter by the row's id; KeyError when they no longer come."""
        return self._supporter[row_id]

    def minutes(self, child: ProblemChild, supporter: ProblemSupporter) -> int:
        """Return the minutes one way."""
        return int(self.columns.travel_from(child.place)[self.columns.row_of[supporter.id]])

    def failing(self, child: ProblemChild, role: CircleRole, supporters: list[str]) -> list[list[str]]:
        """Return per supporter the codes of the pair musts that fail."""
        rows = np.array([self.columns.row_of[code] for code in supporters], dtype=np.int64)
        asked = Asked(self.columns, child, role, rows)
        allowed = [(must.code, must.allowed(asked)) for must in PAIR_MUSTS]
        return [[code for code, fine in allowed if not fine[place]] for place in range(len(supporters))]

    def facts_of(self, code: str, child: ProblemChild, role: CircleRole, supporter: ProblemSupporter) -> dict[str, Any]:
        """Return the numbers behind a failing must."""
        if code == "travel":
            limit = min(supporter.travel_limit, role.travel_limit)
            return {"minutes": self.minutes(child, supporter), "limit": limit}
        if code == "stay" and supporter.stays_until:
            return {"until": supporter.stays_until.isoformat()}
        return {}

    def objection_to(
        self, child: ProblemChild, role: CircleRole, supporter: ProblemSupporter, load: Load
    ) -> Objection | None:
        """Return what the supporter's load says to one more child."""
        households = {one.household for one in [*load.children, child]}
        siblings = len(households) == 1 and None not in households and not supporter.elsewhere
        limit = self.problem.sibling_caseload(supporter) if siblings else self.problem.caseload(supporter)
        carried = len({one.id for one in load.children} - {child.id}) + supporter.elsewhere
        if carried >= limit:
            return Objection("caseload", {"children": carried, "limit": limit})
        needed, left = self.needed(child, role, supporter), supporter.weekly_minutes - load.minutes
        if needed > left:
            return Objection("minutes", {"needed": needed, "left": left})
        return None

    def needed(self, child: ProblemChild, role: CircleRole, supporter: ProblemSupporter) -> int:
        """Return the minutes a week a pair takes."""
        meetings = role.meetings_per_year.of(child.rhythm)
        return weekly_minutes(meetings, self.minutes(child, supporter), self.problem.programme.meeting_minutes)

    def free_starts(self, child: ProblemChild, supporter: ProblemSupporter, taken: int) -> int:
        """Return the half-hours at which the two could meet, as bits."""
        common = child.windows.mask & supporter.windows.mask & ~taken
        return meeting_starts(common, self.problem.programme.meeting_half_hours)

    def best_start(self, one: Proposed) -> int | None:
        """Return the half-hour at which the two would meet: one both are glad of, else the first that is free."""
        child, supporter = self._child[one.child_id], self._supporter[one.supporter_id]
        if not self.problem.programme.role(one.role).weekly_slot:
            return None
        loads, circles = self._standing(())
        starts = self.free_starts(child, supporter, loads[supporter.id].hours | circles[child.id][1])
        glad = starts & supporter.windows.preferred_mask or starts & ~supporter.windows.reluctant_mask or starts
        return (glad & -glad).bit_length() - 1 if glad else None

    def _standing(self, ended: Collection[int]) -> tuple[defaultdict[str, Load], defaultdict[str, tuple[set[str], int]]]:
        """Return what supporters carry, and per child who stands there and which hours are taken."""
        loads: defaultdict[str, Load] = defaultdict(Load)
        circles: defaultdict[str, tuple[set[str], int]] = defaultdict(lambda: (set(), 0))
        for pair in self.problem.existing:
            standing = self.facts.standing.get((pair.child, pair.role, pair.supporter))
            if standing is not None and standing.id not in ended:
                self._add(pair, loads, circles)
        return loads, circles

    def _add(
        self, pair: Pair, loads: defaultdict[str, Load], circles: defaultdict[str, tuple[set[str], int]]
    ) -> None:
        child, supporter = self.problem.child_by_id[pair.child], self.problem.supporter_by_id[pair.supporter]
        hours = meeting_mask(pair.slot, self.problem.programme.meeting_half_hours)
        load = loads[supporter.id]
        load.children.append(child)
        load.minutes += self.needed(child, self.problem.programme.role(pair.role), supporter)
        load.hours |= hours
        people, taken = circles[child.id]
        circles[child.id] = (people | {supporter.id}, taken | hours)

    def _take(self, one: Proposed, loads: Any, circles: Any) -> None:
        child, supporter = self._child[one.child_id], self._supporter[one.supporter_id]
        self._add(Pair(child.id, one.role, supporter.id, one.half_hour), loads, circles)

    def _against_pair(self, one: Proposed) -> Objection | None:
        child, supporter = self._child.get(one.child_id), self._supporter.get(one.supporter_id)
        if child is None:
            return Objection("child_gone")
        if supporter is None:
            return Objection("supporter_gone")
        role = self.problem.programme.role(one.role)
        if supporter.kind not in role.kinds:
            return Objection("holders")
        failing = self.failing(child, role, [supporter.id])[0]
        return Objection(failing[0], self.facts_of(failing[0], child, role, supporter)) if failing else None

    def _against_load(self, one: Proposed, loads: Any, circles: Any) -> Objection | None:
        child, supporter = self._child[one.child_id], self._supporter[one.supporter_id]
        role = self.problem.programme.role(one.role)
        people, taken = circles[child.id]
        if supporter.id in people:
            return Objection("other_role")
        load = loads[supporter.id]
        objection = self.objection_to(child, role, supporter, load)
        if objection is None and role.weekly_slot:
            starts = self.free_starts(child, supporter, load.hours | taken)
            wanted = 1 << one.half_hour if one.half_hour is not None else starts
            objection = None if starts & wanted else Objection("slot")
        return objection or self._against_silence(child, supporter, people)

    def _against_silence(self, child: ProblemChild, supporter: ProblemSupporter, people: set[str]) -> Objection | None:
        """H8: a full circle has somebody who speaks the guardian's language."""
        languages = set(child.guardian_languages)
        if not self.problem.programme.guardian_language or not languages:
            return None
        wanted = sum(seats for _, seats in self.problem.seats(child))
        speaks = any(languages & set(self.problem.supporter_by_id[one].languages) for one in [*people, supporter.id])
        return Objection("language") if len(people) + 1 >= wanted and not speaks else None


def examine(version: ProgrammeVersion, child_ids: Collection[int]) -> Examination:
    """Return an examination of these children by today's facts."""
    return Examination(snapshot(version, Child.id.in_(child_ids), "examination"))
