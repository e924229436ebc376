"""The smallest single change that covers a child: the nearest person whom exactly one limit keeps out.

The one definition of it, for repairs and for questions after a round.
A change is priced in minutes a week that are asked of somebody beyond what they offered. What is nobody's to change
here (consent, who is kept apart, the gender policy, a licence) is not proposed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.matching.columns import Asked, meetings_that_fit, week_mask, week_table
from app.matching.problem import Child, Supporter
from app.matching.programme import CircleRole
from app.matching.rules import PAIR_MUSTS, PLAN_MUSTS
from app.matching.standing import Standing
from app.planning.availability import meeting_starts
from app.planning.capacity import WEEKS_A_YEAR, weekly_minutes


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
    return next(iter(single_changes(standing, child, role)), None)


def single_changes(standing: Standing, child: Child, role: CircleRole) -> list[SmallestChange]:
    """Every single change that lets somebody take this open seat, in the order they should be thought of.

    Somebody's own limit before the programme's, papers after these, one more person last; else the cheapest first.
    """
    asked = Asked(standing.columns, child, role, standing.columns.holders(role))
    if not child.consent or child.second_adult is None:
        return []
    answers = {must.code: must.allowed(asked) for must in PAIR_MUSTS}
    answers |= {must.code: must.allowed(asked, standing) for must in PLAN_MUSTS}
    # one hour more helps against both: too few hours in common, and none left of them
    answers["slot"] = answers["slot"] & answers.pop("windows")
    codes = list(answers)
    table = np.array([answers[code] for code in codes]).reshape(len(codes), -1)
    found = [
        change
        for index in np.flatnonzero((~table).sum(axis=0) == 1)
        if (change := _change(asked, standing, int(index), codes[int(np.argmin(table[:, index]))])) is not None
    ]
    return [*sorted(found, key=_order), SmallestChange("recruit")]


def _order(change: SmallestChange) -> tuple[bool, bool, int, str]:
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
    if must == "slot":
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
    """The first hour of the child's that, free for the supporter too, is enough; None where one more is not."""
    problem = standing.columns.problem
    length = problem.programme.meeting_half_hours
    free = child.windows.mask & ~standing.child_busy.get(child.id, 0) & ~week_mask(standing.busy[row])
    starts = meeting_starts(free, length)
    hours = [bit for bit in range(starts.bit_length()) if starts >> bit & 1]
    offered, meeting = problem.supporters[row].windows.mask, (1 << length) - 1
    common = week_table([child.windows.mask & (offered | meeting << hour) for hour in hours])
    enough = meetings_that_fit(common, length) >= role.minimum_windows
    return next((hour for hour, fits in zip(hours, enough, strict=True) if fits), None)
