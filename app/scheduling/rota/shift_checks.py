"""For the checker: what a shift that can start must have, recounted from the people on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.planning.people import Gender
from app.planning.reasons import Reason, reason
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.programme import ShiftMust
from app.scheduling.rota.shifts import Shift


def complete(problem: RotaProblem, shift: Shift, on: Mapping[str, list[str]]) -> bool:
    """Whether somebody is there and no opening has fewer people than its least. `on`: people by opening."""
    counts = [(len(on.get(opening.id, ())), opening.least) for opening in problem.openings_of[shift.id]]
    return any(there for there, _ in counts) and all(there >= least for there, least in counts)


def broken_on(problem: RotaProblem, shift: Shift, on: Mapping[str, list[str]]) -> Iterator[Reason]:
    """All musts the people of one shift break together."""
    names = [name for opening in problem.openings_of[shift.id] for name in on.get(opening.id, ())]
    people = [problem.person_by_id[name] for name in names]
    if not complete(problem, shift, on):
        if people and shift.may_stay_closed:
            yield reason("whole_or_closed", shift=shift.id, there=len(people))
        return
    binding = problem.programme.shift_musts
    adults = sum(person.adult for person in people)
    if ShiftMust.TWO_ADULTS in binding and adults < shift.adults:
        yield reason("two_adults", shift=shift.id, there=adults, least=shift.adults)
    if ShiftMust.NO_NEWCOMERS_ALONE in binding and all(person.newcomer for person in people):
        yield reason("no_newcomers_alone", shift=shift.id, there=len(people))
    if ShiftMust.WOMAN in binding and shift.needs_woman and all(p.gender is not Gender.FEMALE for p in people):
        yield reason("woman", shift=shift.id)
    if ShiftMust.FIRST_AIDER in binding and shift.needs_first_aider and not any(p.first_aider for p in people):
        yield reason("first_aider", shift=shift.id)
