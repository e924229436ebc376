"""What the map shows: places, and per village how many of the children the reader may see wait for company."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.actors import Actor
from app.database import db
from app.models.children import Child, ChildState
from app.models.places import Place, PlaceKind
from app.queries.places import open_places
from app.queries.policy import consented, seen_by
from app.queries.seats import current_roles, open_seats


@dataclass(frozen=True)
class Counts:
    """Children in company at a place, the places open beside them, and of them the children concerned."""

    children: int = 0
    open_seats: int = 0
    waiting: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.children + other.children, self.open_seats + other.open_seats, self.waiting + other.waiting)


@dataclass(frozen=True)
class MapFacts:
    """The places of a county or township, and the counts by village id.

    A village without counts has no child the reader may see: of others no number leaves the database.
    """

    townships: list[Place]
    villages: list[Place]
    centres: list[Place]
    counts: dict[int, Counts]

    def total(self, township: Place | None = None) -> Counts:
        """Return the counts of a township, or of everything shown."""
        found = (
            self.counts.get(village.id, Counts())
            for village in self.villages
            if township is None or village.parent_id == township.id
        )
        return sum(found, Counts())


def map_facts(actor: Actor, township: Place | None = None) -> MapFacts:
    """Return what the map of a township, or of the county, shows to `actor`: four questions to the database."""
    scope = frozenset({township.id}) if township else frozenset()
    by_kind = [
        list(db.session.scalars(open_places(kind, scope=scope)))
        for kind in (PlaceKind.TOWNSHIP, PlaceKind.VILLAGE, PlaceKind.CENTRE)
    ]
    return MapFacts(by_kind[0], by_kind[1], by_kind[2], counts_by_village(actor))


def counts_by_village(actor: Actor) -> dict[int, Counts]:
    """Return the counts of the active, consented children `actor` may see, by village."""
    missing = open_seats(current_roles()).label("missing")
    children = (
        select(Child.village_id, missing)
        .where(seen_by(actor), consented(), Child.state == ChildState.ACTIVE)
        .subquery()
    )
    rows = db.session.execute(
        select(
            children.c.village_id,
            func.count().label("children"),
            func.sum(children.c.missing).label("open_seats"),
            func.count().filter(children.c.missing > 0).label("waiting"),
        ).group_by(children.c.village_id)
    )
    return {row.village_id: Counts(row.children, int(row.open_seats or 0), row.waiting) for row in rows}
