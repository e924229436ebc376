"""Two rounds, or a round and today, side by side: per wish, role and township. Per child: `changed_children`.

The database counts: no page reads a large county's plan pair by pair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, distinct, func, literal, select, true, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import True_

from app import matching
from app.actors import Actor
from app.database import db
from app.models.children import Child
from app.models.matches import TAKEN, Match
from app.models.places import Place
from app.models.rounds import OpenRole, Placement, Round, RoundKind
from app.queries.policy import within
from app.queries.rounds import visible_rounds
from app.queries.snapshots import children_query, snapshot

#: rounds offered for comparison at most, the newest ones
MOST_OFFERED = 50
#: of a round for more children, today's wishes are told as they were when it was solved: recounting takes seconds
MOST_RECOUNTED = 2_000


@dataclass(frozen=True)
class Side:
    """One side: what a round proposed, or what stands today (`round` is None)."""

    round: Round | None
    #: query for its pairs as (child_id, role, supporter_id)
    pairs: Any
    #: query for its places without anybody as (child_id, role, missing)
    gaps: Any
    #: wishes by code: {"value", "bound"}; a bound of None is not known
    wishes: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: when its wishes were counted, if not just now or by the round itself
    counted_at: datetime | None = None

    @cached_property
    def counts(self) -> list[tuple[str, int, Figures]]:
        """Filled and open places as (role, township, figures); no circle is counted twice among the complete ones.

        Complete is a circle with somebody in it and no place open: all circles with somebody, less those with an open
        place too. So the places are counted once for everything that is told of them.
        """
        pairs, gaps = self.pairs.subquery(), self.gaps.subquery()
        first, lacking = numbered(pairs, pairs.c.role), numbered(gaps, gaps.c.role, gaps.c.missing)
        somebody = lacking.c.child_id.in_(select(pairs.c.child_id))
        filled = by_township(first, func.count(), first.c.role, once(first))
        missing = by_township(lacking, func.sum(lacking.c.missing), lacking.c.role, once(lacking, somebody))
        return [
            (role, township, Figures(filled=number, complete=circles))
            for township, number, role, circles in db.session.execute(filled)
        ] + [
            (role, township, Figures(open=int(number), complete=-circles))
            for township, number, role, circles in db.session.execute(missing)
        ]

    def figures(self, key: Callable[[str, int], Any]) -> dict[Any, Figures]:
        """Filled and open places by what `key` makes of role and township."""
        found: defaultdict[Any, Figures] = defaultdict(Figures)
        for role, township, figures in self.counts:
            found[key(role, township)] += figures
        return found


def numbered(rows: Any, *columns: ColumnElement[Any]) -> Any:
    """Return rows that have a child_id with a number that begins anew for each child."""
    nth = func.row_number().over(partition_by=rows.c.child_id).label("nth")
    return select(rows.c.child_id, *columns, nth).subquery()


def once(rows: Any, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """Return how many children `numbered` rows are of."""
    return func.count().filter(rows.c.nth == 1, *conditions).label("children")


def by_township(rows: Any, what: ColumnElement[Any], role: ColumnElement[str], children: ColumnElement[int]) -> Any:
    """Return the query for `what` of rows that have a child_id, as (township id, what, role, children)."""
    village = aliased(Place)
    return (
        select(village.parent_id, what, role, children)
        .select_from(rows)
        .join(Child, Child.id == rows.c.child_id)
        .join(village, village.id == Child.village_id)
        .where(village.parent_id.is_not(None))
        .group_by(village.parent_id, role)
    )


@dataclass
class Figures:
    """Places of one role or township on one side; `complete`: circles in which no place is open."""

    filled: int = 0
    open: int = 0
    complete: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(self.filled + other.filled, self.open + other.open, self.complete + other.complete)


@dataclass(frozen=True)
class Line:
    """One role (its code) or township (a place) on both sides; `changed`: its places, or children, with other people."""

    what: Any
    left: Figures
    right: Figures
    changed: int


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

    @property
    def counted_at(self) -> datetime | None:
        """When the wishes of today were counted, if not just now."""
        return self.left.counted_at or self.right.counted_at

    @cached_property
    def changed(self) -> list[tuple[int, str, int]]:
        """Places where not the same people stand on both sides as (child, role, township), the closest rhythm first.

        To find them is what costs most of a comparison, so they are found once for everything that is told of them.
        """
        found, village = differing(self.left.pairs, self.right.pairs), aliased(Place)
        places = select(found.c.child_id, found.c.role).distinct().subquery()
        query = (
            select(Child.id, places.c.role, village.parent_id)
            .join(places, places.c.child_id == Child.id)
            .join(village, village.id == Child.village_id)
            .order_by(Child.rhythm, Child.pseudonym, Child.number)
        )
        return [(child_id, role, township) for child_id, role, township in db.session.execute(query)]

    def changed_places(self) -> set[tuple[int, str]]:
        """Return places (child, role) where not the same people stand on both sides."""
        return {(child_id, role) for child_id, role, _township in self.changed}

    def by_role(self) -> list[Line]:
        """Every role with its figures on both sides."""
        left, right = (side.figures(lambda role, _township: role) for side in (self.left, self.right))
        changed = Counter(role for _child, role, _township in self.changed)
        codes = [*self.roles, *sorted((left.keys() | right.keys()) - set(self.roles))]
        nothing = Figures()
        return [
            Line(code, left.get(code, nothing), right.get(code, nothing), changed[code])
            for code in codes
            if code in left or code in right
        ]

    def by_township(self) -> list[Line]:
        """Every township with its figures on both sides, complete circles among them."""
        left, right = (side.figures(lambda _role, township: township) for side in (self.left, self.right))
        changed = Counter({child: township for child, _role, township in self.changed}.values())
        places = db.session.scalars(select(Place).where(Place.id.in_(left.keys() | right.keys())).order_by(Place.code))
        nothing = Figures()
        return [
            Line(place, left.get(place.id, nothing), right.get(place.id, nothing), changed[place.id])
            for place in places
        ]


def differing(one: Any, other: Any) -> Any:
    """Return the subquery of the pairs that are on one side alone, as (child_id, role, supporter_id)."""
    return union_all(one.except_(other).subquery().select(), other.except_(one).subquery().select()).subquery()


def offered_rounds(actor: Actor) -> list[Round]:
    """Return the newest rounds for circles that have a plan and that the actor may see."""
    with_plan = visible_rounds(actor).where(Round.kind == RoundKind.CIRCLES, Round.plan_hash != "")
    return list(db.session.scalars(with_plan.limit(MOST_OFFERED)))


def compare(left: Round, right: Round | None) -> Comparison:
    """Return a round beside another, or beside today (None), over the children both are for.

    A round's plan is what it proposed, whatever was decided of it since. Today's wishes are recounted under the round's
    rules and with today's facts; nobody proved a bound of them.
    """
    places = {one.scope_id for one in (left, right) if one is not None and one.scope_id is not None}
    scope = and_(*(within(frozenset({place})) for place in sorted(places))) if places else true()
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


def side_of(this: Round, scope: ColumnElement[bool]) -> Side:
    """Return what a round proposed for the children in `scope`."""
    gaps = select(OpenRole.child_id, OpenRole.role, literal(1).label("missing"))
    here = gaps.where(OpenRole.round_id == this.id, among(OpenRole.child_id, scope))
    return Side(this, placed(this, scope), here, {wish["code"]: wish for wish in this.outcome.get("wishes", [])})


def among(child_id: Any, scope: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a child is in `scope`; for the whole county none, as asking it of every child costs most."""
    return true() if isinstance(scope, True_) else child_id.in_(select(Child.id).where(scope))


