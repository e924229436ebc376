"""Accounts, for the administrator and for their owners. No page here knows of children."""

from __future__ import annotations

from collections.abc import Sequence

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import selectinload

from app.clock import now
from app.database import db
from app.handles import normal_handle
from app.models.accounts import STAFF, Account, Grant, Invitation, OpenSession
from app.models.encrypted import keyed_hash
from app.models.places import Place, PlaceKind

#: what the list can show: the codes of its filter
FILTERS = ("staff", "supporters", "invited", "closed")


def live(grant: Grant) -> bool:
    """Say whether a role is held now."""
    return grant.ends_at is None or grant.ends_at > now()


def holds_staff_role() -> ColumnElement[bool]:
    """Return the condition that an account holds a role of staff now."""
    return exists().where(
        Grant.account_id == Account.id, Grant.role.in_(STAFF), or_(Grant.ends_at.is_(None), Grant.ends_at > now())
    )


def invited() -> ColumnElement[bool]:
    """Return the condition that a link for the account still works."""
    return exists().where(
        Invitation.account_id == Account.id, Invitation.used_at.is_(None), Invitation.expires_at > now()
    )


def accounts_page(shown: str = "", words: str = "") -> Pagination:
    """Return a page of accounts, newest first; `shown` is one of FILTERS, `words` part of a name or a whole handle."""
    query = select(Account).options(selectinload(Account.grants).joinedload(Grant.place))
    match shown:
        case "staff":
            query = query.where(holds_staff_role())
        case "supporters":
            query = query.where(Account.supporter_id.is_not(None))
        case "invited":
            query = query.where(invited())
        case "closed":
            query = query.where(Account.disabled_at.is_not(None))
    if words.strip():
        query = query.where(called(words))
    return db.paginate(query.order_by(Account.id.desc()), per_page=25)


def called(words: str) -> ColumnElement[bool]:
    """Return the condition that an account's name contains `words`, or that they are its whole handle.

    Names are sealed, so they are opened one by one: a county has thousands of accounts, not millions.
    """
    wanted = words.strip().casefold()
    rows = db.session.execute(select(Account.id, Account.name))
    ids = [row.id for row in rows if wanted in row.name.casefold()]
    return or_(Account.id.in_(ids), Account.handle_hash == keyed_hash(normal_handle(words)))


def find_account(public_id: str) -> Account | None:
    """Return the account of this public id."""
    query = select(Account).where(Account.public_id == public_id)
    return db.session.scalar(query.options(selectinload(Account.grants).joinedload(Grant.place)))


def find_grant(account_id: int, grant_id: int) -> Grant | None:
    """Return one of an account's roles."""
    return db.session.scalar(select(Grant).where(Grant.id == grant_id, Grant.account_id == account_id))


def standing(account: Account, invited_ids: set[int]) -> str:
    """Return where an account stands: closed, invited, open or no_role."""
    if account.disabled_at is not None:
        return "closed"
    if account.id in invited_ids and not account.password_hash:
        return "invited"
    roles = account.supporter_id is not None or any(live(grant) for grant in account.grants)
    return "open" if roles else "no_role"


def invited_among(accounts: Sequence[Account]) -> set[int]:
    """Return the ids of those with a link that still works."""
    ids = [account.id for account in accounts]
    return set(db.session.scalars(select(Account.id).where(Account.id.in_(ids), invited())))


def open_sessions(account_id: int) -> Sequence[OpenSession]:
    """Return an account's sign-ins that have neither ended nor run out, the latest used first."""
    query = select(OpenSession).where(
        OpenSession.account_id == account_id, OpenSession.ended_at.is_(None), OpenSession.ends_at > now()
    )
    return db.session.scalars(query.order_by(OpenSession.seen_at.desc())).all()


def places_for_roles() -> Sequence[Place]:
    """Return the townships and villages roles may hold for, each township before its villages."""
    query = select(Place).where(Place.kind.in_((PlaceKind.TOWNSHIP, PlaceKind.VILLAGE)), Place.closed.is_(False))
    places = db.session.scalars(query.order_by(Place.name_zh)).all()
    township = {place.id: place.name_zh for place in places if place.kind == PlaceKind.TOWNSHIP}
    return sorted(places, key=lambda place: (township.get(place.parent_id or place.id, place.name_zh), place.kind))
