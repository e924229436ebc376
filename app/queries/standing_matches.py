"""What the matches of today say to a problem: who stands where, and what is taken of people's capacity and hours."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select, true

from app import matching
from app.database import db
from app.models.children import Child
from app.models.matches import TAKEN, Match, MatchState
from app.planning.capacity import WEEKS_A_YEAR, weekly_minutes
from app.queries.hours import meeting_mask


@dataclass(frozen=True)
class Standing:
    """A match that holds a seat today."""

    id: int
    seat: int
    half_hour: int | None
    #: both have said yes: the child knows this person
    live: bool = True


@dataclass
class Used:
    """What shifts and matches outside the problem take of a supporter's capacity, or matches of a child's hours."""

    children: int = 0
    minutes: int = 0
    hours: int = 0


@dataclass
class Facts:
    """What the matches of today say, sorted into those inside the problem and those outside."""

    existing: list[matching.Pair] = field(default_factory=list)
    standing: dict[tuple[str, str, str], Standing] = field(default_factory=dict)
    stranded: list[tuple[str, str, Standing]] = field(default_factory=list)
    used: defaultdict[int, Used] = field(default_factory=lambda: defaultdict(Used))
    child_hours: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    #: (child, supporter) whose ending is planned: the seat is for somebody else
    parting: set[tuple[str, str]] = field(default_factory=set)


def sort_matches(
    programme: matching.Programme,
    children: dict[int, str],
    supporters: dict[int, str],
    concerned: ColumnElement[bool] = true(),  # noqa: B008 - a constant
) -> Facts:
    """Read every match that holds a seat today; those of other children or roles use up their supporters' hours."""
    roles = {role.code: role for role in programme.roles}
    columns = (
        Match.id, Match.child_id, Match.supporter_id, Match.role, Match.seat, Match.half_hour,
        Match.minutes, Match.every_weeks, Match.ends_on, Match.state, Child.rhythm,
    )  # fmt: skip
    facts, known = Facts(), set()
    for row in db.session.execute(
        select(*columns).join(Child).where(Match.state.in_(TAKEN), concerned).order_by(Match.id)
    ):
        child, helper, role = children.get(row.child_id), supporters.get(row.supporter_id), roles.get(row.role)
        if child and helper and row.ends_on is not None:
            facts.parting.add((child, helper))
        elif child and helper and role and (child, helper) not in known:
            known.add((child, helper))
            slot = row.half_hour if role.weekly_slot else None
            facts.existing.append(matching.Pair(child, row.role, helper, slot))
            live = row.state == MatchState.LIVE
            facts.standing[child, row.role, helper] = Standing(row.id, row.seat, row.half_hour, live)
            continue
        if child and role and not helper and row.ends_on is None:
            facts.stranded.append((child, row.role, Standing(row.id, row.seat, row.half_hour)))
        hours = meeting_mask(row.half_hour, programme.meeting_half_hours)
        used = facts.used[row.supporter_id]
        rhythm = matching.Rhythm(f"R{row.rhythm}")
        meetings = role.meetings_per_year.of(rhythm) if role else WEEKS_A_YEAR // max(1, row.every_weeks)
        used.children += 1
        used.minutes += weekly_minutes(meetings, row.minutes, programme.meeting_minutes)
        used.hours |= hours
        if row.ends_on is None:  # who follows may come at the hour of who leaves: the last meetings are of all three
            facts.child_hours[row.child_id] |= hours
    return facts
