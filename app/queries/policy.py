"""Who may see which child: one place, from live facts, asked anew in every request.

Nothing here is stored as a grant. A supporter's right ends with the match, the vetting or the consent,
in the very request after it ended (security reference, threats T3 and T6).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from app.actors import Actor
from app.clock import now, today
from app.database import db
from app.models.accounts import Role
from app.models.children import Child, ChildState, Consent
from app.models.matches import Match, MatchState
from app.models.places import Place
from app.models.supporters import Supporter
from app.queries.vetting import vetted


def consented(day: date | None = None, purpose: str = "matching") -> ColumnElement[bool]:
    """Return the condition that a child's guardian consents to `purpose` on `day` (default: today)."""
    day = day or today()
    return exists().where(
        Consent.child_id == Child.id,
        Consent.purpose == purpose,
        Consent.given_on <= day,
        Consent.valid_until >= day,
        or_(Consent.withdrawn_at.is_(None), Consent.withdrawn_at > now()),
    )


def within(places: frozenset[int]) -> ColumnElement[bool]:
    """Return the condition that a child lives in one of `places`, themselves villages, townships or the county."""
    village, township = aliased(Place), aliased(Place)
    return exists().where(
        village.id == Child.village_id,
        or_(
            village.id.in_(places),
            village.parent_id.in_(places),
            exists().where(township.id == village.parent_id, township.parent_id.in_(places)),
        ),
    )


def served_by(supporter_id: int) -> ColumnElement[bool]:
    """Return the condition that a supporter stands beside a child now: live match, valid vetting, valid consent."""
    return and_(
        exists().where(
            Match.child_id == Child.id,
            Match.supporter_id == supporter_id,
            Match.state == MatchState.LIVE,
            exists().where(Supporter.id == Match.supporter_id, vetted()),
        ),
        Child.state == ChildState.ACTIVE,
        consented(),
    )


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that `actor` may know of a child. Applicants, organizers and administrators see none."""
    ways: list[ColumnElement[bool]] = []
    for role in (Role.COORDINATOR, Role.DIRECTOR):
        if role in actor.roles:
            places = actor.roles[role]
            if places:
                ways.append(within(places))
            elif role is Role.COORDINATOR:
                return Child.erased_at.is_(None)
    if actor.supporter_id is not None:
        ways.append(served_by(actor.supporter_id))
    return and_(Child.erased_at.is_(None), or_(false(), *ways))


def visible_children(actor: Actor) -> Select[Child]:
    """Return the query for the children `actor` may know of: the only way a page loads a child."""
    return select(Child).where(seen_by(actor))


def find_child(actor: Actor, public_id: str) -> Child | None:
    """Return the child, or None alike for "does not exist" and "not yours to see"."""
    return db.session.scalar(visible_children(actor).where(Child.public_id == public_id))
