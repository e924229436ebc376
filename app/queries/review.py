"""A proposal as its reviewers read it: open places first, then circles by child, by supporter or by township."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.database import db
from app.matching import Wish
from app.models.children import Child, Pin
from app.models.matches import TAKEN, Match
from app.models.places import Place
from app.models.rounds import Decision, OpenRole, Placement, Round
from app.models.supporters import Supporter
from app.queries.publication import pairs_giving_way
from app.queries.snapshots import programme_of


def open_roles_query(round_id: int) -> Select[OpenRole]:
    """Return the query for the places that stay empty, the closest rhythm first."""
    return (
        select(OpenRole)
        .join(Child)
        .where(OpenRole.round_id == round_id)
        .options(joinedload(OpenRole.child).joinedload(Child.village))
        .order_by(Child.rhythm, Child.pseudonym, Child.number, OpenRole.id)
    )


def children_query(round_id: int, *, changed_only: bool, township_id: int | None = None) -> Select[Child]:
    """Return the query for the children of a proposal; `changed_only`: those with something new or taken away."""
    placed = exists().where(Placement.round_id == round_id, Placement.child_id == Child.id)
    if changed_only:
        placed = exists().where(
            Placement.round_id == round_id, Placement.child_id == Child.id, Placement.change == "new"
        )
    query = select(Child).where(placed).options(joinedload(Child.village))
    if township_id is not None:
        village = aliased(Place)
        query = query.join(village, village.id == Child.village_id).where(village.parent_id == township_id)
    return query.order_by(Child.rhythm, Child.pseudonym, Child.number)


def supporters_query(round_id: int, *, changed_only: bool) -> Select[Supporter]:
    """Return the query for the supporters of a proposal."""
    conditions = [Placement.round_id == round_id, Placement.supporter_id == Supporter.id]
    if changed_only:
        conditions.append(Placement.change == "new")
    return select(Supporter).where(exists().where(*conditions)).order_by(Supporter.kind, Supporter.id)


@dataclass
class Circle:
    """One child's circle in a proposal."""

    child: Child
    seats: list[Placement] = field(default_factory=list)
    open: list[OpenRole] = field(default_factory=list)

    @property
    def undecided(self) -> int:
        """Return how many new places wait for a decision."""
        return sum(one.change == "new" and one.decision == Decision.OPEN for one in self.seats)

    @property
    def new(self) -> int:
        """Return how many places are new."""
        return sum(one.change == "new" for one in self.seats)


def circles_of(round_id: int, children: list[Child], roles: list[str]) -> list[Circle]:
    """Return the circles of these children, their places in the programme's order, in three questions."""
    found = {child.id: Circle(child) for child in children}
    placements = (
        select(Placement)
        .where(Placement.round_id == round_id, Placement.child_id.in_(found))
        .options(joinedload(Placement.supporter))
    )
    for placement in db.session.scalars(placements):
        found[placement.child_id].seats.append(placement)
    for empty in db.session.scalars(
        select(OpenRole).where(OpenRole.round_id == round_id, OpenRole.child_id.in_(found))
    ):
        found[empty.child_id].open.append(empty)
    for circle in found.values():
        circle.seats.sort(key=lambda one: (rank(roles, one.role), one.seat))
        circle.open.sort(key=lambda one: (rank(roles, one.role), one.seat))
    return list(found.values())


def rank(roles: list[str], role: str) -> int:
    """Return a role's place in the programme's order."""
    return roles.index(role) if role in roles else len(roles)


def arcs_of(circle: Circle, roles: list[str], pinned: set[tuple[int, int, str]]) -> list[str]:
    """Return the ring's arcs of a circle: on (stands), pin (kept), new (proposed), open."""
    drawn: list[tuple[int, int, str]] = []
    for one in circle.seats:
        kind = "on" if one.change == "kept" else "new"
        if (one.child_id, one.supporter_id, one.role) in pinned:
            kind = "pin"
        if one.decision == Decision.DECLINED:
            kind = "open"
        drawn.append((rank(roles, one.role), one.seat, kind))
    drawn += [(rank(roles, one.role), one.seat, "open") for one in circle.open]
    return [kind for _, _, kind in sorted(drawn)]


