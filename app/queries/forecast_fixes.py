"""What can help a coming shift that lacks somebody: how many people could come, at its hours or at others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.models.accounts import Account
from app.models.activities import Opening
from app.models.assignments import ReplacementAsk
from app.models.replacements import ReplacementSearch, SearchState
from app.queries.fitness import examine, seats_now
from app.queries.forecasts import Forecast
from app.queries.rota_examination import RotaExamination
from app.scheduling.rota.shifts import Assignment as Seat

#: the must of the offered hours, and the one that binds rounds but not people who say yes themselves
HOURS, FREEZE = "available", "freeze"


@dataclass(frozen=True)
class Fix:
    """What can be done for one shift.

    `opening` is the duty looked at: the first that lacks somebody. `could`: people who could come and were not asked for
    it yet; `reached`: how many of them a message reaches, so that the house can ask; `other_hours`: people whom only the
    hours keep away. `running`: people are being asked already.
    """

    opening: Opening | None
    could: int = 0
    reached: int = 0
    other_hours: int = 0
    running: bool = False


def fixes(forecasts: Iterable[Forecast]) -> dict[int, Fix]:
    """Return what can be done for the shifts of one page of the forecast, by shift id; the rules are read once."""
    looked_at = {one.shift.id: lacking_duty(one) for one in forecasts}
    openings = [one for one in looked_at.values() if one is not None]
    if not openings:
        return {shift_id: Fix(None) for shift_id in looked_at}
    rules = examine([one.shift for one in openings], None)
    seats = seats_now(rules)
    reached = set(db.session.scalars(select(Account.supporter_id).where(Account.disabled_at.is_(None))))
    asked = asked_by_opening(openings)
    running = running_for(openings)
    found = {}
    for shift_id, opening in looked_at.items():
        code = rules.opening_of.get(opening.id) if opening is not None else None
        if opening is None or code is None:
            found[shift_id] = Fix(opening)
            continue
        could, other_hours = [], 0
        there = people_there(rules.problem.shift_of(code).id, seats, rules)
        for person, objections in zip(rules.problem.people, rules.objections(seats, code), strict=True):
            against = {one.code for one in objections} - {FREEZE}
            supporter_id = rules.facts.supporters[person.id]
            if supporter_id in asked[opening.id] or person.id in there:
                continue
            if not against:
                could.append(supporter_id)
            other_hours += against == {HOURS}
        found[shift_id] = Fix(opening, len(could), len(reached.intersection(could)), other_hours, opening.id in running)
    return found


def lacking_duty(one: Forecast) -> Opening | None:
    """Return the duty to fill first: one below its least, or else one that has room."""
    counts = one.staffing.openings
    short = [count.opening for count in counts if count.lacking]
    room = [count.opening for count in counts if count.placed < count.opening.wanted]
    return next(iter([*short, *room]), None)


def people_there(shift: str, seats: Iterable[Seat], rules: RotaExamination) -> set[str]:
    """Return who stands on a shift already, whatever their duty."""
    return {seat.person for seat in seats if rules.problem.shift_of(seat.opening).id == shift}


def asked_by_opening(openings: Iterable[Opening]) -> dict[int, set[int]]:
    """Return who was asked for each opening, whatever they said: nobody is asked twice."""
    found: dict[int, set[int]] = {one.id: set() for one in openings}
    query = select(ReplacementAsk.opening_id, ReplacementAsk.supporter_id).where(ReplacementAsk.opening_id.in_(found))
    for opening_id, supporter_id in db.session.execute(query):
        found[opening_id].add(supporter_id)
    return found


def running_for(openings: Iterable[Opening]) -> set[int]:
    """Return the openings people are being asked for now."""
    query = select(ReplacementSearch.opening_id).where(
        ReplacementSearch.opening_id.in_([one.id for one in openings]), ReplacementSearch.state == SearchState.RUNNING
    )
    return set(db.session.scalars(query))
