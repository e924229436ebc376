"""Who opens a place and signs hours off: child directors of the village, coordinators around it."""

from __future__ import annotations

from sqlalchemy import select

from app.database import db
from app.models.accounts import Account, Role
from app.models.places import Place
from app.queries.responsible import holders
from app.wording.places import place_name


def keepers() -> list[tuple[str, str]]:
    """Return (public id, name and place) of everybody who may keep an activity, directors first."""
    places = {place.id: place_name(place) for place in db.session.scalars(select(Place).where(Place.id.in_(_places())))}
    return [
        (account.public_id, f"{account.name} · {places[place_id]}" if place_id in places else account.name)
        for role in (Role.DIRECTOR, Role.COORDINATOR)
        for account, place_id in holders(role)
    ]


def _places() -> list[int]:
    return [place_id for _, place_id in holders(Role.DIRECTOR) if place_id is not None]


def find_keeper(public_id: str) -> int | None:
    """Return the account of a keeper by its public id; None for anybody else."""
    found = db.session.scalar(select(Account).where(Account.public_id == public_id)) if public_id else None
    known = {account.id for role in (Role.DIRECTOR, Role.COORDINATOR) for account, _ in holders(role)}
    return found.id if found is not None and found.id in known else None
