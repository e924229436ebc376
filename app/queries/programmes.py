"""Programmes and their versions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.database import db
from app.models.programmes import Programme, ProgrammeVersion


def programmes() -> Sequence[Programme]:
    """Return all programmes with their versions: the one offered first, the others by age, closed ones last."""
    query = select(Programme).options(selectinload(Programme.versions))
    return db.session.scalars(query.order_by(Programme.closed, Programme.current.desc(), Programme.id)).all()


def find_programme(public_id: str) -> Programme | None:
    """Return the programme of this public id."""
    query = select(Programme).where(Programme.public_id == public_id)
    return db.session.scalar(query.options(selectinload(Programme.versions).joinedload(ProgrammeVersion.maker)))


def find_version(programme: Programme, number: int) -> ProgrammeVersion | None:
    """Return one version of a programme."""
    return next((version for version in programme.versions if version.number == number), None)