def placements_by_supporter(round_id: int, supporters: list[Supporter]) -> dict[int, list[Placement]]:
    """Return the placements of these supporters, with their children."""
    found: dict[int, list[Placement]] = {supporter.id: [] for supporter in supporters}
    query = (
        select(Placement)
        .where(Placement.round_id == round_id, Placement.supporter_id.in_(found))
        .options(joinedload(Placement.child).joinedload(Child.village))
        .order_by(Placement.id)
    )
    for placement in db.session.scalars(query):
        found[placement.supporter_id].append(placement)
    return found


def pins_of(child_ids: list[int]) -> set[tuple[int, int, str]]:
    """Return the pins of these children as (child, supporter, role)."""
    query = select(Pin.child_id, Pin.supporter_id, Pin.role).where(Pin.child_id.in_(child_ids))
    return {(row.child_id, row.supporter_id, row.role) for row in db.session.execute(query)}


def displaced_pairs(this: Round) -> dict[tuple[int, str, int], Match]:
    """Return the pairs of today that the plan does not hold, by the seat they have."""
    ids = this.outcome.get("displaced", [])
    if not ids:
        return {}
    query = (
        select(Match)
        .where(Match.id.in_(ids), Match.state.in_(TAKEN))
        .options(joinedload(Match.supporter), joinedload(Match.child))
    )
    return {(match.child_id, match.role, match.seat): match for match in db.session.scalars(query)}


@dataclass(frozen=True)
class GivingWay:
    """Standing pairs that would end because the programme wishes for complete circles before kept pairs."""

    pairs: int
    #: more kept pairs were not ruled out under this order: a longer round may find them
    longer_helps: bool


def giving_way(this: Round) -> GivingWay | None:
    """Return what the order of wishes costs standing pairs; None when none would end or the order is another one."""
    wishes = list(programme_of(this.programme_version).wishes)
    if Wish.KEEP not in wishes or Wish.COMPLETE not in wishes[: wishes.index(Wish.KEEP)]:
        return None
    pairs = pairs_giving_way(this)
    if not pairs:
        return None
    kept = next((wish for wish in this.outcome.get("wishes", []) if wish["code"] == Wish.KEEP), None)
    return GivingWay(pairs, longer_helps=kept is not None and kept["value"] < kept["bound"])


@dataclass(frozen=True)
class TownshipLine:
    """One township of a proposal, in numbers."""

    place: Place
    children: int
    new: int
    open: int


def townships_of(round_id: int) -> list[TownshipLine]:
    """Return the townships of a proposal with their numbers."""
    counts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    village = aliased(Place)

    def count(name: str, what: Any, table: Any, *conditions: Any) -> None:
        query = (
            select(village.parent_id, what)
            .select_from(table)
            .join(Child, Child.id == table.child_id)
            .join(village, village.id == Child.village_id)
            .where(table.round_id == round_id, *conditions)
            .group_by(village.parent_id)
        )
        for township_id, number in db.session.execute(query):
            counts[township_id][name] = number

    count("children", func.count(func.distinct(Child.id)), Placement)
    count("new", func.count(), Placement, Placement.change == "new")
    count("open", func.count(), OpenRole)
    places = db.session.scalars(select(Place).where(Place.id.in_(counts)).order_by(Place.code))
    return [
        TownshipLine(place, *(counts[place.id].get(name, 0) for name in ("children", "new", "open")))
        for place in places
    ]


def changes_asked(round_id: int) -> dict[str, int]:
    """Return what the reviewers changed so far: declined, kept apart, pinned."""
    apart = Placement.decline_reason == "apart"
    declined = db.session.execute(
        select(func.count().filter(~apart).label("declined"), func.count().filter(apart).label("apart")).where(
            Placement.round_id == round_id, Placement.decision == Decision.DECLINED
        )
    ).one()
    pinned = (
        select(func.count())
        .select_from(Placement)
        .join(
            Pin,
            (Pin.child_id == Placement.child_id)
            & (Pin.supporter_id == Placement.supporter_id)
            & (Pin.role == Placement.role),
        )
        .join(Round, Round.id == Placement.round_id)
        .where(Placement.round_id == round_id, or_(Round.ended_at.is_(None), Pin.created_at >= Round.ended_at))
    )
    return {
        "declined": declined.declined,
        "apart": declined.apart,
        "pinned": db.session.scalar(pinned) or 0,
    }
