"""Shifts that wait to be signed off, and what speaks from check-in and check-out for the minutes of each person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists

from app.actors import Actor
from app.clock import midnight, now, today
from app.models.activities import Shift, ShiftState
from app.models.assignments import SEATED, Assignment, AssignmentState
from app.queries.day_sheets import kept_shifts
from app.queries.shifts import people_on

#: times this near to the shift's are plain: nobody needs to look
NEAR = timedelta(minutes=10)


@dataclass(frozen=True)
class Suggestion:
    """What the times say of one person: came or not (None: nobody knows), minutes within the shift, what is doubtful.

    `doubts`: early, late (they came), left_early, left_late, not_out (nobody noted their leaving), unknown (whether they
    came), settled (the minutes are written already). No doubt: it is plain.
    """

    assignment: Assignment
    came: bool | None
    minutes: int
    doubts: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Say whether nobody needs to look."""
        return not self.doubts


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
        return Suggestion(one, one.state == AssignmentState.DONE, one.minutes_signed, ("settled",))
    if one.checked_in_at is None:
        missed = one.state == AssignmentState.MISSED
        # Asked, never answered, not seen: there is nothing to decide.
        silent = one.state == AssignmentState.OFFERED
        return Suggestion(one, False, 0) if missed or silent else Suggestion(one, None, 0, ("unknown",))
    left = one.checked_out_at or one.shift.ends_at
    return Suggestion(one, True, counted_minutes(one.shift, one.checked_in_at, left), tuple(doubts_of(one)))


def counted_minutes(shift: Shift, came_at: datetime, left_at: datetime) -> int:
    """Return the minutes between coming and leaving that lie within the shift: what more it was, its keeper says."""
    begun = max(came_at, shift.starts_at)
    ended = min(left_at, shift.ends_at)
    return max(0, int((ended - begun).total_seconds() // 60))


def doubts_of(one: Assignment) -> Iterator[str]:
    """Yield what is doubtful of the times of somebody who came."""
    assert one.checked_in_at is not None
    shift = one.shift
    if one.checked_in_at < shift.starts_at - NEAR:
        yield "early"
    elif one.checked_in_at > shift.starts_at + NEAR:
        yield "late"
    if one.checked_out_at is None:
        yield "not_out"
    elif one.checked_out_at < shift.ends_at - NEAR:
        yield "left_early"
    elif one.checked_out_at > shift.ends_at + NEAR:
        yield "left_late"


def all_plain(people: Iterable[Suggestion]) -> bool:
    """Say whether a shift can be signed off with one tap: somebody came, and of everybody it is plain."""
    people = list(people)
    return any(one.came for one in people) and all(one.plain for one in people)
