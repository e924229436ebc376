"""Many shifts off at once, for one reason: a typhoon and five centres in one action; taken back as one action too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from app.actors import SYSTEM, Actor
from app.clock import now
from app.database import db, transaction
from app.models.activities import Cancellation, Shift, ShiftState
from app.models.assignments import LIVE, Assignment, AssignmentState
from app.models.places import Place
from app.operations.activity_values import ActivityRefused
from app.operations.promises import end_promises, promises
from app.operations.rota_publication import answer_by
from app.operations.shift_people import SHIFT_CANCELLED, let_go, tell_each
from app.operations.traces import record
from app.queries.places import inside
from app.queries.shift_fit import engagements
from app.queries.shifts import coming, people_on, seen_by

#: so long a cancellation can be undone without anybody having heard of it
TELL_AFTER = timedelta(minutes=10)
#: when the first shift begins this soon, people hear at once
AT_ONCE = timedelta(hours=4)
REASONS = ("typhoon", "snow", "road", "holiday", "few_children", "few_adults", "keeper", "other")


@dataclass(frozen=True)
class Selection:
    """Which shifts: at these places and in what lies inside them (none: everywhere), between two moments."""

    places: frozenset[int]
    first: datetime
    last: datetime

    def condition(self) -> ColumnElement[bool]:
        """Return the condition that a coming planned shift is meant."""
        found = coming() & (Shift.starts_at < self.last) & (Shift.ends_at > self.first)
        if self.places:
            found &= Shift.place_id.in_(select(Place.id).where(inside(self.places)))
        return found


def selected(selection: Selection, by: Actor) -> list[Shift]:
    """Return the shifts a selection names, within the actor's places, in order."""
    query = select(Shift).where(selection.condition(), seen_by(by)).order_by(Shift.starts_at, Shift.id)
    return list(db.session.scalars(query))


def cancel_selected(selection: Selection, reason: str, *, by: Actor) -> str:
    """Call off every shift a selection names; return the public id of the cancellation. Raise ActivityRefused."""
    with transaction():
        query = select(Shift).where(selection.condition(), seen_by(by)).order_by(Shift.id).with_for_update()
        return _cancel(list(db.session.scalars(query)), reason, by)


def cancel_shift(shift_id: int, reason: str, *, by: Actor) -> str:
    """Call off one shift; return the public id of the cancellation. Raise ActivityRefused."""
    with transaction():
        query = select(Shift).where(Shift.id == shift_id, coming(), seen_by(by)).with_for_update()
        return _cancel(list(db.session.scalars(query)), reason, by)


def _cancel(shifts: list[Shift], reason: str, by: Actor) -> str:
    if reason not in REASONS:
        raise ActivityRefused("reason", "unknown")
    if not shifts:
        raise ActivityRefused("shifts", "nothing")
    first = min(shift.starts_at for shift in shifts)
    tell_at = now() if first - now() <= AT_ONCE else now() + TELL_AFTER
    batch = Cancellation(reason=reason, made_by=by.account_id, tell_at=tell_at)
    db.session.add(batch)
    db.session.flush()
    let_go(people_on(shift.id for shift in shifts), SHIFT_CANCELLED)
    for shift in shifts:
        shift.state, shift.reason, shift.cancellation_id = ShiftState.CANCELLED, reason, batch.id
    record(by, "shifts.cancelled", "cancellation", batch.public_id, f"{reason} {len(shifts)}")
    db.session.flush()
    if tell_at <= now():
        _tell(batch)
    return batch.public_id


def tell_of_cancellations() -> int:
    """Tell people of shifts called off some minutes ago; return how many cancellations. For the timetable."""
    due = select(Cancellation.id).where(
        Cancellation.told_at.is_(None), Cancellation.restored_at.is_(None), Cancellation.tell_at <= now()
    )
    return sum(tell_now(cancellation_id) for cancellation_id in list(db.session.scalars(due)))


def tell_now(cancellation_id: int, *, by: Actor = SYSTEM) -> bool:
    """Tell people of a cancellation unless they have been told or it was taken back; say whether they were."""
    with transaction():
        batch = db.session.get_one(Cancellation, cancellation_id, with_for_update=True)
        if batch.told_at is not None or batch.restored_at is not None:
            return False
        _tell(batch)
        if by.account_id is not None:
            record(by, "shifts.told", "cancellation", batch.public_id)
        return True


