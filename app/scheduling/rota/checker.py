"""Recounts an answer from the problem alone, sharing nothing with rules or search, and returns every violation.

What stands inside the freeze is a fact: a must that frozen assignments break by themselves is nobody's violation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from app.planning.reasons import Reason, reason
from app.scheduling.rota.day_checks import PersonDays, Ways
from app.scheduling.rota.plan import OverruledPin, RotaOutcome
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.programme import BLENDED, ShiftMust
from app.scheduling.rota.shift_checks import broken_on
from app.scheduling.rota.shifts import Assignment
from app.scheduling.rota.wish_checks import WishCount

Violation = Reason


def check(problem: RotaProblem, outcome: RotaOutcome) -> list[Violation]:
    """All violations of musts and all figures that are not what the rota says; empty when the answer is sound."""
    recount = _Recount(problem, outcome)
    strange = list(recount.strange_assignments())
    if strange:
        return strange
    return [
        *recount.freeze(),
        *recount.people(),
        *recount.shifts(),
        *recount.pairs(),
        *recount.pins(),
        *recount.figures(),
    ]


class _Recount:
    def __init__(self, problem: RotaProblem, outcome: RotaOutcome) -> None:
        self.problem = problem
        self.outcome = outcome
        self.assignments = outcome.rota.assignments
        self.ways = Ways(problem)

    def strange_assignments(self) -> Iterator[Violation]:
        for assignment, count in Counter(self.assignments).items():
            facts = {"person": assignment.person, "opening": assignment.opening}
            if assignment.person not in self.problem.person_by_id:
                yield reason("unknown_person", **facts)
            elif assignment.opening not in self.problem.opening_by_id:
                yield reason("unknown_opening", **facts)
            elif count > 1:
                yield reason("repeated", **facts, count=count)

    def freeze(self) -> Iterator[Violation]:
        """Inside the freeze exactly what stands."""
        there, stood = set(filter(self._frozen, self.assignments)), set(filter(self._frozen, self.problem.standing))
        for assignment in sorted(there ^ stood):
            code = "freeze_added" if assignment in there else "freeze_removed"
            yield reason(code, person=assignment.person, opening=assignment.opening)

    def people(self) -> Iterator[Violation]:
        """Everything that binds one person."""
        of = self._by_person(self.assignments)
        for person in self.problem.people:
            theirs = of[person.id]
            days = PersonDays(self.problem, person, theirs, self.ways)
            yield from days.violations()
            named = person.id in self.outcome.rota.below_least
            working = any(not self._frozen(assignment) for assignment in theirs)
            least = person.limits.least_minutes
            if named and (working or days.minutes >= least):
                yield reason("wrongly_below_least", person=person.id, there=days.minutes, least=least)
            elif not named and days.minutes < least:
                yield reason("least_minutes", person=person.id, there=days.minutes, least=least)

    def shifts(self) -> Iterator[Violation]:
        """Headcounts, and the musts of every shift that can start."""
        on = self._by_opening(self.assignments)
        for opening in self.problem.openings:
            there = len(on[opening.id])
            frozen = self.problem.shift_of(opening.id).day < self.problem.freeze_until
            if there > opening.most and not frozen:
                yield reason("headcount", opening=opening.id, there=there, most=opening.most)
        for shift in self.problem.shifts:
            if shift.day >= self.problem.freeze_until:
                yield from broken_on(self.problem, shift, on)

    def pairs(self) -> Iterator[Violation]:
        """People kept apart and people kept together."""
        on_shift: dict[str, set[str]] = defaultdict(set)
        for assignment in self.assignments:
            shift = self.problem.shift_of(assignment.opening)
            if shift.day >= self.problem.freeze_until:
                on_shift[shift.id].add(assignment.person)
        for shift_id, people in on_shift.items():
            for pair in self.problem.apart:
                if {pair.one, pair.other} <= people:
                    yield reason("apart", shift=shift_id, one=pair.one, other=pair.other)
            for pair in self.problem.together:
                if (pair.one in people) != (pair.other in people):
                    yield reason("together", shift=shift_id, one=pair.one, other=pair.other)

    def pins(self) -> Iterator[Violation]:
        """Every pin is in the rota, or an overruled one that really breaks a must."""
        overruled = {told.pin: told for told in self.outcome.rota.overruled}
        for pin in self.problem.pins:
            facts = {"person": pin.person, "opening": pin.opening}
            if pin in overruled:
                if pin in self.assignments or not self._rightly_overruled(overruled[pin]):
                    yield reason("pin_wrongly_overruled", **facts, must=overruled[pin].must)
            elif pin not in self.assignments:
                yield reason("pin_lost", **facts)

    def figures(self) -> Iterator[Violation]:
        """Counts and wish values as told, and no value above its bound."""
        on = self._by_opening(self.assignments)
        wanted = sum(opening.wanted for opening in self.problem.openings)
        filled = sum(min(opening.wanted, len(on[opening.id])) for opening in self.problem.openings)
        for name, told, counted in (
            ("wanted", self.outcome.wanted, wanted),
            ("filled", self.outcome.filled, filled),
        ):
            if told != counted:
                yield reason("figure", name=name, told=told, counted=counted)
        offers: dict[str, int] = {}
        count, empty = (WishCount(self.problem, whose, self.ways, offers) for whose in (self.assignments, ()))
        values = {wish.value: (count.value(wish), empty.value(wish)) for wish in self.problem.programme.wishes}
        if self.problem.programme.blended:
            sums = (sum(value for value, _ in values.values()), sum(nothing for _, nothing in values.values()))
            values = {BLENDED: sums}
        if [wish.code for wish in self.outcome.wishes] != list(values):
            yield reason("wishes", told=",".join(wish.code for wish in self.outcome.wishes))
            return
        for result in self.outcome.wishes:
            value, nothing = values[result.code]
            if result.value != value:
                yield reason("figure", name=result.code, told=result.value, counted=value)
            if result.empty != nothing:
                yield reason("figure", name=f"{result.code}.empty", told=result.empty, counted=nothing)
            if result.bound < value:
                yield reason("bound", name=result.code, bound=result.bound, counted=value)

    def _rightly_overruled(self, overruled: OverruledPin) -> bool:
        """The pin breaks that must by itself, or on top of the pins and frozen assignments that are kept."""
        pin, kept = overruled.pin, [a for a in self.assignments if a in self.problem.pins or self._frozen(a)]
        if self._frozen(pin):
            return overruled.must == "freeze"
        person = self.problem.person_by_id[pin.person]
        theirs = [a for a in kept if a.person == pin.person]
        found = {v.code for v in PersonDays(self.problem, person, [*theirs, pin], self.ways).violations()}
        found -= {v.code for v in PersonDays(self.problem, person, theirs, self.ways).violations()}
        return overruled.must in found or overruled.must in self._together_musts(pin, kept)

    def _together_musts(self, pin: Assignment, kept: list[Assignment]) -> set[str]:
        """The musts about several people that can forbid this pin beside what is kept."""
        shift = self.problem.shift_of(pin.opening)
        there = {a.person for a in kept if self.problem.shift_of(a.opening) is shift}
        found = {"whole_or_closed"} if shift.may_stay_closed else set()
        if sum(a.opening == pin.opening for a in kept) >= self.problem.opening_by_id[pin.opening].most:
            found.add("headcount")
        if any({p.one, p.other} <= there | {pin.person} for p in self.problem.apart if pin.person in (p.one, p.other)):
            found.add("apart")
        if any(pin.person in (p.one, p.other) for p in self.problem.together):
            found.add("together")
        asked = {
            ShiftMust.TWO_ADULTS: shift.adults > 0,
            ShiftMust.NO_NEWCOMERS_ALONE: True,
            ShiftMust.WOMAN: shift.needs_woman,
            ShiftMust.FIRST_AIDER: shift.needs_first_aider,
        }
        return found | {must.value for must in self.problem.programme.shift_musts if asked[must]}

    def _frozen(self, assignment: Assignment) -> bool:
        return self.problem.shift_of(assignment.opening).day < self.problem.freeze_until

    @staticmethod
    def _by_person(assignments: Iterable[Assignment]) -> dict[str, list[Assignment]]:
        found: dict[str, list[Assignment]] = defaultdict(list)
        for assignment in assignments:
            found[assignment.person].append(assignment)
        return found

    @staticmethod
    def _by_opening(assignments: Iterable[Assignment]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for assignment in assignments:
            found[assignment.opening].append(assignment.person)
        return found
