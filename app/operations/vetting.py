"""Vetting: one member of staff records dated evidence, another approves it; what ends, ends at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import selectinload

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Account
from app.models.messages import Message
from app.models.supporters import Evidence, EvidenceKind, Supporter, SupporterState
from app.operations.messages import tell
from app.operations.supporters import account_of, stand_down
from app.operations.traces import apply_fields, record, record_change
from app.queries.vetting import (
    LICENSED,
    NEEDED,
    complete,
    last_day,
    last_day_of_check,
    months_after,
    vetted,
)

#: how long a piece of evidence counts when nobody types another day
USUAL_MONTHS = {
    EvidenceKind.IDENTITY: 120,
    EvidenceKind.REFERENCES: 12,
    EvidenceKind.INTERVIEW: 12,
    EvidenceKind.RECORD_CHECK: 12,
    EvidenceKind.TRAINING: 24,
    EvidenceKind.CODE_OF_CONDUCT: 24,
    EvidenceKind.INSURANCE: 12,
    EvidenceKind.LICENCE: 60,
}
#: a supporter is reminded so many days before something ends (security reference, G2)
REMINDER_DAYS = (60, 30, 7)
PATH = "/me/vetting"


class BadEvidence(Exception):
    """Evidence that cannot be taken; `code` says why, `field` where.

    Codes: not_yet (dated in the future), too_late (ends before it begins), over (has ended already), too_long (a record
    check counts twelve months), which_licence (a licence needs to say what for).
    """

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


class SecondPersonNeeded(Exception):
    """Nobody records or approves their own evidence, nor approves what they recorded themselves.

    `code`: own (it is about yourself), recorded (you recorded it), settled (it was approved or ended meanwhile).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def usual_end(kind: EvidenceKind, issued_on: date) -> date:
    """Return until when evidence of a kind usually counts."""
    if kind is EvidenceKind.RECORD_CHECK:
        return last_day_of_check(issued_on)
    return months_after(issued_on, USUAL_MONTHS[kind]) - timedelta(days=1)


def record_evidence(
    supporter_id: int,
    kind: EvidenceKind,
    issued_on: date,
    valid_until: date | None = None,
    detail: str = "",
    note: str = "",
    *,
    by: Actor,
) -> str:
    """Write down dated evidence and return its public id; it counts once a second person approved it.

    Without `valid_until` the usual time for its kind is taken. Raise BadEvidence or SecondPersonNeeded.
    """
    row = drafted_evidence(kind, issued_on, valid_until, detail, note, by=by)
    if by.supporter_id == supporter_id:
        raise SecondPersonNeeded("own")
    with transaction():
        supporter = db.session.get_one(Supporter, supporter_id)
        evidence = Evidence(supporter_id=supporter_id, **row)
        db.session.add(evidence)
        db.session.flush()
        record(by, "evidence.recorded", "supporter", supporter.public_id, recorded_words(row))
        if account := account_of(supporter_id):
            tell(account.id, "evidence_recorded", path=PATH, evidence=kind.value)
        return evidence.public_id


def drafted_evidence(
    kind: EvidenceKind, issued_on: date, valid_until: date | None, detail: str = "", note: str = "", *, by: Actor
) -> dict[str, Any]:
    """Return the row of new evidence without its supporter. Raise BadEvidence."""
    until = valid_until or usual_end(kind, issued_on)
    refuse_bad(kind, issued_on, until, detail)
    return {
        "kind": kind,
        "detail": detail if kind is EvidenceKind.LICENCE else "",
        "issued_on": issued_on,
        "valid_until": until,
        "note": note,
        "recorded_by": by.account_id,
    }


def recorded_words(row: dict[str, Any]) -> str:
    """Return what the audit tells of new evidence."""
    return f"{row['kind']} until {row['valid_until']}"


def refuse_bad(kind: EvidenceKind, issued_on: date, until: date, detail: str) -> None:
    """Raise BadEvidence for dates or a licence that cannot be."""
    if issued_on > today():
        raise BadEvidence("issued_on", "not_yet")
    if until < issued_on:
        raise BadEvidence("valid_until", "too_late")
    if kind is EvidenceKind.RECORD_CHECK and until > last_day_of_check(issued_on):
        raise BadEvidence("valid_until", "too_long")
    if until < today():
        raise BadEvidence("valid_until", "over")
    if kind is EvidenceKind.LICENCE and not detail:
        raise BadEvidence("detail", "which_licence")


