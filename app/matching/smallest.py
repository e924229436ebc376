"""The smallest single change that brings a child somebody, confirmed by a round: one is asked for more than they offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.matching.columns import Columns
from app.matching.loosening import NEWCOMER, Change, Limit
from app.matching.plan import Plan
from app.matching.problem import Child, Problem
from app.matching.programme import CircleRole
from app.matching.relaxations import Around, Gain
from app.matching.scoping import scoped
from app.matching.smallest_change import SmallestChange, single_changes
from app.matching.standing import Standing

MOST_TRIED = 40
"""Changes tried per role; they come smallest first."""
_LIMITS = {
    "caseload": Limit.CASELOAD,
    "minutes": Limit.MINUTES,
    "travel": Limit.TRAVEL,
    "role_travel": Limit.ROLE_TRAVEL,
    "hours": Limit.MEETING,
    "papers": Limit.PAPERS,
}


@dataclass(frozen=True, slots=True)
class Smallest:
    """The smallest change for one role of a child that a round confirms; both None: no single one helps."""

    role: str
    change: SmallestChange | None
    gain: Gain | None


def smallest_changes(problem: Problem, plan: Plan, child: str) -> tuple[Smallest, ...]:
    """Per role the child lacks: the smallest change after which a round fills the place with whom it speaks of."""
    around = Around(*scoped(problem, plan, {child}))
    standing = Standing(Columns(problem), plan)
    roles = [role for who, role, _ in around.open_seats if who == child]
    return tuple(_smallest(around, standing, child, role) for role in roles)


def _smallest(around: Around, standing: Standing, child: str, role: str) -> Smallest:
    for told, change in list(askings(standing, child, role))[:MOST_TRIED]:
        gain = around.gain(change)
        if any((p.child, p.role, p.supporter) == (child, role, told.supporter or NEWCOMER) for p in gain.pairs):
            return Smallest(role, told, gain)
    return Smallest(role, None, None)


def askings(standing: Standing, child: str, role: str) -> Iterator[tuple[SmallestChange, Change]]:
    """Every single change for this seat, smallest first, and the limit that is loosened for it."""
    problem = standing.columns.problem
    who, seat = problem.child_by_id[child], problem.programme.role(role)
    for told in single_changes(standing, who, seat):
        yield told, _loosening(standing, who, seat, told)


def _loosening(standing: Standing, child: Child, role: CircleRole, told: SmallestChange) -> Change:
    if told.supporter is None:
        return Change(Limit.PERSON, role.code, place=child.place)
    problem = standing.columns.problem
    helper = problem.supporter_by_id[told.supporter]
    beyond = {
        "caseload": told.limit - problem.caseload(helper),
        "minutes": told.price,
        "travel": told.limit - helper.travel_limit,
        "role_travel": told.limit - role.travel_limit,
        "hours": told.limit,
    }
    return Change(_LIMITS[told.code], role.code, beyond.get(told.code, 0), helper.id)
