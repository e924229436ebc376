"""Limits that can be loosened, and the problem that comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np

from app.matching.columns import Columns
from app.matching.problem import Problem, Supporter
from app.matching.programme import CircleRole
from app.planning.availability import HALF_HOURS_A_DAY, HALF_HOURS_A_WEEK, Availability, Span, runs_of
from app.planning.people import Gender
from app.planning.travel import Mode

EVENING = (36, 42)
"""Half-hours of a day: from 18:00 to 21:00, time for two meetings."""
NEWCOMER = "one-more"
"""What the person is called who does not exist yet."""
_MOST_MINUTES = 600
_MOST_PLACES = 1000


class Limit(StrEnum):
    """The limit that is loosened."""

    NONE = "none"
    TRAVEL = "travel"
    CASELOAD = "caseload"
    MINUTES = "minutes"
    HOURS = "hours"
    MEETING = "meeting"
    PAPERS = "papers"
    ROLE_TRAVEL = "role_travel"
    MODE = "mode"
    PERSON = "person"
    MOVES = "moves"


@dataclass(frozen=True, slots=True)
class Change:
    """One limit loosened for a role: for everybody who may fill it, or for one `supporter`.

    `amount`: minutes one way (travel: own limits and the role's, of one supporter only the own; role_travel: only the
    role's), children (caseload), minutes a week (minutes), the day of the week from 0 on whose evening everybody
    concerned is free besides (hours), or the half-hour of the week from which they are free for a meeting (meeting).
    Papers are renewed. Moves: no limit at all, but standing pairs may give way (`moving`). `mode`: how they travel then.
    `place`: where one more person lives.
    """

    limit: Limit
    role: str = ""
    amount: int = 0
    supporter: str = ""
    mode: Mode | None = None
    place: str = ""


def loosened(problem: Problem, change: Change) -> Problem:
    """The same problem with that one limit loosened; nobody is allowed less than before."""
    if change.limit in (Limit.NONE, Limit.MOVES):
        return problem
    role = problem.programme.role(change.role)
    if change.limit is Limit.PERSON:
        newcomer = usual_person(problem, role, change.place)
        return replace(problem, supporters=(*problem.supporters, newcomer))
    concerned = {s.id for s in problem.supporters if s.kind in role.kinds and change.supporter in ("", s.id)}
    if change.limit is Limit.HOURS:
        return _with_evening(problem, change.amount, concerned)
    if change.limit is Limit.TRAVEL and not change.supporter:
        return _travelling_farther(problem, role, change.amount, concerned)
    if change.limit is Limit.ROLE_TRAVEL:
        return _with_role_limit(problem, role, change.amount)
    if change.limit is Limit.MODE and change.mode is not None:
        concerned = _as_near_as_today(problem, concerned, change.mode)
    supporters = tuple(_loosened(s, change, problem) if s.id in concerned else s for s in problem.supporters)
    return replace(problem, supporters=supporters)


def usual_person(problem: Problem, role: CircleRole, place: str) -> Supporter:
    """One more person of a role: with the middle of what those there are offer in minutes, ways and places.

    A woman, whom every gender rule takes; papers valid and the licence held; free whenever at least a third of the
    others are; speaking what at least half of them speak.
    """
    others = [s for s in problem.supporters if s.kind in role.kinds]
    kind = _commonest([s.kind for s in others]) or role.kinds[0]
    alike = [s for s in others if s.kind == kind]
    ends = _renewed(problem)
    return Supporter(
        id=NEWCOMER,
        kind=kind,
        base=place,
        gender=Gender.FEMALE,
        age=40,
        mode=Mode(_commonest([s.mode.value for s in alike]) or Mode.SCOOTER.value),
        travel_limit=_middle([s.travel_limit for s in alike], 30),
        caseload=None if role.exclusive else _middle([problem.caseload(s) for s in alike], role.caseload),
        weekly_minutes=_middle([s.weekly_minutes for s in alike], 240),
        windows=_hours_of_many([s.windows.mask for s in alike]),
        languages=tuple(sorted(_words_of_many([s.languages for s in alike]))),
        licences=() if role.licence is None else (role.licence,),
        vetted_until=ends,
        trained_until=ends,
        insured_until=ends,
        code_until=ends,
    )


def _renewed(problem: Problem) -> date:
    """The day to which papers hold that were renewed for a round."""
    return date(problem.round_start.year + 3, 1, 1)


def _loosened(supporter: Supporter, change: Change, problem: Problem) -> Supporter:
    if change.limit is Limit.CASELOAD:
        caseload = min(_MOST_PLACES, problem.caseload(supporter) + change.amount)
        family = supporter.sibling_caseload
        return replace(
            supporter, caseload=caseload, sibling_caseload=None if family is None else family + change.amount
        )
    if change.limit is Limit.MINUTES:
        return replace(supporter, weekly_minutes=supporter.weekly_minutes + change.amount)
    if change.limit is Limit.TRAVEL:
        return replace(supporter, travel_limit=min(_MOST_MINUTES, supporter.travel_limit + change.amount))
    if change.limit is Limit.MEETING:
        hours = (1 << problem.programme.meeting_half_hours) - 1 << change.amount
        return replace(supporter, windows=_with_hours(supporter.windows, hours))
    if change.limit is Limit.PAPERS:
        ends = _renewed(problem)
        return replace(supporter, vetted_until=ends, trained_until=ends, insured_until=ends, code_until=ends)
    return replace(supporter, mode=change.mode or supporter.mode)


def _travelling_farther(problem: Problem, role: CircleRole, minutes: int, concerned: set[str]) -> Problem:
    """Own limits and the role's rise alike; whoever is not concerned stays below what held before."""
    before = role.travel_limit
    supporters = []
    for supporter in problem.supporters:
        limit = supporter.travel_limit
        if supporter.id in concerned:
            limit = min(_MOST_MINUTES, limit + minutes)
        elif supporter.kind in role.kinds and _serves_alone(problem, supporter, role):
            limit = min(limit, before)
        supporters.append(replace(supporter, travel_limit=limit) if limit != supporter.travel_limit else supporter)
    return replace(_with_role_limit(problem, role, minutes), supporters=tuple(supporters))


def _with_role_limit(problem: Problem, role: CircleRole, minutes: int) -> Problem:
    """Longer ways in the role, for whoever's own limit allows them."""
    limit = min(_MOST_MINUTES, role.travel_limit + minutes)
    roles = tuple(replace(one, travel_limit=limit) if one.code == role.code else one for one in problem.programme.roles)
    return replace(problem, programme=replace(problem.programme, roles=roles))


def _serves_alone(problem: Problem, supporter: Supporter, role: CircleRole) -> bool:
    """Whether lowering their own limit to the role's old one takes nothing away from other roles."""
    others = [one for one in problem.programme.roles if supporter.kind in one.kinds and one.code != role.code]
    return all(one.travel_limit <= role.travel_limit for one in others)


def _with_evening(problem: Problem, day: int, concerned: set[str]) -> Problem:
    """The evening of a day is free for all children and the supporters concerned."""
    first = day * HALF_HOURS_A_DAY
    evening = (1 << first + EVENING[1]) - (1 << first + EVENING[0])
    return replace(
        problem,
        children=tuple(replace(child, windows=_with_hours(child.windows, evening)) for child in problem.children),
        supporters=tuple(
            replace(s, windows=_with_hours(s.windows, evening)) if s.id in concerned else s for s in problem.supporters
        ),
    )


def _with_hours(windows: Availability, hours: int) -> Availability:
    more = tuple(Span(start, end) for start, end in runs_of(hours & ~windows.mask))
    return Availability((*windows.spans, *more)) if more else windows


def _as_near_as_today(problem: Problem, concerned: set[str], mode: Mode) -> set[str]:
    """Those of them who would not travel longer to anybody they stand beside."""
    there = {pair.supporter for pair in problem.existing} & concerned
    moved = tuple(replace(s, mode=mode) if s.id in there else s for s in problem.supporters)
    now, then = Columns(problem), Columns(replace(problem, supporters=moved))
    farther = set()
    for pair in problem.existing:
        if pair.supporter in there:
            place, row = problem.child_by_id[pair.child].place, now.row_of[pair.supporter]
            if then.travel_from(place)[row] > now.travel_from(place)[row]:
                farther.add(pair.supporter)
    return concerned - farther


def _commonest(words: list[str]) -> str:
    return max(sorted(set(words)), key=words.count) if words else ""


def _middle(numbers: list[int], usual: int) -> int:
    return sorted(numbers)[len(numbers) // 2] if numbers else usual


def _hours_of_many(masks: list[int]) -> Availability:
    table = np.array([[mask >> hour & 1 for hour in range(HALF_HOURS_A_WEEK)] for mask in masks], dtype=np.int32)
    many = np.flatnonzero(table.sum(axis=0) * 3 >= len(masks)) if masks else np.zeros(0, dtype=np.int64)
    return _with_hours(Availability(), sum(1 << int(hour) for hour in many))


def _words_of_many(lists: list[tuple[str, ...]]) -> Iterable[str]:
    words = {word for told in lists for word in told}
    return (word for word in words if 2 * sum(word in told for told in lists) >= len(lists))
