"""What one limit more would give, from a round's own problem and what it proposed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.database import db
from app.matching import Exclusion, Explainer, Pair, Plan, Problem, load_problem
from app.matching.loosening import Change, Limit
from app.matching.moving import gain_by_moving
from app.matching.recruiting import Recruit, best_places
from app.matching.relaxations import Around, Gain, TooManyOffers, ladder
from app.matching.scoping import scoped
from app.matching.smallest import Smallest, smallest_changes
from app.models.children import Child
from app.models.places import Place
from app.models.rounds import Decision, Placement, Round, RoundKind, RoundState
from app.models.supporters import Supporter
from app.models.what_ifs import Question, WhatIf
from app.queries.snapshots import child_code

#: rounds whose problem and proposal are at hand
ASKABLE = (RoundState.PROPOSED, RoundState.PUBLISHING, RoundState.WRITING, RoundState.PUBLISHED)
#: how many of those who could come instead are named
MOST_OTHERS = 3

Told = Callable[[int], None]


@dataclass(frozen=True)
class Matter:
    """Everything a question needs, free of the database: the problem, who stands, and whom it is about."""

    question: str
    problem: Problem
    plan: Plan
    #: whom the question is about; None: all children of the round
    children: frozenset[str] | None
    #: the one child asked about
    child: str | None


def may_be_asked(this: Round) -> bool:
    """Say whether a round has what a question needs."""
    if this.kind != RoundKind.CIRCLES or this.state not in ASKABLE:
        return False
    return db.session.scalar(select(Round.problem.is_not(None)).where(Round.id == this.id)) or False


def matter_of(asked: WhatIf) -> Matter:
    """Return what a question is about: the round's problem with what was declined kept apart, and its proposal."""
    assert asked.round.problem is not None
    problem = load_problem(zlib.decompress(asked.round.problem).decode())
    columns = (
        Child.pseudonym, Child.number, Child.village_id, Placement.role, Placement.half_hour, Placement.decision,
        Supporter.public_id,
    )  # fmt: skip
    rows = db.session.execute(
        select(*columns)
        .select_from(Placement)
        .join(Child, Child.id == Placement.child_id)
        .join(Supporter, Supporter.id == Placement.supporter_id)
        .where(Placement.round_id == asked.round_id)
        .order_by(Placement.id)
    )
    pairs, apart = [], list(problem.exclusions)
    for row in rows:
        who = child_code(row.pseudonym, row.number)
        if who not in problem.child_by_id or row.public_id not in problem.supporter_by_id:
            continue  # erased since
        if row.decision == Decision.DECLINED:
            apart.append(Exclusion(who, row.public_id))
            continue
        weekly = problem.programme.role(row.role).weekly_slot
        pairs.append(Pair(who, row.role, row.public_id, row.half_hour if weekly else None))
    changed = Problem(
        name=problem.name, round_start=problem.round_start, programme=problem.programme, places=problem.places,
        children=problem.children, supporters=problem.supporters, travel=problem.travel, exclusions=tuple(apart),
    )  # fmt: skip
    child = None if asked.child is None else child_code(asked.child.pseudonym, asked.child.number)
    children = None if child is None else frozenset({child})
    if asked.township_id is not None:
        children = children_of_township(asked.township_id)
    if children is not None:
        children &= frozenset(problem.child_by_id)
    return Matter(asked.question, changed, Plan(tuple(pairs)), children, child)


def children_of_township(township_id: int) -> frozenset[str]:
    """Return the children of a township's villages as problems call them."""
    query = select(Child.pseudonym, Child.number).join(Place, Place.id == Child.village_id)
    rows = db.session.execute(query.where(Place.parent_id == township_id))
    return frozenset(child_code(row.pseudonym, row.number) for row in rows)


def search(matter: Matter, told: Told) -> dict[str, Any]:
    """Return what was found, as a row keeps it. Asks the database nothing. Raise TooManyOffers."""
    problem, plan = matter.problem, matter.plan
    if matter.children is not None:
        problem, plan = scoped(problem, plan, set(matter.children))
    around = Around(problem, plan)
    counter = Counter(told)
    if matter.question == Question.PLACES:
        return {"roles": {role: recruits(around, role, counter) for role in around.open_roles}}
    base = around.gain(Change(Limit.NONE))
    counter.step()
    gains, untold = climbed(around, counter)
    moved = gain_by_moving(matter.problem, matter.plan, matter.child) if matter.child is not None else None
    if moved is not None:
        gains = sorted([*gains, moved[0]], key=worth, reverse=True)
    found: dict[str, Any] = {
        "open": sum(count for _, _, count in around.open_seats),
        "base": kept_gain(base),
        "ladder": [kept_gain(gain) for gain in gains],
        "untold": untold,
    }
    if matter.child is not None:
        explainer = Explainer(matter.problem, matter.plan)
        mine = [pair for pair in matter.plan.pairs if pair.child == matter.child]
        found["others"] = [kept_others(pair, explainer.others(pair)) for pair in mine]
        changes = smallest_changes(matter.problem, matter.plan, matter.child)
        found["smallest"] = [kept_smallest(one) for one in changes]
    return found


