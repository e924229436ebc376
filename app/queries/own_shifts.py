"""A supporter's own shifts: those asked for, those said yes to; and their share beside everybody's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import joinedload

from app.clock import midnight, now
from app.database import db
from app.models.accounts import Account
from app.models.activities import ActivitySeries, Shift, ShiftState
from app.models.assignments import COUNTED, Assignment, AssignmentState
from app.models.supporters import Supporter
from app.queries.coming import Coming

#: states of shifts that happened or will
REAL = (ShiftState.PLANNED, ShiftState.HELD, ShiftState.CLOSED)
#: states of somebody who said yes
YES = (AssignmentState.ACCEPTED, AssignmentState.DONE)


def own_shifts(supporter_id: int) -> Select[Assignment]:
    """Return the query for the shifts a supporter comes to, or came."""
    return (
        select(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.supporter_id == supporter_id, Assignment.state.in_(YES), Shift.state.in_(REAL))
    )


def shift_offers(supporter_id: int) -> Select[Assignment]:
    """Return the query for the shifts a supporter is asked for and may still answer, the next first."""
    return (
        select(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.supporter_id == supporter_id,
            Assignment.state == AssignmentState.OFFERED,
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at > now(),
        )
        .order_by(Shift.starts_at, Assignment.id)
    )


def shifts_between(first: date, last: date) -> ColumnElement[bool]:
    """Return the condition that a shift begins on one of these days, both included."""
    return and_(Shift.starts_at >= midnight(first), Shift.starts_at < midnight(last + timedelta(days=1)))


def with_shift(query: Select[Assignment]) -> Select[Assignment]:
    """Load with each assignment what a page shows of it."""
    shift = joinedload(Assignment.shift)
    return query.options(
        shift.joinedload(Shift.place),
        shift.joinedload(Shift.series).joinedload(ActivitySeries.template),
        joinedload(Assignment.opening),
        joinedload(Assignment.supporter).joinedload(Supporter.base),
    )


def calendar_shifts(supporter_id: int, first: date, last: date) -> Select[Assignment]:
    """Return the query for what a phone's calendar shows: shifts one comes to, and those that fell away."""
    there = (*COUNTED, AssignmentState.CANCELLED)
    query = (
        select(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.supporter_id == supporter_id, Assignment.state.in_(there), shifts_between(first, last))
        .where(Assignment.state != AssignmentState.OFFERED)
        .order_by(Shift.starts_at, Assignment.id)
    )
    return with_shift(query)


def find_own(supporter_id: int, public_id: str) -> Assignment | None:
    """Return somebody's own assignment, whatever became of it."""
    query = select(Assignment).where(Assignment.public_id == public_id, Assignment.supporter_id == supporter_id)
    return db.session.scalar(with_shift(query))


def shifts_to_remind_of(since: datetime, until: datetime) -> list[Coming]:
    """Return the planned shifts that begin between two moments, for everybody who said yes."""
    query = (
        select(Assignment, Account.id)
        .join(Shift, Shift.id == Assignment.shift_id)
        .join(Account, Account.supporter_id == Assignment.supporter_id)
        .where(
            Assignment.state == AssignmentState.ACCEPTED,
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at.between(since, until),
            Account.disabled_at.is_(None),
        )
        .options(joinedload(Assignment.shift).joinedload(Shift.place))
    )
    return [
        Coming(account_id, "shift", one.shift.starts_at, one.shift.place, f"/me/day/{one.public_id}")
        for one, account_id in db.session.execute(query)
    ]
