"""Who is responsible for a village: whom to tell, whom to ring."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import or_, select

from app.clock import now
from app.database import db
from app.models.accounts import Account, Grant, Role
from app.models.places import Place


@dataclass(frozen=True)
class Organiser:
    """The person a supporter or a family rings; `name` is empty when nobody holds the office and the duty phone is."""

    name: str
    phone: str


def places_above(place: Place) -> list[int]:
    """Return the ids of a place and of all it lies in, the nearest first."""
    found: list[int] = []
    here: Place | None = place
    while here is not None and here.id not in found:
        found.append(here.id)
        here = here.parent
    return found


def holders(role: Role) -> list[tuple[Account, int | None]]:
    """Return the accounts that hold `role` now, each with the place it holds for (None: the county)."""
    query = (
        select(Account, Grant.place_id)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.role == role, or_(Grant.ends_at.is_(None), Grant.ends_at > now()), Account.disabled_at.is_(None))
        .order_by(Account.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def all_coordinators(village: Place | None) -> list[int]:
    """Return the accounts of every coordinator who may see the village; of all coordinators when there is none."""
    above = set(places_above(village)) | {None} if village else None
    found = [account.id for account, place_id in holders(Role.COORDINATOR) if above is None or place_id in above]
    return list(dict.fromkeys(found))


def nearest(role: Role, village: Place) -> list[Account]:
    """Return the holders of `role` for the smallest place around the village that has any."""
    found = holders(role)
    for place_id in [*places_above(village), None]:
        here = [account for account, held_for in found if held_for == place_id]
        if here:
            return here
    return []


def told_of_meetings(village: Place) -> list[int]:
    """Return the accounts told when a meeting of a child of the village changes: its director, nearest coordinators."""
    people = [*nearest(Role.DIRECTOR, village), *nearest(Role.COORDINATOR, village)]
    return list(dict.fromkeys(account.id for account in people))


def organiser_for(village: Place) -> Organiser:
    """Return whom to ring about a child of the village: the child director, else a coordinator, else the duty phone."""
    duty_phone = current_app.config["SETTINGS"].duty_phone
    for account in [*nearest(Role.DIRECTOR, village), *nearest(Role.COORDINATOR, village)]:
        if account.phone:
            return Organiser(account.name, account.phone)
    return Organiser("", duty_phone)