class Counter:
    """Counts what was tried and tells of it."""

    def __init__(self, told: Told) -> None:
        self._told, self.tried = told, 0

    def step(self) -> None:
        """One more was tried."""
        self.tried += 1
        self._told(self.tried)


def climbed(around: Around, counter: Counter) -> tuple[list[Gain], int]:
    """Return what each loosened limit gives, most first, and how many open too many pairs to be foretold.

    Of the evenings the best is told, of new people the best place.
    """
    found: list[Gain] = []
    evenings: dict[str, Gain] = {}
    untold = 0
    for change in ladder(around):
        counter.step()
        try:
            gain = around.gain(change)
        except TooManyOffers:
            untold += 1
            continue
        if change.limit is not Limit.HOURS:
            found.append(gain)
        elif change.role not in evenings or worth(gain) > worth(evenings[change.role]):
            evenings[change.role] = gain
    found += evenings.values()
    for role in around.open_roles:
        found += [one.gain for one in best_places(around, role, 1, counter.step) if one.gain is not None]
    return sorted(found, key=worth, reverse=True), untold


def worth(gain: Gain) -> tuple[int, int, int, int]:
    """Return what gains are ordered by: complete circles, filled places, fewest pairs disturbed, fewest minutes."""
    return len(gain.complete), len(gain.pairs), -gain.disturbed, -gain.minutes


def recruits(around: Around, role: str, counter: Counter) -> list[dict[str, Any]]:
    """Return the best places for one more person of a role."""
    return [kept_recruit(one) for one in best_places(around, role, told=counter.step)]


def kept_gain(gain: Gain) -> dict[str, Any]:
    """Return a gain as a row keeps it."""
    change = gain.change
    return {
        "limit": change.limit.value,
        "role": change.role,
        "amount": change.amount,
        "mode": change.mode.value if change.mode else "",
        "place": change.place,
        "supporter": change.supporter,
        "pairs": len(gain.pairs),
        "children": list(gain.children),
        "complete": list(gain.complete),
        "minutes": gain.minutes,
        "disturbed": gain.disturbed,
        "proven": gain.proven,
    }


def kept_recruit(one: Recruit) -> dict[str, Any]:
    """Return a place to recruit at as a row keeps it."""
    assert one.gain is not None
    return {**kept_gain(one.gain), "more": one.more, "filled": one.filled, "weight": one.weight}


def kept_smallest(one: Smallest) -> dict[str, Any]:
    """Return a role's smallest change as a row keeps it."""
    if one.change is None or one.gain is None:
        return {"role": one.role}
    told = one.change
    return {"code": told.code, "least": told.limit, "price": told.price, **kept_gain(one.gain)}


def kept_others(pair: Pair, others: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    """Return who else could take a pair's place as a row keeps it."""
    near = [{"supporter": who, "minutes": minutes} for who, minutes in others[:MOST_OTHERS]]
    return {"role": pair.role, "supporter": pair.supporter, "count": len(others), "nearest": near}


def find_what_if(actor: Actor, public_id: str) -> WhatIf | None:
    """Return a question the actor asked."""
    query = select(WhatIf).where(WhatIf.public_id == public_id, WhatIf.asked_by == actor.account_id)
    return db.session.scalar(query.options(joinedload(WhatIf.round), joinedload(WhatIf.child)))


def newest_about(actor: Actor, round_id: int, child_id: int) -> WhatIf | None:
    """Return the newest question the actor asked about a child of a round."""
    query = select(WhatIf).where(
        WhatIf.round_id == round_id, WhatIf.child_id == child_id, WhatIf.asked_by == actor.account_id
    )
    return db.session.scalar(query.order_by(WhatIf.id.desc()).limit(1))


@dataclass(frozen=True)
class Names:
    """The rows behind the codes of what was found."""

    children: dict[str, Child]
    places: dict[str, Place]
    supporters: dict[str, Supporter]


def names_in(found: dict[str, Any]) -> Names:
    """Return the rows a found answer speaks of, in three questions."""
    gains = [*found.get("ladder", []), *found.get("smallest", [])]
    gains += [one for listed in found.get("roles", {}).values() for one in listed]
    codes = {code for gain in gains for code in gain.get("children", [])}
    people = {gain.get("supporter", "") for gain in gains}
    people |= {near["supporter"] for other in found.get("others", []) for near in other["nearest"]}
    numbers = {int(code.rpartition("-")[2]) for code in codes}
    children = {
        child_code(row.pseudonym, row.number): row
        for row in db.session.scalars(select(Child).where(Child.number.in_(numbers)))
    }
    places = db.session.scalars(select(Place).where(Place.code.in_({gain.get("place", "") for gain in gains})))
    supporters = db.session.scalars(select(Supporter).where(Supporter.public_id.in_(people)))
    return Names(
        {code: row for code, row in children.items() if code in codes},
        {row.code: row for row in places},
        {row.public_id: row for row in supporters},
    )