def _tell(batch: Cancellation) -> None:
    people = let_go_by(batch.id)
    tell_each(people, "shift_cancelled", "shifts_cancelled")
    others = end_promises(shifts_off(batch.id))
    batch.told_at, batch.told_people = now(), len({one.supporter_id for one in people} | others)


def to_tell(cancellation_id: int) -> int:
    """Return how many people are to hear of a cancellation: those on its shifts, who wait for them, who are asked."""
    people = {one.supporter_id for one in let_go_by(cancellation_id)}
    return len(people | set(promises(shifts_off(cancellation_id)).concerned))


def shifts_off(cancellation_id: int) -> list[int]:
    """Return the shifts a cancellation took, as long as they are off."""
    return list(db.session.scalars(select(Shift.id).where(Shift.cancellation_id == cancellation_id)))


def let_go_by(cancellation_id: int) -> list[Assignment]:
    """Return whose shift a cancellation took, as long as it is off."""
    query = (
        select(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Shift.cancellation_id == cancellation_id,
            Assignment.state == AssignmentState.CANCELLED,
            Assignment.reason == SHIFT_CANCELLED,
        )
        .options(selectinload(Assignment.shift))
        .order_by(Assignment.id)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class Restored:
    """What taking a cancellation back did."""

    shifts: int
    #: people who are on their shifts again, or asked again
    back: int
    #: people who are elsewhere by now
    lost: int
    told: bool


def restore(public_id: str, *, told: bool, by: Actor) -> Restored:
    """Take a cancellation back. Raise ActivityRefused.

    Before anybody was told (`told` False) everything is as it was. Afterwards (`told` True) whoever is still free is
    asked again, with new time to answer; places in queues, offers to swap and asks to step in have ended for good
    (`promises`). Shifts that have begun meanwhile stay off.
    """
    with transaction():
        query = select(Cancellation).where(Cancellation.public_id == public_id).with_for_update()
        batch = db.session.scalar(query)
        if batch is None:
            raise ActivityRefused("cancellation", "unknown")
        if batch.restored_at is not None:
            raise ActivityRefused("cancellation", "restored")
        if not told and batch.told_at is not None:
            raise ActivityRefused("cancellation", "told")
        told = batch.told_at is not None
        here = select(Shift).where(
            Shift.cancellation_id == batch.id, Shift.state == ShiftState.CANCELLED, Shift.starts_at > now(), seen_by(by)
        )
        shifts = list(db.session.scalars(here.with_for_update()))
        if not shifts:
            raise ActivityRefused("cancellation", "over")
        people = [one for one in let_go_by(batch.id) if one.shift in shifts]
        for shift in shifts:
            shift.state, shift.reason, shift.cancellation_id = ShiftState.PLANNED, "", None
        back, lost = _bring_back(people, asked_again=told)
        batch.restored_at = now()
        record(by, "shifts.restored", "cancellation", batch.public_id, str(len(shifts)))
        if told:
            tell_each(back, "shift_restored", "shifts_restored")
        return Restored(len(shifts), len({one.supporter_id for one in back}), len(lost), told)


def _bring_back(people: Iterable[Assignment], *, asked_again: bool) -> tuple[list[Assignment], list[Assignment]]:
    """Put people back on their shifts, unless they are elsewhere by now; return who is back and who is not."""
    people = list(people)
    if not people:
        return [], []
    known = engagements(
        (one.supporter_id for one in people),
        min(one.shift.starts_at for one in people),
        max(one.shift.ends_at for one in people),
    )
    back: list[Assignment] = []
    lost: list[Assignment] = []
    for one in people:
        if known.elsewhere(one.supporter_id, one.shift.starts_at, one.shift.ends_at) or one.state_before not in LIVE:
            lost.append(one)
            continue
        one.state = AssignmentState.OFFERED if asked_again else AssignmentState(one.state_before)
        one.reason, one.state_before, one.ended_at = "", "", None
        if asked_again:
            one.offered_at, one.answered_at, one.answer_by = now(), None, answer_by(one.shift.starts_at)
        back.append(one)
    db.session.flush()
    return back, lost
