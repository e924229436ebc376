"""The smallest single change that brings a child somebody: one person is asked for a little more than they offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.matching.columns import Asked, Columns
from app.matching.loosening import Change, Limit
from app.matching.plan import Plan
from app.matching.problem import Problem
from app.matching.programme import CircleRole
from app.matching.relaxations import Around, Gain
from app.matching.rules import PAIR_MUSTS, PLAN_MUSTS
from app.matching.scoping import scoped
from app.matching.standing import Standing

MOST_TRIED = 40
"""Changes tried per role; they come cheapest first."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One person asked for more: the change, and the minutes a week it costs them beyond what they offered."""

    change: Change
    price: int


@dataclass(frozen=True, slots=True)
class Smallest:
    """The cheapest change of one role that a round confirms; `asking` None: no single one helps."""

    role: str
    asking: Asking | None
    gain: Gain | None


def smallest_changes(problem: Problem, plan: Plan, child: str) -> tuple[Smallest, ...]:
    """Per role the child lacks: the smallest change of one limit of one person after which a round fills the place."""
    around = Around(*scoped(problem, plan, {child}))
    roles = [role for who, role, _ in around.open_seats if who == child]
    return tuple(_smallest(around, child, role) for role in roles)


def _smallest(around: Around, child: str, role: str) -> Smallest:
    for tried, asking in enumerate(sorted(askings(around, child, role), key=_order)):
        if tried >= MOST_TRIED:
            break
        gain = around.gain(asking.change)
        if any((p.child, p.role, p.supporter) == (child, role, asking.change.supporter) for p in gain.pairs):
            return Smallest(role, asking, gain)
    return Smallest(role, None, None)


def _order(asking: Asking) -> tuple[int, str, int, str]:
    return asking.price, asking.change.limit.value, asking.change.amount, asking.change.supporter


def askings(around: Around, child: str, role: str) -> Iterator[Asking]:
    """What could be asked of those whom one limit of their own keeps from this seat."""
    problem = around.problem
    columns = Columns(problem)
    standing = Standing(columns, around.plan)
    seat = problem.programme.role(role)
    asked = Asked(columns, problem.child_by_id[child], seat, columns.holders(seat))
    answers = {must.code: must.allowed(asked) for must in PAIR_MUSTS}
    answers |= {must.code: must.allowed(asked, standing) for must in PLAN_MUSTS}
    hours = ~(answers["windows"] & answers["slot"])
    failing = sum((~answers[code]).astype(int) for code in answers if code not in ("windows", "slot")) + hours
    needed = standing.weekly(asked.child, seat, asked.who)
    for index in np.flatnonzero(failing == 1):
        row = int(asked.who[index])
        who, cost = problem.supporters[row].id, int(needed[index])
        if not answers["travel"][index]:
            yield _farther(asked, seat, int(index), who)
        elif not answers["caseload"][index] and not seat.exclusive:
            yield Asking(Change(Limit.CASELOAD, role, 1, who), cost)
        elif not answers["minutes"][index]:
            more = cost - int(columns.weekly_minutes[row] - standing.minutes[row])
            yield Asking(Change(Limit.MINUTES, role, more, who), more)
        elif hours[index]:
            yield from (Asking(Change(Limit.HOURS, role, day, who), cost) for day in range(7))


def _farther(asked: Asked, role: CircleRole, index: int, who: str) -> Asking:
    minutes, supporter = int(asked.travel[index]), asked.columns.problem.supporter_by_id[who]
    more = minutes - min(supporter.travel_limit, role.travel_limit)
    meetings = role.meetings_per_year.of(asked.child.rhythm)
    # both limits rise by what the larger gap asks for: the way must be within each
    return Asking(Change(Limit.TRAVEL, role.code, more, who), -(-meetings * 2 * more // 52))
