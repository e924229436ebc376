"""A child director's villages: the meetings of a week, who was asked, and the circles for the contact cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.clock import local
from app.database import db
from app.models.accounts import Role
from app.models.children import Child, ChildState
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.models.places import Place
from app.queries.meetings import between, not_noted, reachable_meetings, with_faces
from app.queries.policy import consented, visible_children


def as_director(actor: Actor) -> Actor:
    """Return the actor with nothing but the director's office: the village pages show the village, whoever looks."""
    return Actor(actor.account_id, {Role.DIRECTOR: actor.roles.get(Role.DIRECTOR, frozenset())})


def villages(actor: Actor) -> list[Place]:
    """Return the places the director holds office for."""
    places = actor.roles.get(Role.DIRECTOR, frozenset())
    return list(db.session.scalars(select(Place).where(Place.id.in_(places)).order_by(Place.id)))


def meetings_by_day(actor: Actor, first: date, last: date) -> dict[date, list[Meeting]]:
    """Return the village's meetings from `first` to `last` by day, those called off too."""
    query = with_faces(reachable_meetings(as_director(actor))).where(between(first, last))
    days: dict[date, list[Meeting]] = {}
    for meeting in db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)):
        days.setdefault(local(meeting.starts_at).date(), []).append(meeting)
    return days


def standing(days: dict[date, list[Meeting]]) -> dict[date, list[Meeting]]:
    """Return the same without the meetings called off."""
    return {
        day: [meeting for meeting in meetings if meeting.state != MeetingState.CANCELLED]
        for day, meetings in days.items()
    }


def lacking_notes(actor: Actor, since: date, until: date) -> list[Meeting]:
    """Return the village's meetings nobody noted, the newest first."""
    query = with_faces(reachable_meetings(as_director(actor))).where(not_noted(), between(since, until))
    return list(db.session.scalars(query.order_by(Meeting.starts_at.desc()).limit(25)))


def waiting_offers(actor: Actor) -> list[Match]:
    """Return the offers for children of the village that wait for an answer."""
    children = visible_children(as_director(actor)).with_only_columns(Child.id)
    query = select(Match).where(Match.state == MatchState.OFFERED, Match.child_id.in_(children))
    return list(
        db.session.scalars(
            query.options(joinedload(Match.child), joinedload(Match.supporter)).order_by(Match.answer_by, Match.id)
        )
    )


def children_with_cards(actor: Actor) -> Select[Child]:
    """Return the query for the village's children in company, in the order of their numbers."""
    return (
        visible_children(as_director(actor))
        .where(Child.state == ChildState.ACTIVE, consented())
        .options(joinedload(Child.village))
        .order_by(Child.number, Child.id)
    )


def live_pairs(children: Sequence[int]) -> dict[int, list[Match]]:
    """Return the live pairs of these children with their supporters."""
    query = (
        select(Match)
        .where(Match.child_id.in_(children), Match.state == MatchState.LIVE)
        .options(joinedload(Match.supporter))
        .order_by(Match.role, Match.seat)
    )
    found: dict[int, list[Match]] = {}
    for match in db.session.scalars(query):
        found.setdefault(match.child_id, []).append(match)
    return found
