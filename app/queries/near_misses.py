"""Who the near misses of open places are: solvers know them by public id, coordinators by name."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.database import db
from app.models.rotas import ShortHanded
from app.models.rounds import OpenRole
from app.models.supporters import Supporter


def names_of_supporters(empty: Iterable[OpenRole | ShortHanded]) -> dict[str, str]:
    """Return the names behind the public ids in the near misses of these places."""
    ids = {miss["supporter"] for one in empty for miss in one.near_misses}
    found = db.session.execute(select(Supporter.public_id, Supporter.name).where(Supporter.public_id.in_(ids)))
    return {row.public_id: row.name for row in found} if ids else {}