def approve_evidence(evidence_id: int, *, by: Actor) -> bool:
    """Confirm, as a second person, that the evidence is as recorded; return whether the supporter is active by it.

    Raise SecondPersonNeeded to whoever recorded it and to the supporter, and when somebody settled it before.
    """
    with transaction():
        evidence = db.session.get_one(Evidence, evidence_id, with_for_update=True)
        if by.supporter_id == evidence.supporter_id:
            raise SecondPersonNeeded("own")
        if evidence.recorded_by == by.account_id:
            raise SecondPersonNeeded("recorded")
        if evidence.approved_at is not None or evidence.ended_at is not None:
            raise SecondPersonNeeded("settled")
        evidence.approved_by, evidence.approved_at = by.account_id, now()
        record(by, "evidence.approved", "supporter", evidence.supporter.public_id, evidence.kind)
        if account := account_of(evidence.supporter_id):
            until = last_day(evidence).isoformat()
            tell(account.id, "evidence_approved", path=PATH, evidence=evidence.kind, until=until)
        return activate_if_complete(evidence.supporter_id, by=by)


def activate_if_complete(supporter_id: int, *, by: Actor) -> bool:
    """Make an applicant active once everything needed is approved and valid; return whether that happened.

    The first meetings are accompanied, until a coordinator takes the mark away (domain reference, 1.11).
    """
    with transaction():
        db.session.flush()
        supporter = db.session.get_one(Supporter, supporter_id)
        if supporter.state != SupporterState.APPLICANT or not holds_for(supporter_id, complete()):
            return False
        changed = apply_fields(supporter, {"state": SupporterState.ACTIVE.value, "probation": True})
        record_change(by, "supporter", supporter.public_id, changed)
        record(by, "supporter.active", "supporter", supporter.public_id, "everything needed is approved")
        if account := account_of(supporter_id):
            tell(account.id, "vetting_complete", path="/me/times")
        return True


def end_evidence(evidence_id: int, reason: str, *, by: Actor) -> int:
    """End evidence from this moment on; `reason` is a code of app.wording.choices.ENDINGS.

    If the supporter is no longer vetted without it, their offers are withdrawn and their meetings cancelled in the
    same transaction, and the policy hides the children. Return how many live pairs are left without their supporter.
    """
    with transaction():
        evidence = db.session.get_one(Evidence, evidence_id, with_for_update=True)
        if evidence.ended_at is not None:
            raise SecondPersonNeeded("settled")
        supporter_id = evidence.supporter_id
        was_vetted = holds_for(supporter_id, vetted())
        evidence.ended_at, evidence.ended_reason = now(), reason
        db.session.flush()
        record(by, "evidence.ended", "supporter", evidence.supporter.public_id, f"{evidence.kind}: {reason}")
        if not was_vetted or holds_for(supporter_id, vetted()):
            return 0
        if account := account_of(supporter_id):
            tell(account.id, "evidence_ended", path=PATH, evidence=evidence.kind)
        return stand_down(supporter_id, "vetting", by=by)


def holds_for(supporter_id: int, condition: ColumnElement[bool]) -> bool:
    """Say whether a condition of app.queries.vetting holds for one supporter now."""
    return bool(db.session.scalar(select(exists().where(Supporter.id == supporter_id, condition))))


def remind_expiring() -> int:
    """Tell supporters 60, 30 and 7 days before something needed ends; return how many messages that made.

    May run at any time and as often as it likes: each reminder is written once, and one that was missed while the
    house was closed is made up for.
    """
    day = today()
    with transaction():
        told = reminders_told()
        people = db.session.execute(
            select(Account.id, Supporter)
            .join(Supporter, Account.supporter_id == Supporter.id)
            .where(Supporter.state.in_((SupporterState.ACTIVE, SupporterState.PAUSED)))
            .options(selectinload(Supporter.evidence))
        )
        reminders = [
            (account_id, kind, until.isoformat(), days)
            for account_id, supporter in people
            for kind, until, days in due_reminders(supporter, day)
        ]
        new = [reminder for reminder in reminders if reminder not in told]
        for account_id, kind, until, days in new:
            tell(account_id, "evidence_expiring", path=PATH, evidence=kind, until=until, days=days)
    return len(new)


def reminders_told() -> set[tuple[int, str, str, int]]:
    """Return the reminders that may still matter, as (account, kind, until, days before)."""
    since = now() - timedelta(days=2 * max(REMINDER_DAYS))
    rows = db.session.scalars(select(Message).where(Message.kind == "evidence_expiring", Message.created_at >= since))
    return {(row.account_id, row.params["evidence"], row.params["until"], row.params["days"]) for row in rows}


def due_reminders(supporter: Supporter, day: date) -> list[tuple[str, date, int]]:
    """Return what ends for a supporter within a reminder's reach: kind, last day, and which reminder is due."""
    kinds = NEEDED + ((EvidenceKind.LICENCE,) if supporter.kind in LICENSED else ())
    due = []
    for kind in kinds:
        counted = [
            last_day(row)
            for row in supporter.evidence
            if row.kind == kind and row.approved_at is not None and row.ended_at is None
        ]
        left = (max(counted) - day).days if counted else -1
        reached = [days for days in REMINDER_DAYS if 0 <= left <= days]
        if reached:
            due.append((kind.value, max(counted), min(reached)))
    return due
