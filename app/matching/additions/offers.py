"""Who could take an open seat beside everything that stands, and which open seats compete for the same people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from app.matching.candidates import CandidateFinder, Candidates
from app.matching.columns import Asked, Bools, Columns
from app.matching.problem import Child
from app.matching.rules import PLAN_MUSTS
from app.matching.standing import Standing
from app.planning.availability import HALF_HOURS_A_DAY, meeting_starts

_ALONE = tuple(must for must in PLAN_MUSTS if must.code != "language")
"""Plan musts that more pairs only make stricter. The language of a full circle depends on who else joins it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One pair that may be added: rows of child, role and supporter, and what the choice between pairs asks for.

    `minutes` a week; `scores` as candidates.SEAT_WISHES; `starts`: bits of the half-hours at which their weekly meeting
    could begin, 0 in roles that meet by arrangement.
    """

    child: int
    role: int
    supporter: int
    minutes: int
    speaks: bool
    scores: tuple[int, ...]
    starts: int


def open_seats(standing: Standing, child: Child) -> list[tuple[int, int]]:
    """The roles (rows) of this child with seats nobody has, each with how many."""
    problem = standing.columns.problem
    rows = {role.code: row for row, role in enumerate(problem.programme.roles)}
    left = ((rows[role.code], count - standing.filled(child, role)) for role, count in problem.seats(child))
    return [(row, count) for row, count in left if count > 0]


def offers(standing: Standing, tick: Callable[[], bool] = lambda: False) -> Iterator[Offer]:
    """Every pair each must allows by itself beside what stands, in order of children, roles and supporters."""
    columns = standing.columns
    finder = CandidateFinder(columns)
    for child_row, child in enumerate(columns.problem.children):
        if tick():
            return
        for role_row, _ in open_seats(standing, child):
            candidates = finder.of(child_row, role_row)
            if len(candidates.who):
                yield from offers_of(standing, candidates)


def offers_of(standing: Standing, candidates: Candidates) -> Iterator[Offer]:
    """Those of one seat's candidates whom each must allows by itself beside what stands."""
    columns = standing.columns
    child = columns.problem.children[candidates.child]
    role = columns.problem.programme.roles[candidates.role]
    asked = Asked(columns, child, role, candidates.who)
    allowed: Bools = np.ones(len(candidates.who), dtype=bool)
    for must in _ALONE:
        allowed &= must.allowed(asked, standing)
    for index in np.flatnonzero(allowed):
        row = int(candidates.who[index])
        yield Offer(
            candidates.child,
            candidates.role,
            row,
            int(candidates.minutes[index]),
            bool(candidates.speaks[index]),
            tuple(int(score) for score in candidates.scores[:, index]),
            starts_of(standing, child, role.code, row) if role.weekly_slot else 0,
        )


def starts_of(standing: Standing, child: Child, role: str, row: int) -> int:
    """Bits of the half-hours at which the weekly meeting of this supporter (a row) and child could begin."""
    columns: Columns = standing.columns
    supporter = columns.problem.supporters[row]
    busy = standing.child_busy.get(child.id, 0)
    for day, hours in enumerate(standing.busy[row]):
        busy |= int(hours) << (day * HALF_HOURS_A_DAY)
    free = child.windows.mask & supporter.windows.mask & ~busy
    starts = meeting_starts(free, columns.problem.programme.meeting_half_hours)
    hour = columns.kept_hours.get((child.id, role, supporter.id))
    return starts if hour is None else starts & (1 << hour)


def parts(columns: Columns, found: Iterable[Offer]) -> list[list[Offer]]:
    """The offers in groups that share no supporter, child or household: each can be settled by itself.

    Groups and the offers in them keep the order the offers came in.
    """
    leader: dict[tuple[str, str], tuple[str, str]] = {}

    def find(node: tuple[str, str]) -> tuple[str, str]:
        leader.setdefault(node, node)
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    listed = list(found)
    for offer in listed:
        leader[find(_family(columns, offer))] = find(("supporter", str(offer.supporter)))
    groups: dict[tuple[str, str], list[Offer]] = defaultdict(list)
    for offer in listed:
        groups[find(_family(columns, offer))].append(offer)
    return list(groups.values())


def _family(columns: Columns, offer: Offer) -> tuple[str, str]:
    child = columns.problem.children[offer.child]
    return ("household", child.household) if child.household else ("child", child.id)
