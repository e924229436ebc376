"""Children for whom two plans differ, and who is beside them in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select, union
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.database import db
from app.models.children import Child
from app.models.places import Place
from app.models.rounds import Round
from app.models.supporters import Supporter
from app.queries.children import called
from app.queries.comparisons import Comparison, Pairs, placed, standing
from app.queries.policy import seen_by, within


@dataclass(frozen=True)
class Change:
    """One role beside one child that is not the same on both sides: who is there on each, and places left open."""

    role: str
    left: tuple[Supporter, ...]
    right: tuple[Supporter, ...]
    left_open: int
    right_open: int


def changed_children(
    actor: Actor, left: Round, right: Round | None, scope: ColumnElement[bool], *, text: str = "", township_id: int | None = None
) -> Select[Child]:  # fmt: skip
    """Return the query for the children who do not have the same people on both sides, the closest rhythm first."""
    one = placed(left, scope)
    other = placed(right, scope) if right is not None else standing(scope)
    differing = union(one.except_(other).subquery().select(), other.except_(one).subquery().select()).subquery()
    query = (
        select(Child)
        .where(Child.id.in_(select(differing.c.child_id)), seen_by(actor))
        .options(joinedload(Child.village).joinedload(Place.parent))
        .order_by(Child.rhythm, Child.pseudonym, Child.number)
    )
    if text.strip():
        query = query.where(called(text))
    return query.where(within(frozenset({township_id}))) if township_id is not None else query


def changes_of(found: Comparison, children: Iterable[Child]) -> dict[int, list[Change]]:
    """Return what changes for these children, role by role in the programme's order."""
    ids = {child.id for child in children}
    places = {place for place in found.changed_places() if place[0] in ids}
    sides = (found.left.pairs, found.right.pairs)
    wanted = {who for pairs in sides for place in places for who in pairs.get(place, ())}
    people = {one.id: one for one in db.session.scalars(select(Supporter).where(Supporter.id.in_(wanted)))}

    def there(pairs: Pairs, place: tuple[int, str]) -> tuple[Supporter, ...]:
        return tuple(people[who] for who in sorted(pairs.get(place, ())))

    told: dict[int, list[Change]] = {child_id: [] for child_id in ids}
    for place in sorted(places, key=lambda one: (_rank(found.roles, one[1]), one[1])):
        left, right = (there(pairs, place) for pairs in sides)
        told[place[0]].append(Change(place[1], left, right, found.left.open[place], found.right.open[place]))
    return told


def _rank(roles: list[str], role: str) -> int:
    return roles.index(role) if role in roles else len(roles)
