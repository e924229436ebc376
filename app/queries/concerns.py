"""Concerns: a compartment of its own. Coordinators read them; whoever left one sees that it was left, nothing more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, Select, exists, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.actors import Actor
from app.clock import now
from app.database import db
from app.models.accounts import Role
from app.models.children import Child
from app.models.concerns import Concern, ConcernStep, StepKind
from app.queries.policy import visible_children

#: a note nobody confirmed reading for this long is told again (security reference, G4)
WAITS_AT_MOST = timedelta(hours=1)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a concern may be read: by coordinators, about children of their places or about none."""
    if Role.COORDINATOR not in actor.roles:
        return false()
    coordinator = Actor(actor.account_id, {Role.COORDINATOR: actor.roles[Role.COORDINATOR]})
    return or_(
        Concern.child_id.is_(None),
        Concern.child_id.in_(visible_children(coordinator).with_only_columns(Child.id)),
    )


def acknowledged() -> ColumnElement[bool]:
    """Return the condition that somebody confirmed reading a concern."""
    return has_step(StepKind.ACKNOWLEDGED)


def has_step(kind: StepKind) -> ColumnElement[bool]:
    """Return the condition that a concern has a step of `kind`."""
    return exists().where(ConcernStep.concern_id == Concern.id, ConcernStep.kind == kind)


def readable_concerns(actor: Actor) -> Select[Concern]:
    """Return the query for the list: those nobody confirmed reading first, then the newest. Their text is not shown."""
    return (
        select(Concern)
        .where(readable_by(actor))
        .options(selectinload(Concern.steps), joinedload(Concern.child))
        .order_by(acknowledged(), Concern.at.desc(), Concern.id.desc())
    )


def find_concern(actor: Actor, public_id: str) -> Concern | None:
    """Return the concern, or None alike for "does not exist" and "not yours to read"."""
    query = select(Concern).where(readable_by(actor), Concern.public_id == public_id)
    return db.session.scalar(
        query.options(
            selectinload(Concern.steps).joinedload(ConcernStep.account),
            joinedload(Concern.child),
            joinedload(Concern.reporter),
        )
    )


def own_concerns(account_id: int) -> list[tuple[Concern, bool]]:
    """Return what the account left, the newest first, each with whether somebody confirmed reading it."""
    query = (
        select(Concern, acknowledged()).where(Concern.reporter_id == account_id).order_by(Concern.at.desc()).limit(20)
    )
    return [(concern, bool(read)) for concern, read in db.session.execute(query)]


def waiting_too_long() -> Select[Concern]:
    """Return the query for concerns nobody confirmed reading in time and nobody was reminded of."""
    return select(Concern).where(
        Concern.at < now() - WAITS_AT_MOST, ~acknowledged(), ~has_step(StepKind.REMINDED), ~has_step(StepKind.CLOSED)
    )
