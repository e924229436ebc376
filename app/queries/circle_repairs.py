"""How circles go on when somebody cannot: at most three ways, those that disturb fewest people first, by today's facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.database import db
from app.matching import Pair
from app.matching.changes import Change, ChildChanged, Gap, SupporterChanged, SupporterGone
from app.matching.repair import Repair, Uncovered, repairs
from app.models.children import Child
from app.models.circle_repairs import CircleRepair, Occasion
from app.models.matches import Match
from app.models.supporters import Supporter
from app.queries.policy import seen_by
from app.queries.rounds import newest_versions
from app.queries.snapshots import Snapshot, child_code, snapshot

Loaded = TypeVar("Loaded", Supporter, Child)


@dataclass(frozen=True)
class Join:
    """Somebody who is asked to take a child's seat."""

    child: Child
    role: str
    supporter: Supporter
    half_hour: int | None


@dataclass(frozen=True)
class Proposal:
    """One way to go on."""

    joins: list[Join]
    #: pairs that stand today and give way
    leaves: list[Match]
    left_open: list[tuple[Child, str]]
    disturbed: int


@dataclass(frozen=True)
class Left:
    """A seat no way fills, and the smallest single change that would (codes of app.matching.smallest_change)."""

    child: Child
    role: str
    code: str
    supporter: Supporter | None
    limit: int


@dataclass(frozen=True)
class Ways:
    """What was found for one repair."""

    #: pairs that cannot go on
    broken: list[Match]
    #: pairs that go on at another hour
    moved: list[tuple[Match, int]]
    proposals: list[Proposal]
    uncovered: list[Left]
    version_id: int


def search(repair: CircleRepair, by: Actor, told: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Look for ways among the children `by` may know of; return them by row ids. No connection is held while it runs.

    `told` hears when the facts are read and the search begins.
    """
    versions = newest_versions()
    found: dict[str, Any] = {"broken": [], "moved": [], "proposals": [], "uncovered": [], "version": None}
    if not versions:
        return found
    found["version"] = versions[0].id
    facts = snapshot(versions[0], seen_by(by), f"repair-{repair.id}")
    change, left, stranded = changes_of(repair, facts)
    budget = repair.budget
    db.session.rollback()
    if told is not None:
        told("searching")
    ways = repairs(facts.problem, change, left, budget=budget)
    return found | {
        "broken": sorted([facts.standing[key(pair)].id for pair in ways.changed.broken] + stranded),
        "moved": [[facts.standing[key(pair)].id, pair.slot] for pair in ways.changed.moved_hours],
        "proposals": [in_rows(one, facts) for one in ways.proposals],
        "uncovered": [left_in_rows(one, facts) for one in ways.uncovered],
    }


def changes_of(repair: CircleRepair, facts: Snapshot) -> tuple[list[Change], list[Gap], list[int]]:
    """Return what is to be looked at again, the seats of pairs whose supporter is in no plan any more, and those pairs."""
    problem = facts.problem
    if repair.child_id is not None:
        child = db.session.get_one(Child, repair.child_id)
        known = problem.child_by_id.get(child_code(child.pseudonym, child.number))
        return ([ChildChanged(known)] if known else []), [], []
    assert repair.supporter_id is not None
    who = db.session.get_one(Supporter, repair.supporter_id)
    helper = problem.supporter_by_id.get(who.public_id)
    if helper is None:
        theirs = set(db.session.scalars(select(Match.id).where(Match.supporter_id == who.id)))
        away = [(child, role, match) for child, role, match in facts.stranded if match.id in theirs]
        return [], [Gap(child, role) for child, role, _match in away], [match.id for _c, _r, match in away]
    if repair.occasion == Occasion.FACTS:
        return [SupporterChanged(helper)], [], []
    return [SupporterGone(helper.id)], [], []


def key(pair: Pair) -> tuple[str, str, str]:
    """Return a pair as the snapshot's standing calls it."""
    return pair.child, pair.role, pair.supporter


def in_rows(repair: Repair, facts: Snapshot) -> dict[str, Any]:
    """Return a way by the ids of the rows it speaks of."""
    return {
        "joins": [[facts.children[p.child], p.role, facts.supporters[p.supporter], p.slot] for p in repair.joins],
        "leaves": [facts.standing[key(pair)].id for pair in repair.leaves],
        "left_open": [[facts.children[gap.child], gap.role] for gap in repair.left_open],
        "disturbed": len(repair.disturbed),
    }


def left_in_rows(one: Uncovered, facts: Snapshot) -> list[Any]:
    """Return a seat nobody fills and what would, by row ids; without a change it is the child's own facts."""
    change = one.change
    code, limit = (change.code, change.limit) if change else ("child", 0)
    who = facts.supporters[change.supporter] if change and change.supporter else None
    return [facts.children[one.gap.child], one.gap.role, code, who, limit]


def read(found: dict[str, Any]) -> Ways:
    """Return what a search found, with the rows it speaks of as they are now."""
    ways = found["proposals"]
    match_ids = {
        *found["broken"],
        *(row for row, _hour in found["moved"]),
        *(row for one in ways for row in one["leaves"]),
    }
    matches = matches_by_id(match_ids)
    joins = [join for one in ways for join in one["joins"]]
    open_ones = [seat for one in ways for seat in one["left_open"]]
    children = rows_of(Child, {row[0] for row in [*joins, *open_ones, *found["uncovered"]]})
    people = rows_of(Supporter, {row[2] for row in joins} | {row[3] for row in found["uncovered"] if row[3]})
    return Ways(
        [matches[row] for row in found["broken"] if row in matches],
        [(matches[row], hour) for row, hour in found["moved"] if row in matches],
        [
            Proposal(
                [Join(children[child], role, people[who], hour) for child, role, who, hour in one["joins"]],
                [matches[row] for row in one["leaves"]],
                [(children[child], role) for child, role in one["left_open"]],
                one["disturbed"],
            )
            for one in ways
        ],
        [Left(children[c], role, code, people.get(who), limit) for c, role, code, who, limit in found["uncovered"]],
        found["version"],
    )


def matches_by_id(ids: set[int]) -> dict[int, Match]:
    """Return matches by id, with the people a page shows."""
    query = select(Match).where(Match.id.in_(ids)).options(joinedload(Match.child), joinedload(Match.supporter))
    return {row.id: row for row in db.session.scalars(query)}


def rows_of(table: type[Loaded], ids: set[int]) -> dict[int, Loaded]:
    """Return rows by id."""
    return {row.id: row for row in db.session.scalars(select(table).where(table.id.in_(ids)))}


def find_repair(actor: Actor, public_id: str) -> CircleRepair | None:
    """Return a repair the actor asked for."""
    query = select(CircleRepair).where(CircleRepair.public_id == public_id, CircleRepair.asked_by == actor.account_id)
    return db.session.scalar(query.options(joinedload(CircleRepair.child), joinedload(CircleRepair.supporter)))
