"""Who cannot be covered, and the smallest single change that would: the nearest person whom exactly one limit keeps out.

A change is priced in minutes a week that are asked of somebody beyond what they offered. What is nobody's to change
here (consent, who is kept apart, the gender policy, a licence) is not proposed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.matching.columns import Asked, week_mask
from app.matching.problem import Child, Supporter
from app.matching.programme import CircleRole
from app.matching.rules import PAIR_MUSTS, PLAN_MUSTS
from app.matching.standing import Standing
from app.planning.availability import meeting_starts
from app.planning.capacity import WEEKS_A_YEAR, weekly_minutes

CHILDS_OWN = ("consent", "second_adult")
"""Musts that no supporter meets while they fail for the child itself."""


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """One limit that, changed alone, lets somebody take the seat.

    `code`: travel, role_travel (the programme's limit), caseload, minutes, hours, papers, or `recruit` (one more person
    of the role at the child's place). `limit`: what it has to be at least: minutes one way, children, minutes a week,
    the half-hour of the week a meeting would start; 0 where there is no number. `price`: minutes a week beyond what
    was offered.
    """

    code: str
    supporter: str | None = None
    limit: int = 0
    price: int = 0


def smallest_change(standing: Standing, child: Child, role: CircleRole) -> SmallestChange | None:
    """The cheapest single change that fills this open seat beside everything that stands.

    None: it is the child's own (no consent, no second adult recorded), so that nobody at all could come.
    """
    asked = Asked(standing.columns, child, role, standing.columns.holders(role))
    answers = [(must.code, must.allowed(asked)) for must in PAIR_MUSTS]
    answers += [(must.code, must.allowed(asked, standing)) for must in PLAN_MUSTS]
    if not child.consent or child.second_adult is None:
        return None
    table = np.array([allowed for _code, allowed in answers]).reshape(len(answers), -1)
    found = [
        change
        for index in np.flatnonzero((~table).sum(axis=0) == 1)
        if (change := _change(asked, standing, int(index), answers[int(np.argmin(table[:, index]))][0])) is not None
    ]
    return min(found, key=_order, default=SmallestChange("recruit"))


def _order(change: SmallestChange) -> tuple[bool, bool, int, str]:
    """Somebody's own limit before the programme's, papers last; then the cheapest."""
    return change.code == "papers", change.code == "role_travel", change.price, change.supporter or ""


def _change(asked: Asked, standing: Standing, index: int, must: str) -> SmallestChange | None:
    """What would let one supporter in whom only `must` keeps out; None when it is nobody's to change."""
    problem, row = asked.columns.problem, int(asked.who[index])
    supporter = problem.supporters[row]
    minutes, meetings = int(asked.travel[index]), asked.role.meetings_per_year.of(asked.child.rhythm)
    needed = weekly_minutes(meetings, minutes, problem.programme.meeting_minutes)
    if must == "travel":
        return _longer_way(supporter, asked.role, minutes, meetings)
    if must == "caseload" and not asked.role.exclusive:
        there = int(standing.count[row]) + supporter.elsewhere
        return SmallestChange("caseload", supporter.id, there + 1, needed)
    if must == "minutes":
        wanted = int(standing.minutes[row]) + needed
        return SmallestChange("minutes", supporter.id, wanted, wanted - supporter.weekly_minutes)
    if must in ("slot", "windows"):
        start = _another_hour(asked.child, asked.role, standing, row)
        return None if start is None else SmallestChange("hours", supporter.id, start, needed)
    if must == "validity":
        return SmallestChange("papers", supporter.id)
    return None


def _longer_way(supporter: Supporter, role: CircleRole, minutes: int, meetings: int) -> SmallestChange | None:
    """The one travel limit that keeps somebody out; None when both do, for that would be two changes."""
    if minutes > supporter.travel_limit and minutes > role.travel_limit:
        return None
    own = minutes > supporter.travel_limit
    beyond = minutes - (supporter.travel_limit if own else role.travel_limit)
    price = -(-2 * meetings * beyond // WEEKS_A_YEAR)
    return SmallestChange("travel" if own else "role_travel", supporter.id, minutes, price)


def _another_hour(child: Child, role: CircleRole, standing: Standing, row: int) -> int | None:
    """An hour of the child's at which the supporter has no meeting yet; None where one more hour is not enough."""
    problem = standing.columns.problem
    length = problem.programme.meeting_half_hours
    free = child.windows.mask & ~standing.child_busy.get(child.id, 0) & ~week_mask(standing.busy[row])
    starts = meeting_starts(free, length)
    asked = Asked(standing.columns, child, role, np.array([row]))
    if not starts or int(asked.common_windows[0]) + 1 < role.minimum_windows:
        return None
    return (starts & -starts).bit_length() - 1
