"""Shifts that wait to be signed off, and what speaks from check-in and check-out for the minutes of each person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists

from app.actors import Actor
from app.clock import midnight, now, today
from app.models.activities import Shift, ShiftState
from app.models.assignments import SEATED, Assignment, AssignmentState
from app.queries.day_sheets import kept_shifts
from app.queries.shifts import people_on

#: setting up and clearing away count; more than that needs a reason
SET_UP = timedelta(minutes=30)
#: times this near to the shift's are plain: nobody needs to look
NEAR = timedelta(minutes=30)


@dataclass(frozen=True)
class Suggestion:
    """What the times say of one person: came or not (None: nobody knows), minutes, and whether that is plain."""

    assignment: Assignment
    came: bool | None
    minutes: int
    plain: bool


def to_sign_off(actor: Actor) -> Select[Shift]:
    """Return the query for the ended shifts `actor` may sign off, the oldest first: not those they were on themselves."""
    return kept_shifts(actor).where(
        Shift.state.in_((ShiftState.PLANNED, ShiftState.HELD)), Shift.ends_at <= now(), not_on(actor)
    )


def signed_off_today(actor: Actor) -> Select[Shift]:
    """Return the query for the shifts signed off today: that can still be taken back."""
    return kept_shifts(actor).where(Shift.state == ShiftState.CLOSED, Shift.closed_at >= midnight(today()))


def not_on(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the actor has no hours on a shift: nobody signs off their own."""
    own = (Assignment.shift_id == Shift.id, Assignment.supporter_id == actor.supporter_id)
    return ~exists().where(*own, Assignment.state.in_(SEATED))


def suggestions(shifts: Iterable[Shift]) -> dict[int, list[Suggestion]]:
    """Return what the times say of everybody on shifts, by shift id."""
    found: dict[int, list[Suggestion]] = {shift.id: [] for shift in shifts}
    for one in people_on(found, SEATED):
        found[one.shift_id].append(suggestion(one))
    return found


def suggestion(one: Assignment) -> Suggestion:
    """Return what the times say of one person."""
    if one.minutes_signed is not None:
        return Suggestion(one, one.state == AssignmentState.DONE, one.minutes_signed, False)
    if one.checked_in_at is None:
        missed = one.state == AssignmentState.MISSED
        # Asked, never answered, not seen: there is nothing to decide.
        silent = one.state == AssignmentState.OFFERED
        return Suggestion(one, False if missed or silent else None, 0, missed or silent)
    left = one.checked_out_at
    return Suggestion(one, True, counted_minutes(one.shift, one.checked_in_at, left or one.shift.ends_at), near(one))


def counted_minutes(shift: Shift, came_at: datetime, left_at: datetime) -> int:
    """Return the minutes between coming and leaving, with half an hour around the shift at most."""
    begun = max(came_at, shift.starts_at - SET_UP)
    ended = min(left_at, shift.ends_at + SET_UP)
    return max(0, int((ended - begun).total_seconds() // 60))


def near(one: Assignment) -> bool:
    """Say whether somebody came and left about when the shift began and ended, both noted."""
    if one.checked_in_at is None or one.checked_out_at is None:
        return False
    return abs(one.checked_in_at - one.shift.starts_at) <= NEAR and abs(one.checked_out_at - one.shift.ends_at) <= NEAR


def all_plain(people: Iterable[Suggestion]) -> bool:
    """Say whether a shift can be signed off with one tap: somebody came, and of everybody it is plain."""
    people = list(people)
    return any(one.came for one in people) and all(one.plain for one in people)
