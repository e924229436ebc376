"""A supporter's offers: what may be known of a child before the yes, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.clock import today
from app.database import db
from app.models.children import Child, ChildState
from app.models.matches import Match, MatchState
from app.models.places import Place
from app.queries.places import township_of
from app.queries.policy import consented, served_by
from app.queries.responsible import Organiser, organiser_for
from app.queries.seats import Seat, current_roles, matches_of, seats_of


@dataclass(frozen=True)
class Offer:
    """One offer with the child as a pseudonym, an age and a township; name and address come with the yes."""

    match: Match
    pseudonym: str
    number: int
    age: int
    sex: str
    relation: str
    township: Place | None
    seats: list[Seat]
    #: the others of the circle: role and since when
    others: list[tuple[str, date]]
    organiser: Organiser


def open_offers(supporter_id: int) -> Select[Match]:
    """Return the query for the offers that wait for this supporter's answer, the most urgent first.

    A child that left, is away or whose family no longer consents is not offered any more.
    """
    return (
        select(Match)
        .where(
            Match.supporter_id == supporter_id,
            Match.state == MatchState.OFFERED,
            or_(Match.answer_by.is_(None), Match.answer_by >= today()),
            Match.child_id.in_(
                select(Child.id).where(Child.state == ChildState.ACTIVE, Child.erased_at.is_(None), consented())
            ),
        )
        .order_by(Match.answer_by, Match.id)
    )


def offers_of(supporter_id: int) -> list[Offer]:
    """Return the supporter's open offers, ready to be shown."""
    query = open_offers(supporter_id).options(
        joinedload(Match.child).joinedload(Child.guardian),
        joinedload(Match.child).joinedload(Child.village),
        joinedload(Match.place),
        joinedload(Match.supporter),
    )
    matches = list(db.session.scalars(query))
    circles, roles = matches_of(match.child_id for match in matches), current_roles()
    return [
        Offer(
            match=match,
            pseudonym=match.child.pseudonym,
            number=match.child.number,
            age=age_on(match.child.born, today()),
            sex=match.child.sex,
            relation=match.child.guardian.relation if match.child.guardian else "other",
            township=township_of(match.child.village),
            seats=shown(seats_of(match.child, circles[match.child_id], roles), match),
            others=others(circles[match.child_id], match),
            organiser=organiser_for(match.child.village),
        )
        for match in matches
    ]


def shown(seats: list[Seat], own: Match) -> list[Seat]:
    """Return the circle as the person asked may see it: other people's open offers look like open places."""
    hidden = (MatchState.OFFERED,)
    return [
        Seat(seat.role, None) if seat.match and seat.match.id != own.id and seat.match.state in hidden else seat
        for seat in seats
    ]


def others(circle: list[Match], own: Match) -> list[tuple[str, date]]:
    """Return the roles of those who are there already, with the day they began."""
    return [
        (match.role, match.live_from or today())
        for match in circle
        if match.id != own.id and match.state == MatchState.LIVE
    ]


def age_on(born: date, day: date) -> int:
    """Return an age in whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def live_circles(supporter_id: int) -> Select[Match]:
    """Return the query for the supporter's live pairs whose children they may see today."""
    return (
        select(Match)
        .where(
            Match.supporter_id == supporter_id,
            Match.state == MatchState.LIVE,
            Match.child_id.in_(select(Child.id).where(served_by(supporter_id))),
        )
        .options(
            joinedload(Match.child).joinedload(Child.village),
            joinedload(Match.child).joinedload(Child.meeting_place),
            joinedload(Match.place),
            joinedload(Match.supporter),
        )
        .order_by(Match.live_from, Match.id)
    )
