"""The guardian's consent: given, renewed, withdrawn. Without it a child is in no plan and on no list."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.children import Child, Consent
from app.operations.children import ChildRefused, hide_child
from app.operations.traces import record, record_change

#: every use of a child's data has a consent of its own (security reference, T13)
PURPOSES = ("matching", "health", "police")
#: consent is asked again every year (domain reference, section 6)
LONGEST_DAYS = 366


def record_consent(child_id: int, purpose: str, given_on: date, valid_until: date, *, by: Actor) -> None:
    """Note that the guardian consents to `purpose`; a renewal is a new row. Raise ChildRefused."""
    check_consent(purpose, given_on, valid_until)
    with transaction():
        child = db.session.get_one(Child, child_id)
        child.consents.append(
            Consent(purpose=purpose, given_on=given_on, valid_until=valid_until, recorded_by=by.account_id)
        )
        _trace(child, "consent.given", purpose, [None, str(valid_until)], by)


def check_consent(purpose: str, given_on: date, valid_until: date) -> None:
    """Raise ChildRefused for a consent that cannot be."""
    if purpose not in PURPOSES:
        raise ChildRefused("purpose", "unknown")
    if given_on > today():
        raise ChildRefused("given_on", "future")
    if valid_until < today() or valid_until <= given_on:
        raise ChildRefused("valid_until", "past")
    if (valid_until - given_on).days > LONGEST_DAYS:
        raise ChildRefused("valid_until", "too_long")


def withdraw_consent(child_id: int, purpose: str, *, by: Actor) -> None:
    """Note that the guardian takes consent back; for matching, the child is hidden in the same transaction."""
    with transaction():
        child = db.session.get_one(Child, child_id)
        standing = db.session.scalars(
            select(Consent).where(
                Consent.child_id == child_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
            )
        ).all()
        if not standing:
            raise ChildRefused("purpose", "none")
        for consent in standing:
            consent.withdrawn_at = now()
        if purpose == "matching":
            hide_child(child_id, "consent", by=by)
        _trace(child, "consent.withdrawn", purpose, [purpose, None], by)


def _trace(child: Child, action: str, purpose: str, pair: list[str | None], by: Actor) -> None:
    record(by, action, "child", child.public_id, purpose)
    record_change(by, "child", child.public_id, {"consent": pair})
