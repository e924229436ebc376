"""Children for whom two plans differ, and who is beside them in each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.database import db
from app.models.children import Child
from app.models.places import Place
from app.models.supporters import Supporter
from app.queries.children import called
from app.queries.comparisons import Comparison, Side
from app.queries.policy import seen_by, within

#: a role beside a child, and who stands or would stand there
Pairs = dict[tuple[int, str], set[int]]


@dataclass(frozen=True)
class Change:
    """One role beside one child that is not the same on both sides: who is there on each, and places left open."""

    role: str
    left: tuple[Supporter, ...]
    right: tuple[Supporter, ...]
    left_open: int
    right_open: int


def changed_children(actor: Actor, found: Comparison, *, text: str = "", township_id: int | None = None) -> list[int]:
    """Return the ids of the children who do not have the same people on both sides, the closest rhythm first."""
    query = select(Child.id).where(seen_by(actor))
    if text.strip():
        query = query.where(called(text))
    if township_id is not None:
        query = query.where(within(frozenset({township_id})))
    shown = set(db.session.scalars(query))
    return [child_id for child_id in dict.fromkeys(row[0] for row in found.changed) if child_id in shown]


class PageOfChildren(Pagination):
    """A page of children whose ids are known, in their order."""

    def __init__(self, ids: list[int], *, per_page: int) -> None:
        self.ids = ids
        super().__init__(per_page=per_page)

    def _query_items(self) -> list[Child]:
        shown = self.ids[self._query_offset :][: self.per_page]
        with_villages = joinedload(Child.village).joinedload(Place.parent)
        rows = db.session.scalars(select(Child).where(Child.id.in_(shown)).options(with_villages))
        return sorted(rows, key=lambda child: shown.index(child.id))

    def _query_count(self) -> int:
        return len(self.ids)


def changes_of(found: Comparison, children: Iterable[Child]) -> dict[int, list[Change]]:
    """Return what changes for these children, role by role in the programme's order."""
    ids = {child.id for child in children}
    sides = [people_beside(side, ids) for side in (found.left, found.right)]
    gaps = [open_beside(side, ids) for side in (found.left, found.right)]
    wanted = {who for pairs in sides for people in pairs.values() for who in people}
    people = {one.id: one for one in db.session.scalars(select(Supporter).where(Supporter.id.in_(wanted)))}

    def there(pairs: Pairs, place: tuple[int, str]) -> tuple[Supporter, ...]:
        return tuple(people[who] for who in sorted(pairs.get(place, ())))

    told: dict[int, list[Change]] = {child_id: [] for child_id in ids}
    left, right = sides
    places = (place for place in left.keys() | right.keys() if left.get(place) != right.get(place))
    for place in sorted(places, key=lambda one: (_rank(found.roles, one[1]), one[1])):
        change = Change(place[1], there(left, place), there(right, place), gaps[0][place], gaps[1][place])
        told[place[0]].append(change)
    return told


def people_beside(side: Side, child_ids: set[int]) -> Pairs:
    """Return who is beside these children on a side, by child and role."""
    pairs = side.pairs.subquery()
    found: Pairs = defaultdict(set)
    for child_id, role, who in db.session.execute(select(pairs).where(pairs.c.child_id.in_(child_ids))):
        found[child_id, role].add(who)
    return found


def open_beside(side: Side, child_ids: set[int]) -> Counter[tuple[int, str]]:
    """Return how many places are open beside these children on a side, by child and role."""
    gaps = side.gaps.subquery()
    counted: Counter[tuple[int, str]] = Counter()
    for child_id, role, missing in db.session.execute(select(gaps).where(gaps.c.child_id.in_(child_ids))):
        counted[child_id, role] += missing
    return counted


def _rank(roles: list[str], role: str) -> int:
    return roles.index(role) if role in roles else len(roles)
