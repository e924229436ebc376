"""Two rounds, or a round and today, side by side: per wish, role, township and child."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select, true, union
from sqlalchemy.orm import aliased, joinedload

from app import matching
from app.actors import Actor
from app.database import db
from app.models.children import Child
from app.models.matches import TAKEN, Match
from app.models.places import Place
from app.models.rounds import OpenRole, Placement, Round, RoundKind
from app.models.supporters import Supporter
from app.queries.children import called
from app.queries.policy import seen_by, within
from app.queries.rounds import visible_rounds
from app.queries.snapshots import children_query, snapshot

#: rounds offered for comparison at most, the newest ones
MOST_OFFERED = 50
#: a role beside a child, and who stands or would stand there
Pairs = dict[tuple[int, str], frozenset[int]]


@dataclass
class Side:
    """One side: what a round proposed, or what stands today (`round` is None)."""

    round: Round | None
    pairs: Pairs = field(default_factory=dict)
    #: places without anybody, by child and role
    open: Counter[tuple[int, str]] = field(default_factory=Counter)
    #: wishes by code: {"value", "bound"}; a bound of None is not known
    wishes: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def children(self) -> set[int]:
        """Everybody who has a place in a circle on this side, filled or open."""
        return {child for child, _ in self.pairs} | {child for child, _ in self.open}

    def figures(self, key: Any) -> dict[Any, Figures]:
        """Filled and open places and complete circles, by what `key` makes of (child, role)."""
        found: defaultdict[Any, Figures] = defaultdict(Figures)
        for place, people in self.pairs.items():
            found[key(place)].filled += len(people)
        for place, number in self.open.items():
            found[key(place)].open += number
        return found


@dataclass
class Figures:
    """Places of one role or township on one side; `complete`: circles in which no place is open."""

    filled: int = 0
    open: int = 0
    complete: int = 0


@dataclass(frozen=True)
class Line:
    """One role (its code) or township (a place) on both sides, and how many children change there."""

    what: Any
    left: Figures
    right: Figures
    changed: int


@dataclass(frozen=True)
class Change:
    """One role beside one child that is not the same on both sides: who is there on each, and places left open."""

    role: str
    left: tuple[Supporter, ...]
    right: tuple[Supporter, ...]
    left_open: int
    right_open: int


@dataclass
class Comparison:
    """Both sides over the children that both speak of."""

    left: Side
    right: Side
    #: role codes in the programme's order
    roles: list[str]
    #: whom both sides are for
    scope: ColumnElement[bool]
    same_scope: bool
    wishes: list[tuple[str, dict[str, Any] | None, dict[str, Any] | None]]

    def turned(self) -> Comparison:
        """The same with left and right changed over, so that what comes later can stand on the right."""
        turned = [(code, right, left) for code, left, right in self.wishes]
        return replace(self, left=self.right, right=self.left, wishes=turned)

    def changed_places(self) -> set[tuple[int, str]]:
        """Places (child, role) where not the same people stand on both sides."""
        places = self.left.pairs.keys() | self.right.pairs.keys()
        nobody: frozenset[int] = frozenset()
        return {one for one in places if self.left.pairs.get(one, nobody) != self.right.pairs.get(one, nobody)}

    def by_role(self) -> list[Line]:
        """Every role with its figures on both sides."""
        left, right = self.left.figures(_role), self.right.figures(_role)
        changed = Counter(role for _, role in self.changed_places())
        codes = [*self.roles, *sorted((left.keys() | right.keys()) - set(self.roles))]
        return [Line(code, left[code], right[code], changed[code]) for code in codes if code in left or code in right]

    def by_township(self) -> list[Line]:
        """Every township with its figures on both sides, complete circles among them."""
        townships = townships_of(self.left.children | self.right.children)
        left, right = (_with_complete(side, townships) for side in (self.left, self.right))
        changed = Counter(townships[child] for child in {child for child, _ in self.changed_places()})
        places = db.session.scalars(select(Place).where(Place.id.in_(left.keys() | right.keys())).order_by(Place.code))
        return [Line(place, left[place.id], right[place.id], changed[place.id]) for place in places]


def _role(place: tuple[int, str]) -> str:
    return place[1]


def _with_complete(side: Side, townships: dict[int, int]) -> dict[int, Figures]:
    found = side.figures(lambda place: townships[place[0]])
    lacking = {child for child, _ in side.open}
    for child in side.children - lacking:
        found[townships[child]].complete += 1
    return found


def offered_rounds(actor: Actor) -> list[Round]:
    """Return the newest rounds for circles that have a plan and that the actor may see."""
    with_plan = visible_rounds(actor).where(Round.kind == RoundKind.CIRCLES, Round.plan_hash != "")
    return list(db.session.scalars(with_plan.limit(MOST_OFFERED)))


def compare(left: Round, right: Round | None) -> Comparison:
    """Return a round beside another, or beside today (None), over the children both are for.

    A round's plan is what it proposed, whatever was decided of it since. Today's wishes are recounted under the round's
    rules and with today's facts; nobody proved a bound of them.
    """
    scope = and_(in_scope(left), in_scope(right) if right is not None else true())
    same = right is None or left.scope_id == right.scope_id
    sides = (side_of(left, scope), side_of(right, scope) if right is not None else today_under(left, scope))
    codes = [wish["code"] for wish in left.outcome.get("wishes", [])]
    codes += [code for code in sides[1].wishes if code not in codes]
    return Comparison(
        left=sides[0],
        right=sides[1],
        roles=[role.code for role in matching.load_programme(left.rules).roles],
        scope=scope,
        same_scope=same,
        wishes=[(code, sides[0].wishes.get(code), sides[1].wishes.get(code)) for code in codes],
    )


def in_scope(this: Round) -> ColumnElement[bool]:
    """Return the condition that a round is for a child."""
    return true() if this.scope_id is None else within(frozenset({this.scope_id}))


def side_of(this: Round, scope: ColumnElement[bool]) -> Side:
    """Return what a round proposed for the children in `scope`."""
    side = Side(this, wishes={wish["code"]: wish for wish in this.outcome.get("wishes", [])})
    side.pairs = _gathered(db.session.execute(placed(this, scope)))
    empty = select(OpenRole.child_id, OpenRole.role).join(Child, Child.id == OpenRole.child_id)
    side.open = Counter((row.child_id, row.role) for row in db.session.execute(
        empty.where(OpenRole.round_id == this.id, scope)
    ))  # fmt: skip
    return side


def today_under(this: Round, scope: ColumnElement[bool]) -> Side:
    """Return what stands today for the children in `scope`, its open places by the rules of a round."""
    rules = matching.load_programme(this.rules)
    side = Side(None, pairs=_gathered(db.session.execute(standing(scope))))
    wanted = {role.code: role for role in rules.roles}
    needing = children_query(scope).with_only_columns(Child.id, Child.study_help).order_by(None)
    for row in db.session.execute(needing):
        for role in wanted.values():
            needed = role.count if role.needed_by is matching.NeededBy.ALL or row.study_help else 0
            missing = needed - len(side.pairs.get((row.id, role.code), ()))
            if missing > 0:
                side.open[row.id, role.code] = missing
    today = snapshot(this.programme_version, scope, "today", rules)
    values = matching.wish_values(today.problem, today.problem.existing)
    side.wishes = {code: {"code": code, "value": value, "bound": None} for code, value in values.items()}
    return side


def placed(this: Round, scope: ColumnElement[bool]) -> Select[int, str, int]:
    """Return the query for a round's pairs as (child_id, role, supporter_id)."""
    columns = select(Placement.child_id, Placement.role, Placement.supporter_id)
    return columns.join(Child, Child.id == Placement.child_id).where(Placement.round_id == this.id, scope)


