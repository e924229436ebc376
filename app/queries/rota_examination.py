"""What speaks against somebody on an opening, and who suits it best: the rota's own musts and wishes, asked of rows.

The musts are the solver's rule files. A plan is a set of seats: what stands, what is proposed, what was chosen by hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from app.queries.books import Objection
from app.queries.rota_snapshots import RotaSnapshot
from app.scheduling.rota.columns import Columns
from app.scheduling.rota.day_checks import PersonDays, Ways
from app.scheduling.rota.rules import OPEN_MUSTS, PERSON_MUSTS, binding, wish_asked, wish_familiar
from app.scheduling.rota.shift_checks import broken_on
from app.scheduling.rota.shifts import Assignment as Seat
from app.scheduling.rota.standing import Standing

#: wishes that may be set aside only with a note: somebody said they would rather not
NEEDS_NOTE = ("reluctant_hours", "disliked")
#: opening or shift is not in the rota (any more); supporter is in no rota (any more)
GONE, NOBODY = "shift_gone", "supporter_gone"


@dataclass(frozen=True)
class Candidate:
    """One person for one opening: the way there, what speaks for them, which musts speak against."""

    code: str
    minutes: int
    reasons: list[dict[str, Any]]
    against: list[Objection] = field(default_factory=list)
    #: minutes with ways in the shift's week as planned
    week: int = 0

    @property
    def one_reason(self) -> bool:
        """Say whether exactly one must keeps them from it."""
        return len(self.against) == 1

    @property
    def needs_note(self) -> bool:
        """Say whether choosing them sets a wish aside."""
        return any(reason["code"] in NEEDS_NOTE for reason in self.reasons)


class RotaExamination:
    """A problem by today's facts, asked about seats."""

    def __init__(self, facts: RotaSnapshot) -> None:
        self.facts = facts
        self.problem = facts.problem
        self.columns = Columns(facts.problem)
        self.person_of = {row_id: code for code, row_id in facts.supporters.items()}
        self.opening_of = {row_id: code for code, row_id in facts.openings.items()}

    @cached_property
    def _asked(self) -> Any:
        return wish_asked.score(self.columns)

    @cached_property
    def _familiar(self) -> Any:
        return wish_familiar.score(self.columns)

    @cached_property
    def _open_musts(self) -> list[tuple[str, Any]]:
        return [(must.code, must.allowed(self.columns)) for must in OPEN_MUSTS]

    def seat(self, supporter_id: int, opening_id: int) -> Seat | None:
        """Return a seat by its rows; None when the opening or the person is in no rota (any more)."""
        person, opening = self.person_of.get(supporter_id), self.opening_of.get(opening_id)
        return Seat(person, opening) if person and opening else None

    def missing(self, supporter_id: int, opening_id: int) -> Objection:
        """Return why there is no such seat."""
        return Objection(GONE if opening_id not in self.opening_of else NOBODY)

    def standing(self, seats: Iterable[Seat]) -> Standing:
        """Return a plan, ready to be asked; frozen seats of the week before belong to every plan."""
        frozen = (seat for seat in self.problem.standing if self._frozen(seat))
        return Standing(self.columns, dict.fromkeys([*frozen, *seats]))

    def objections(self, seats: Iterable[Seat], opening: str, *, alone: bool = False) -> list[list[Objection]]:
        """Return per person of the problem what speaks against their joining `opening` beside `seats`.

        `alone`: ask only the rules about the person, whoever else is on the shift.
        """
        plan, column = self.standing(seats), self.columns.opening_row[opening]
        answers = [(code, table[:, column]) for code, table in self._open_musts]
        answers += [(must.code, must.allowed(plan, column)) for must in PERSON_MUSTS]
        if not alone:
            answers += [(must.code, must.allowed(plan, column)) for must in binding(self.problem.programme)]
        found: list[list[Objection]] = [[] for _ in self.problem.people]
        for code, fine in answers:
            for row in np.flatnonzero(~fine).tolist():
                found[row].append(Objection(code, self._numbers(code, row, column, plan)))
        return found

    def against(self, seats: Iterable[Seat], seat: Seat) -> list[Objection]:
        """Return what speaks against one person joining an opening beside `seats`."""
        others = [one for one in seats if one != seat]
        return self.objections(others, seat.opening)[self.columns.person_row[seat.person]]

    def doubtful(self, seats: Iterable[Seat]) -> set[Seat]:
        """Return the seats whose person, opening or shift the checker objects to, when all of these are taken."""
        plan = tuple(self.standing(seats).assignments)
        theirs: defaultdict[str, list[Seat]] = defaultdict(list)
        on: defaultdict[str, list[str]] = defaultdict(list)
        for seat in plan:
            theirs[seat.person].append(seat)
            on[seat.opening].append(seat.person)
        problem, ways = self.problem, Ways(self.problem)
        named = {
            person
            for person, some in theirs.items()
            if any(PersonDays(problem, problem.person_by_id[person], some, ways).violations())
        }
        named |= {code for code, people in on.items() if len(people) > problem.opening_by_id[code].most}
        named |= {shift.id for shift in problem.shifts if any(broken_on(problem, shift, on))}
        return {seat for seat in plan if {seat.person, seat.opening, problem.shift_of(seat.opening).id} & named}

    def candidates(self, seats: Iterable[Seat], opening: str) -> list[Candidate]:
        """Return everybody for an opening, who can come first, the most fitting first."""
        seats = list(seats)
        there = {seat.person for seat in seats if self._same_shift(seat.opening, opening)}
        objections = self.objections(seats, opening)
        plan = self.standing(seats)
        column = self.columns.opening_row[opening]
        shift = self.columns.shift_of[column]
        weeks = plan.minutes_by_week[:, self.columns.week[shift]]
        order = sorted(
            (row for row, person in enumerate(self.problem.people) if person.id not in there),
            key=lambda row: (len(objections[row]), *self._rank(row, column, int(weeks[row]))),
        )
        return [self._candidate(row, column, objections[row], int(weeks[row])) for row in order]

    def reasons(self, seat: Seat) -> list[dict[str, Any]]:
        """Return what speaks for a seat."""
        return self._reasons(self.columns.person_row[seat.person], self.columns.opening_row[seat.opening])

    def minutes(self, seat: Seat) -> int:
        """Return the minutes of the way, one way."""
        shift = self.columns.shift_of[self.columns.opening_row[seat.opening]]
        return int(self.columns.way[self.columns.person_row[seat.person], shift])

    def _candidate(self, row: int, column: int, against: list[Objection], week: int) -> Candidate:
        minutes = int(self.columns.way[row, self.columns.shift_of[column]])
        return Candidate(self.problem.people[row].id, minutes, self._reasons(row, column), against, week)

    def _rank(self, row: int, column: int, week: int) -> tuple[Any, ...]:
        """Order the wishes of one seat: asked for, little carried so far, known there, near."""
        person, shift = self.problem.people[row], self.columns.shift_of[column]
        carried = person.burden_before + week
        given = max(1, person.limits.minutes_a_week or 1)
        return (
            -int(self._asked[row, column]),
            round(carried / given, 1),
            -int(self._familiar[row, shift]),
            int(self.columns.way[row, shift]),
            person.id,
        )

    def _reasons(self, row: int, column: int) -> list[dict[str, Any]]:
        person, shift = self.problem.people[row], self.columns.shift_of[column]
        opening = self.problem.openings[column].id
        found: list[dict[str, Any]] = []
        if opening in person.asked:
            found.append({"code": "asked"})
        elif self.columns.preferred[row, shift]:
            found.append({"code": "preferred_hours"})
        if opening in person.disliked:
            found.append({"code": "disliked"})
        if self.columns.reluctant[row, shift]:
            found.append({"code": "reluctant_hours"})
        known = int(self._familiar[row, shift])
        if known:
            found.append({"code": "familiar", "strength": known})
        way = {"code": "travel", "minutes": int(self.columns.way[row, shift]), "mode": person.mode.value}
        return [*found, way]

    def _numbers(self, code: str, row: int, column: int, plan: Standing) -> dict[str, Any]:
        person, shift = self.problem.people[row], self.columns.shift_of[column]
        if code == "travel_limit":
            return {"minutes": int(self.columns.way[row, shift]), "limit": person.travel_limit}
        if code == "validity" and person.valid_until:
            return {"until": person.valid_until.isoformat()}
        if code == "minutes_a_week":
            left = (person.limits.minutes_a_week or 0) - int(plan.minutes_by_week[row, self.columns.week[shift]])
            return {"needed": int(self.columns.load[row, shift]), "left": max(0, left)}
        return {}

    def _frozen(self, seat: Seat) -> bool:
        return self.problem.shift_of(seat.opening).day < self.problem.freeze_until

    def _same_shift(self, one: str, other: str) -> bool:
        return self.problem.opening_by_id[one].shift == self.problem.opening_by_id[other].shift
