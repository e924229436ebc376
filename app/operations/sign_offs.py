"""Signing a shift off: who was there for how many minutes. Then it is closed, and the hours count (domain 1.11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from app.actors import Actor
from app.clock import local, now, today
from app.database import db, transaction
from app.models.activities import Shift, ShiftState
from app.models.assignments import SEATED, Assignment, AssignmentState
from app.models.hours import Certificate
from app.operations.shift_answers import LAPSED
from app.operations.traces import record, record_change
from app.queries.day_sheets import kept_by
from app.queries.sign_offs import all_plain, suggestion

MOST_MINUTES = 1440
#: why minutes differ from the times that were noted (words in app.wording.service_hours)
REASONS = ("forgot", "late", "early", "longer", "paper", "other")


class CannotSignOff(Exception):
    """A shift cannot be signed off so; `code` says why, `assignment` whose line is at fault ("" for the whole).

    unknown: not there or not the actor's · own: the actor was on it · called_off · not_over · signed_off · not_plain:
    somebody's times are not plain · missing: nobody said whether they came · minutes: out of range · reason: the
    minutes differ from the times and no reason is given · not_signed_off · another_day · in_certificate.
    """

    def __init__(self, code: str, assignment: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.assignment = assignment


@dataclass(frozen=True)
class Line:
    """What is signed off of one person: whether they came, for how many minutes, and a code why these differ."""

    came: bool
    minutes: int = 0
    reason: str = ""


def sign_off_plain(shift_id: int, *, by: Actor) -> None:
    """Sign off, with one tap, a shift where everybody's times are plain. Raise CannotSignOff."""
    with transaction():
        shift = open_shift(shift_id, by)
        told = [suggestion(one) for one in everybody(shift)]
        if not all_plain(told):
            raise CannotSignOff("not_plain")
        close(shift, {one.assignment.public_id: Line(bool(one.came), one.minutes) for one in told}, by)


def sign_off(shift_id: int, lines: Mapping[str, Line], *, by: Actor) -> None:
    """Sign a shift off with what `lines` say of everybody, by the assignment's public id. Raise CannotSignOff."""
    with transaction():
        close(open_shift(shift_id, by), lines, by)


def close(shift: Shift, lines: Mapping[str, Line], by: Actor) -> None:
    """Write what counts, and close the shift."""
    for one in everybody(shift):
        line = lines.get(one.public_id)
        if line is None:
            raise CannotSignOff("missing", one.public_id)
        write(one, line, by)
    if shift.state == ShiftState.PLANNED:
        shift.state = ShiftState.HELD
    shift.state, shift.closed_at, shift.closed_by = ShiftState.CLOSED, now(), by.account_id
    record(by, "shift.signed_off", "shift", shift.public_id)


def write(one: Assignment, line: Line, by: Actor) -> None:
    """Write one person's line: minutes that differ from the noted times need a reason."""
    if one.state == AssignmentState.OFFERED and not line.came:
        one.state_before, one.state = one.state, AssignmentState.CANCELLED
        one.reason, one.ended_at = LAPSED, now()
        return
    told = suggestion(one)
    minutes = line.minutes if line.came else 0
    if line.came and not 1 <= minutes <= MOST_MINUTES:
        raise CannotSignOff("minutes", one.public_id)
    differs = line.came and (not told.came or minutes != told.minutes)
    if differs and line.reason not in REASONS:
        raise CannotSignOff("reason", one.public_id)
    if one.state == AssignmentState.OFFERED:
        one.state = AssignmentState.ACCEPTED
    one.state = AssignmentState.DONE if line.came else AssignmentState.MISSED
    before = one.minutes_signed
    one.minutes_signed, one.minutes_reason = minutes, line.reason if differs else ""
    one.signed_off_at, one.signed_off_by = now(), by.account_id
    changed: dict[str, list[Any]] = {"minutes_signed": [before, minutes], "reason": ["", one.minutes_reason]}
    record_change(by, "assignment", one.public_id, changed)


def take_back_sign_off(shift_id: int, *, by: Actor) -> None:
    """Take back a sign-off of today, unless a certificate counts its hours already. Raise CannotSignOff."""
    with transaction():
        shift = kept_shift(shift_id, by)
        if shift.state != ShiftState.CLOSED or shift.closed_at is None:
            raise CannotSignOff("not_signed_off")
        if local(shift.closed_at).date() != today():
            raise CannotSignOff("another_day")
        if certified(shift):
            raise CannotSignOff("in_certificate")
        for one in everybody(shift):
            one.signed_off_at = one.signed_off_by = None
            one.minutes_signed, one.minutes_reason = None, ""
        shift.state, shift.closed_at, shift.closed_by = ShiftState.HELD, None, None
        record(by, "shift.sign_off_taken_back", "shift", shift.public_id)


def certified(shift: Shift) -> bool:
    """Say whether a valid certificate counts the hours of a shift."""
    day = shift.local_day
    people = select(Assignment.supporter_id).where(Assignment.shift_id == shift.id, Assignment.minutes_signed > 0)
    found = exists().where(
        Certificate.supporter_id.in_(people),
        Certificate.revoked_at.is_(None),
        Certificate.first_day <= day,
        Certificate.last_day >= day,
        Certificate.created_at >= shift.closed_at,
    )
    return bool(db.session.scalar(select(found)))


def everybody(shift: Shift) -> list[Assignment]:
    """Return everybody on a shift, held until the commit."""
    query = select(Assignment).where(Assignment.shift_id == shift.id, Assignment.state.in_(SEATED))
    query = query.order_by(Assignment.id).with_for_update(of=Assignment)
    return list(db.session.scalars(query))


def kept_shift(shift_id: int, by: Actor) -> Shift:
    """Load a shift the actor runs and was not on, held until the commit; raise CannotSignOff."""
    query = select(Shift).where(Shift.id == shift_id, kept_by(by)).with_for_update(of=Shift)
    shift = db.session.scalar(query.execution_options(populate_existing=True))
    if shift is None:
        raise CannotSignOff("unknown")
    if by.supporter_id is not None and any(one.supporter_id == by.supporter_id for one in everybody(shift)):
        raise CannotSignOff("own")
    return shift


def open_shift(shift_id: int, by: Actor) -> Shift:
    """Load an ended shift that is not signed off; raise CannotSignOff."""
    shift = kept_shift(shift_id, by)
    if shift.state == ShiftState.CANCELLED:
        raise CannotSignOff("called_off")
    if shift.state == ShiftState.CLOSED:
        raise CannotSignOff("signed_off")
    if shift.ends_at > now():
        raise CannotSignOff("not_over")
    return shift