def standing(scope: ColumnElement[bool]) -> Select[int, str, int]:
    """Return the query for the pairs that hold a place today, offers among them."""
    columns = select(Match.child_id, Match.role, Match.supporter_id)
    return columns.join(Child, Child.id == Match.child_id).where(Match.state.in_(TAKEN), scope)


def _gathered(rows: Iterable[Any]) -> Pairs:
    found: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for row in rows:
        found[row.child_id, row.role].add(row.supporter_id)
    return {place: frozenset(people) for place, people in found.items()}


def townships_of(children: set[int]) -> dict[int, int]:
    """Return the township of each of these children."""
    village = aliased(Place)
    rows = db.session.execute(select(Child.id, village.parent_id).join(village, village.id == Child.village_id))
    return {child: township for child, township in rows if child in children and township is not None}


def changed_children(
    actor: Actor, left: Round, right: Round | None, scope: ColumnElement[bool], *, text: str = "", township_id: int | None = None
) -> Select[Child]:  # fmt: skip
    """Return the query for the children who do not have the same people on both sides, the closest rhythm first."""
    one = placed(left, scope)
    other = placed(right, scope) if right is not None else standing(scope)
    differing = union(one.except_(other).subquery().select(), other.except_(one).subquery().select()).subquery()
    query = (
        select(Child)
        .where(exists().where(differing.c.child_id == Child.id), seen_by(actor))
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
