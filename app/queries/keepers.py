"""Who opens a place and signs hours off: the child director of the village, a coordinator around it."""

from __future__ import annotations

from app.database import db
from app.models.accounts import Account, Role
from app.models.places import Place
from app.queries.responsible import nearest


def keepers(place: Place, present: int | None = None) -> list[Account]:
    """Return who may keep activities at a place: its nearest directors, then coordinators; the present one stays."""
    found = {account.id: account for role in (Role.DIRECTOR, Role.COORDINATOR) for account in nearest(role, place)}
    if present is not None and present not in found:
        found[present] = db.session.get_one(Account, present)
    return list(found.values())


def usual_keeper(place: Place) -> int | None:
    """Return the account of the child director nearest to a place; None where there is none."""
    return next((account.id for account in nearest(Role.DIRECTOR, place)), None)
