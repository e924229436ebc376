"""When somebody cannot come: whom to ask, and which repairs disturb fewest people. No solver is needed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, islice

import numpy as np

from app.planning.reasons import Reason, reason
from app.scheduling.rota.columns import Bools, Columns
from app.scheduling.rota.day_checks import PersonDays, Ways
from app.scheduling.rota.explain import Explainer
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.rules import PERSON_MUSTS, binding, must_freeze, open_table
from app.scheduling.rota.shifts import Assignment
from app.scheduling.rota.standing import Standing

MOST_PROPOSALS = 3
USUAL_BUDGET = 3
MOST_GIVEN_UP = 2
"""Somebody who moves gives up at most so many shifts for one they take on."""
MOST_TRIES = 1500
"""Rotas looked at, per number of people disturbed and of gaps left open. One takes a few milliseconds at 1,000 people;
four gaps with nobody free for them would otherwise take minutes. Nearer people are tried first."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Somebody who could come instead, with what speaks for them."""

    person: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to close the gaps: who joins which opening, who gives up which, and what stays open.

    `disturbed`: everybody whose days change, those who cannot come not counted; never more than the budget.
    """

    joins: tuple[Assignment, ...]
    leaves: tuple[Assignment, ...]
    left_open: tuple[str, ...]
    disturbed: tuple[str, ...]

    def after(self, left: Iterable[Assignment]) -> tuple[Assignment, ...]:
        """The rota after the repair, from the assignments that are left."""
        return tuple(sorted({*left, *self.joins} - set(self.leaves)))


def replacements(
    problem: RotaProblem,
    standing: Iterable[Assignment],
    gap: Assignment,
    *,
    last_asked: Mapping[str, date] | None = None,
    said_no: Collection[str] = (),
) -> tuple[Replacement, ...]:
    """Everybody who could come in the place of `gap.person`: whom no must forbids, also inside the freeze.

    Never asked or least recently asked first, then the nearest, then whoever carries least. `last_asked`: the day each
    person was last asked to step in. Those in `said_no`, like those who refused the opening, are left out. `gap.person`
    is "" where the place was open from the start; it and `said_no` may name people who are in no rota any more.
    """
    asked = last_asked or {}
    explainer = Explainer(problem, [assignment for assignment in standing if assignment != gap])
    answers = explainer.answers(gap.opening)
    fits = np.logical_and.reduce([allowed for code, allowed in answers.items() if code != "freeze"])
    for name in {gap.person, *said_no} & explainer.columns.person_row.keys():
        fits[explainer.columns.person_row[name]] = False
    way = explainer.columns.way[:, explainer.columns.shift_of[explainer.columns.opening_row[gap.opening]]]
    share = explainer.shares

    def rank(row: int) -> tuple[date, int, int, str]:
        name = problem.people[row].id
        return asked.get(name, date.min), int(way[row]), int(share[row]), name

    found = []
    for row in sorted((int(row) for row in np.flatnonzero(fits)), key=rank):
        name = problem.people[row].id
        told = reason("last_asked", on=asked[name].isoformat()) if name in asked else reason("never_asked")
        found.append(Replacement(name, (told, *explainer.reasons(Assignment(name, gap.opening)))))
    return tuple(found)


def repairs(
    problem: RotaProblem,
    standing: Iterable[Assignment],
    gaps: Collection[Assignment],
    *,
    budget: int = USUAL_BUDGET,
    said_no: Collection[str] = (),
) -> tuple[Repair, ...]:
    """At most three ways to close the gaps that leave as few as possible open, those that disturb fewest people first.

    Nothing inside the freeze moves: gaps there stay open (ask `replacements` for them). Whoever comes only together
    with somebody who cannot come falls out with them. Nobody who cannot come, or is in `said_no`, is asked for anything.
    """
    search = _Search(problem, standing, gaps, said_no)
    for still_open in range(len(search.gaps) + 1):
        found = list(islice(search.proposals(still_open, budget), MOST_PROPOSALS))
        if found:
            return tuple(found)
    return ()


@dataclass(frozen=True, slots=True)
class _Step:
    """Where the search stands: what everybody does, which openings still lack somebody, what has changed."""

    assignments: frozenset[Assignment]
    gaps: tuple[str, ...]
    joins: frozenset[Assignment] = frozenset()
    leaves: frozenset[Assignment] = frozenset()
    left_open: tuple[str, ...] = ()

    @property
    def disturbed(self) -> frozenset[str]:
        return frozenset(assignment.person for assignment in self.joins | self.leaves)


class _Search:
    def __init__(
        self,
        problem: RotaProblem,
        standing: Iterable[Assignment],
        gaps: Collection[Assignment],
        said_no: Collection[str],
    ) -> None:
        self.problem = problem
        self.columns = Columns(problem)
        self.frozen = set(must_freeze.fixed(self.columns))
        everything = set(standing)
        fallen_out = set(gaps) | set(self._companions(everything, gaps))
        self.left = frozenset(everything - fallen_out)
        inside = [gap.opening for gap in sorted(fallen_out) if self._day(gap.opening) < problem.freeze_until]
        self.gaps = tuple(g.opening for g in sorted(fallen_out) if self._day(g.opening) >= problem.freeze_until)
        self.always_open = tuple(inside)
        self._fixed_people = {gap.person for gap in gaps} | set(said_no)
        self._musts = [must.allowed for must in PERSON_MUSTS] + [must.allowed for must in binding(problem.programme)]
        self._ways = Ways(problem)
        self._tries = MOST_TRIES
        self._joinable: dict[tuple[frozenset[Assignment], str], Bools] = {}

    def proposals(self, still_open: int, budget: int) -> Iterator[Repair]:
        """Repairs that leave so many gaps open, by the number of people disturbed; no two alike."""
        seen: set[tuple[frozenset[Assignment], frozenset[Assignment]]] = set()
        for people in range(budget + 1):
            self._tries = MOST_TRIES
            for step in self._steps(_Step(self.left, self.gaps), people, still_open):
                if len(step.disturbed) == people and len(step.left_open) == still_open:
                    key = (step.joins, step.leaves)
                    if key not in seen:
                        seen.add(key)
                        yield self._repair(step)

    def _repair(self, step: _Step) -> Repair:
        left_open = tuple(sorted((*self.always_open, *step.left_open)))
        return Repair(tuple(sorted(step.joins)), tuple(sorted(step.leaves)), left_open, tuple(sorted(step.disturbed)))

    def _steps(self, step: _Step, people: int, still_open: int) -> Iterator[_Step]:
        """All ends of the search that disturb at most so many people, nearest people first."""
        if not step.gaps:
            yield step
            return
        if self._tries <= 0:
            return
        gap, rest = step.gaps[0], step.gaps[1:]
        candidates = self._candidates(step, people, still_open)
        for person in candidates:
            joined = Assignment(person, gap)
            if self._may_join(step.assignments, joined):
                yield from self._steps(
                    _Step(step.assignments | {joined}, rest, step.joins | {joined}, step.leaves, step.left_open),
                    people, still_open,
                )  # fmt: skip
        for person in candidates:
            for given_up in self._ways_to_make_room(step, Assignment(person, gap)):
                joined = Assignment(person, gap)
                yield from self._steps(
                    _Step(
                        (step.assignments - given_up) | {joined},
                        (*rest, *sorted(a.opening for a in given_up)),
                        step.joins | {joined}, step.leaves | given_up, step.left_open,
                    ),
                    people, still_open,
                )  # fmt: skip
        if len(step.left_open) < still_open and gap in self.gaps:
            yield from self._steps(self._leave_open(step, gap, rest), people, still_open)

    def _candidates(self, step: _Step, people: int, still_open: int) -> list[str]:
        """Who may come to the first gap at all, nearest first; nobody new once enough people are disturbed.

        The last new one must be allowed at every other gap that nobody disturbed so far may fill.
        """
        may = open_table(self.columns)
        column, *rest = (self.columns.opening_row[gap] for gap in step.gaps)
        disturbed = step.disturbed
        fits = may[:, column].copy()
        fits[[self.columns.person_row[name] for name in self._fixed_people & self.columns.person_row.keys()]] = False
        known = [self.columns.person_row[name] for name in disturbed]
        if len(disturbed) + 1 >= people:
            needed = [other for other in rest if not may[known, other].any()]
            spare = still_open - len(step.left_open)
            others = fits & ((~may[:, needed]).sum(axis=1) <= spare) if len(disturbed) < people else np.zeros_like(fits)
            others[known] = fits[known] & (len(needed) <= spare or len(disturbed) < people)
            fits = others
        rows = np.flatnonzero(fits)
        order = rows[np.lexsort((rows, self.columns.way[rows, self.columns.shift_of[column]]))]
        return [self.problem.people[row].id for row in order]

    def _may_join(self, assignments: frozenset[Assignment], joined: Assignment) -> bool:
        key = (assignments ^ self.left, joined.opening)
        if key not in self._joinable:
            self._tries -= 1
            column = self.columns.opening_row[joined.opening]
            standing = Standing(self.columns, assignments)
            answers = [allowed(standing, column) for allowed in self._musts]
            self._joinable[key] = np.logical_and.reduce(answers)
        return bool(self._joinable[key][self.columns.person_row[joined.person]])

    def _ways_to_make_room(self, step: _Step, joined: Assignment) -> Iterator[frozenset[Assignment]]:
        """The fewest shifts somebody gives up to be able to come, where they cannot come beside all they do."""
        if self._may_join(step.assignments, joined):
            return
        theirs = sorted(
            a for a in step.assignments - step.joins - self.frozen
            if a.person == joined.person and a != joined and not self._tied(step.assignments, a)
        )  # fmt: skip
        for size in range(1, MOST_GIVEN_UP + 1):
            found = False
            for given_up in map(frozenset, combinations(theirs, size)):
                if self._may_join(step.assignments - given_up, joined) and self._days_hold(step, joined, given_up):
                    found = True
                    yield given_up
            if found:
                return

    def _days_hold(self, step: _Step, joined: Assignment, given_up: frozenset[Assignment]) -> bool:
        """Whether giving up a shift breaks no run or least minutes of the person that held before."""
        person = self.problem.person_by_id[joined.person]
        theirs = {a for a in step.assignments if a.person == joined.person}
        before = PersonDays(self.problem, person, sorted(theirs), self._ways)
        after = PersonDays(self.problem, person, sorted((theirs - given_up) | {joined}), self._ways)
        owed = min(before.minutes, person.limits.least_minutes)
        return set(after.violations()) <= set(before.violations()) and after.minutes >= owed

    def _leave_open(self, step: _Step, gap: str, rest: tuple[str, ...]) -> _Step:
        """The gap stays; an optional session that cannot be whole is closed and the others on it are told."""
        shift = self.problem.shift_of(gap)
        told: frozenset[Assignment] = frozenset()
        row = self.columns.shift_row[shift.id]
        if shift.may_stay_closed and not Standing(self.columns, step.assignments).held[row]:
            told = frozenset(a for a in step.assignments if self.problem.shift_of(a.opening) is shift)
        return _Step(
            step.assignments - told, rest, step.joins - told, step.leaves | (told - step.joins), (*step.left_open, gap)
        )

    def _companions(self, everything: set[Assignment], gaps: Collection[Assignment]) -> Iterator[Assignment]:
        """Assignments of people who come only together with somebody who cannot."""
        for gap in gaps:
            tied = {p.other if p.one == gap.person else p.one for p in self.problem.together
                    if gap.person in (p.one, p.other)}  # fmt: skip
            shift = self.problem.shift_of(gap.opening)
            for assignment in everything:
                if assignment.person in tied and self.problem.shift_of(assignment.opening) is shift:
                    yield assignment

    def _tied(self, assignments: frozenset[Assignment], theirs: Assignment) -> bool:
        """Whether somebody on the shift is there only because this person is."""
        return any(True for _ in self._companions(set(assignments), [theirs]))

    def _day(self, opening: str) -> int:
        return self.problem.shift_of(opening).day
