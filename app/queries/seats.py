"""Places of a circle: what the current programme asks for beside a child, and which are taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, false, func, literal, select
from sqlalchemy.orm import joinedload

from app.database import db
from app.models.children import Child
from app.models.matches import TAKEN, Match, MatchState
from app.models.programmes import Programme, ProgrammeVersion

#: how a seat is drawn: agreed, proposed (offered), open
ARCS = {MatchState.LIVE: "on", MatchState.OFFERED: "new"}


@dataclass(frozen=True)
class RoleSeats:
    """A role of the programme: how many seats, and whether only children who need help with study have them."""

    role: str
    count: int
    study_only: bool


@dataclass(frozen=True)
class Seat:
    """One place beside one child; `match` is None while it is open."""

    role: str
    match: Match | None

    @property
    def arc(self) -> str:
        """The seat's part of the ring: on, new or open."""
        return ARCS[MatchState(self.match.state)] if self.match else "open"


def current_roles() -> tuple[RoleSeats, ...]:
    """Return the roles of the current programme's newest version; none while there is no programme."""
    rules = db.session.scalar(
        select(ProgrammeVersion.rules)
        .join(Programme)
        .where(Programme.current, Programme.closed.is_(False))
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
    )
    return tuple(
        RoleSeats(role["code"], role.get("count", 1), role.get("needed_by", "all") == "study_help")
        for role in (rules or {}).get("roles", [])
    )


def seats_of(child: Child, matches: Iterable[Match], roles: tuple[RoleSeats, ...]) -> list[Seat]:
    """Return a child's places in the programme's order; matches outside the programme stand at the end."""
    left = list(matches)
    seats: list[Seat] = []
    for asked in roles:
        mine = [match for match in left if match.role == asked.role]
        left = [match for match in left if match.role != asked.role]
        wanted = asked.count if child.study_help or not asked.study_only else 0
        open_seats: list[Match | None] = [None] * (wanted - sum(match.ends_on is None for match in mine))
        seats += [Seat(asked.role, match) for match in [*mine, *open_seats]]
    return seats + [Seat(match.role, match) for match in left]


def matches_of(children: Iterable[int]) -> dict[int, list[Match]]:
    """Return the offers and live pairs of these children, with their supporters, in one question."""
    found: dict[int, list[Match]] = {}
    query = (
        select(Match)
        .where(Match.child_id.in_(list(children)), Match.state.in_(TAKEN))
        .options(joinedload(Match.supporter), joinedload(Match.place))
        .order_by(Match.role, Match.seat)
    )
    for match in db.session.scalars(query):
        found.setdefault(match.child_id, []).append(match)
    return found


def open_seats(roles: tuple[RoleSeats, ...]) -> ColumnElement[int]:
    """Return, as SQL, how many of a child's places are open."""
    total: ColumnElement[int] = literal(0)
    for asked in roles:
        taken = (
            select(func.count())
            .where(Match.child_id == Child.id, Match.role == asked.role, Match.state.in_(TAKEN))
            .where(Match.ends_on.is_(None))
            .scalar_subquery()
        )
        missing = case((taken < asked.count, asked.count - taken), else_=0)
        total = total + (case((Child.study_help, missing), else_=0) if asked.study_only else missing)
    return total


def waiting(roles: tuple[RoleSeats, ...]) -> ColumnElement[bool]:
    """Return the condition that a child has an open place."""
    return open_seats(roles) > 0 if roles else false()
