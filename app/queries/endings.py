"""Endings of pairs: which are under way, who follows, and how long a child is left in peace after a goodbye."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.clock import local, today
from app.database import db
from app.models.children import Child
from app.models.endings import Ending, EndingState
from app.models.matches import TAKEN, Match, MatchState
from app.models.supporters import Supporter, SupporterKind
from app.queries.policy import seen_by

#: between a goodbye and the first day with somebody new who was not there before it (domain 2.2, ending)
PEACE = timedelta(weeks=3)
#: whoever comes for duty: nobody grows attached in the same way, and no child is to be without them
AT_ONCE = (SupporterKind.OFFICER, SupporterKind.DOCTOR)


def under_way(actor: Actor) -> list[Ending]:
    """Return the endings the office has to see to, beside children the actor may know of: the nearest goodbye first.

    Those whose notice runs, and emergencies after which nobody of the office was with the child yet.
    """
    open_ones = (Ending.state == EndingState.NOTICE) | (Ending.emergency & Ending.visited_on.is_(None))
    query = (
        select(Ending)
        .join(Match, Match.id == Ending.match_id)
        .join(Child, Child.id == Match.child_id)
        .where(open_ones, seen_by(actor))
        .options(*with_people())
        .order_by(Ending.last_day, Ending.id)
    )
    return list(db.session.scalars(query))


def find_ending(actor: Actor, public_id: str) -> Ending | None:
    """Return an ending beside a child the actor may know of."""
    query = (
        select(Ending)
        .join(Match, Match.id == Ending.match_id)
        .join(Child, Child.id == Match.child_id)
        .where(Ending.public_id == public_id, seen_by(actor))
        .options(*with_people())
    )
    return db.session.scalar(query)


def notices_of(match_ids: Collection[int]) -> dict[int, Ending]:
    """Return the ending under way of each of these pairs, where there is one."""
    query = select(Ending).where(Ending.match_id.in_(match_ids), Ending.state == EndingState.NOTICE)
    return {row.match_id: row for row in db.session.scalars(query)}


def followers(endings: Collection[Ending]) -> dict[int, Match]:
    """Return per ending who is asked, or stands already, in the seat of whoever leaves."""
    wanted = {(one.match.child_id, one.match.role, one.match.seat): one.id for one in endings}
    query = (
        select(Match)
        .where(Match.child_id.in_({child for child, _role, _seat in wanted}), Match.state.in_(TAKEN))
        .where(Match.ends_on.is_(None))
        .options(joinedload(Match.supporter))
    )
    seats = {(row.child_id, row.role, row.seat): row for row in db.session.scalars(query)}
    return {ending: seats[seat] for seat, ending in wanted.items() if seat in seats}


def first_day(match: Match) -> date:
    """Return the first day a new pair may meet: today, or three weeks after the goodbye it follows.

    Who was named before the goodbye needs no such time, nor does an officer or doctor.
    """
    supporter = db.session.get_one(Supporter, match.supporter_id)
    if supporter.kind in AT_ONCE:
        return today()
    ended = db.session.scalar(
        select(func.max(Match.ended_at)).where(
            Match.child_id == match.child_id,
            Match.role == match.role,
            Match.state == MatchState.ENDED,
            Match.live_from.is_not(None),
            true() if match.offered_at is None else Match.ended_at <= match.offered_at,
        )
    )
    return today() if ended is None else max(today(), local(ended).date() + PEACE)


def with_people() -> tuple[Any, Any]:
    """Load with an ending the child and the supporter a page shows."""
    match = joinedload(Ending.match)
    return match.joinedload(Match.child).joinedload(Child.village), match.joinedload(Match.supporter)