def today_under(this: Round, scope: ColumnElement[bool]) -> Side:
    """Return what stands today for the children in `scope`, its open places by the rules of a round."""
    rules = matching.load_programme(this.rules)
    gaps = union_all(*(open_today(role, scope) for role in rules.roles))
    kept = this.outcome.get("standing")
    if kept and this.outcome.get("children", 0) > MOST_RECOUNTED:
        return Side(None, standing(scope), gaps, without_bounds(kept), this.started_at)
    today = snapshot(this.programme_version, scope, "today", rules)
    values = matching.wish_values(today.problem, today.problem.existing)
    return Side(None, standing(scope), gaps, without_bounds(values))


def without_bounds(values: dict[str, int]) -> dict[str, dict[str, Any]]:
    """Return wishes of which only the value is known."""
    return {code: {"code": code, "value": value, "bound": None} for code, value in values.items()}


def open_today(role: matching.CircleRole, scope: ColumnElement[bool]) -> Any:
    """Return the query for the children in `scope` who miss somebody in a role today, and how many."""
    taken = (
        select(Match.child_id, func.count(distinct(Match.supporter_id)).label("number"))
        .where(Match.role == role.code, Match.state.in_(TAKEN))
        .group_by(Match.child_id)
        .subquery()
    )
    missing = literal(role.count) - func.coalesce(taken.c.number, 0)
    needing = (
        children_query(scope)
        if role.needed_by is matching.NeededBy.ALL
        else children_query(and_(scope, Child.study_help))
    )
    columns = (Child.id.label("child_id"), literal(role.code).label("role"), missing.label("missing"))
    return (
        needing.outerjoin(taken, taken.c.child_id == Child.id)
        .where(missing > 0)
        .with_only_columns(*columns)
        .order_by(None)
    )


def placed(this: Round, scope: ColumnElement[bool]) -> Select[int, str, int]:
    """Return the query for a round's pairs as (child_id, role, supporter_id)."""
    columns = select(Placement.child_id, Placement.role, Placement.supporter_id)
    return columns.where(Placement.round_id == this.id, among(Placement.child_id, scope))


def standing(scope: ColumnElement[bool]) -> Select[int, str, int]:
    """Return the query for the pairs that hold a place today, offers among them."""
    columns = select(Match.child_id, Match.role, Match.supporter_id)
    return columns.where(Match.state.in_(TAKEN), among(Match.child_id, scope))
