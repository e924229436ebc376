"""Whom a child or the guardian asks for: a wish of the matching, no promise."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.children import Child, Exclusion, SupporterWish
from app.models.supporters import Supporter, SupporterState
from app.operations.children import ChildRefused
from app.operations.traces import record, record_change

#: whose wish it can be; anybody else proposes or pins
WISHERS = ("child", "guardian")
#: supporters nobody can be matched with any more
GONE = (SupporterState.LEFT, SupporterState.DECLINED)


def wish_for(child_id: int, supporter_id: int, asked_by: str, asked_on: date, *, by: Actor) -> None:
    """Note that a child or guardian asks for this supporter; said again, the newer word counts.

    Raise ChildRefused: asked_by `unknown`, asked_on `future`, supporter `gone` or `apart` (an exclusion comes first).
    """
    if asked_by not in WISHERS:
        raise ChildRefused("asked_by", "unknown")
    if asked_on > today():
        raise ChildRefused("asked_on", "future")
    with transaction():
        child, supporter = db.session.get_one(Child, child_id), db.session.get_one(Supporter, supporter_id)
        if supporter.erased_at is not None or supporter.state in GONE:
            raise ChildRefused("supporter", "gone")
        apart = select(Exclusion.id).where(
            Exclusion.child_id == child_id, Exclusion.supporter_id == supporter_id, Exclusion.lifted_at.is_(None)
        )
        if db.session.scalar(apart) is not None:
            raise ChildRefused("supporter", "apart")
        wish = db.session.scalar(
            select(SupporterWish).where(SupporterWish.child_id == child_id, SupporterWish.supporter_id == supporter_id)
        )
        if wish is None:
            wish = SupporterWish(child_id=child_id, supporter_id=supporter_id)
            db.session.add(wish)
        wish.asked_by, wish.asked_on = asked_by, asked_on
        wish.recorded_by, wish.withdrawn_at = by.account_id, None
        _trace(by, "wish.noted", child, asked_by, [None, supporter.public_id])


def withdraw_wish(wish_id: int, *, by: Actor) -> None:
    """Note that the supporter is no longer asked for."""
    with transaction():
        wish = db.session.get_one(SupporterWish, wish_id)
        if wish.withdrawn_at is not None:
            return
        wish.withdrawn_at = now()
        child = db.session.get_one(Child, wish.child_id)
        supporter = db.session.get_one(Supporter, wish.supporter_id)
        _trace(by, "wish.withdrawn", child, wish.asked_by, [supporter.public_id, None])


def forget_wish(child_id: int, supporter_id: int) -> None:
    """End a wish that an exclusion overtakes; the exclusion's own trace tells of it."""
    with transaction():
        standing = update(SupporterWish).where(
            SupporterWish.child_id == child_id,
            SupporterWish.supporter_id == supporter_id,
            SupporterWish.withdrawn_at.is_(None),
        )
        db.session.execute(standing.values(withdrawn_at=now()))


def _trace(by: Actor, action: str, child: Child, asked_by: str, pair: list[str | None]) -> None:
    record(by, action, "child", child.public_id, asked_by)
    record_change(by, "child", child.public_id, {"supporter_wish": pair})
