"""From a problem's candidates to the arrays of the search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.matching.candidates import (
    SEAT_WISHES,
    CandidateFinder,
    Candidates,
    circle_weight,
    most_promising,
    needs_speaker,
)
from app.matching.columns import Columns, meetings_that_fit, week_table
from app.matching.engine.arrays import Graph, Worth
from app.matching.programme import Wish
from app.matching.rules import wish_balance

MOST_ARCS = 3_000_000
"""About 250 MB of arrays."""


@dataclass(frozen=True)
class Search:
    """The graph, the scores of every arc per pair wish, and what identifies seats."""

    columns: Columns
    graph: Graph
    scores: NDArray[np.int32]  # rows as SEAT_WISHES, columns as arcs
    circle: NDArray[np.int64]  # weight of each child's complete circle
    thinned: bool  # some allowed arcs were left out for size
    tops: NDArray[np.int64]  # rows as SEAT_WISHES, columns as seats: the most any allowed supporter scores there

    def worth(self, factors: dict[Wish, float]) -> Worth:
        """The scalar objective in which each wish counts by its factor; wishes not named count nothing."""
        arc = np.zeros(self.scores.shape[1], dtype=np.float64)
        for row, wish in enumerate(SEAT_WISHES):
            if factors.get(wish):
                arc += factors[wish] * self.scores[row]
        return Worth(
            arc,
            (factors.get(Wish.COMPLETE, 0.0) * self.circle).astype(np.float64),
            float(factors.get(Wish.SIBLINGS, 0.0)),
            float(factors.get(Wish.BALANCE, 0.0)),
        )

    def most(self, wish: Wish) -> int:
        """The most one pair can add to a wish; at least 1."""
        if wish is Wish.COMPLETE:
            return max(1, int(self.circle.max(initial=1)))
        if wish is Wish.BALANCE:
            return wish_balance.STEPS
        if wish is Wish.SIBLINGS or not self.scores.shape[1]:
            return 1
        return max(1, int(self.scores[SEAT_WISHES.index(wish)].max()))

    def least(self, wish: Wish) -> int:
        """The smallest step of a wish; at least 1."""
        if wish is Wish.COMPLETE:
            steps = self.circle[self.circle > 0]
        elif wish in SEAT_WISHES:
            steps = self.scores[SEAT_WISHES.index(wish)]
            steps = steps[steps > 0]
        else:
            return 1
        return max(1, int(steps.min(initial=2**30))) if len(steps) else 1


def build(
    columns: Columns, tick: Callable[[], bool], narrow: Callable[[Candidates], Candidates] | None = None
) -> Search:
    """All seats with their allowed supporters; only the most promising ones where all would be too many.

    `narrow` says which of a seat's candidates are promising, and asks it of every seat.
    """
    problem = columns.problem
    found: list[Candidates] = []
    seats: list[tuple[int, int, int]] = []
    tops: list[NDArray[np.int32]] = []
    arcs, thinned = 0, narrow is not None
    for candidates in CandidateFinder(columns).everywhere(tick):
        most = _most_possible(columns, candidates)
        kept = narrow(candidates) if narrow else candidates
        for rank in range(problem.programme.roles[candidates.role].count):
            seats.append((candidates.child, candidates.role, rank))
            found.append(kept)
            tops.append(most)
            arcs += len(kept.who)
        if arcs > MOST_ARCS:
            # thin everything found so far and go on thinning: each seat alike, whatever its place in the file
            found = [most_promising(columns, c) for c in found]
            thinned, arcs = True, sum(len(c.who) for c in found)
    if thinned and narrow is None:
        found = [most_promising(columns, c) for c in found]
    fitting, hours = _meetings_fitting(columns), _kept_hours(columns)
    sizes = np.array([len(c.who) for c in found], dtype=np.int64)
    graph = Graph(
        child_seats=np.searchsorted([s[0] for s in seats], np.arange(len(problem.children) + 1)).astype(np.int64),
        seat_child=_column(seats, 0),
        seat_role=_column(seats, 1),
        seat_rank=_column(seats, 2),
        seat_weekly=np.array([problem.programme.roles[s[1]].weekly_slot for s in seats], dtype=bool),
        seat_fixed=np.zeros(len(seats), dtype=bool),
        seat_arcs=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        arc_supporter=_joined([c.who for c in found]).astype(np.int32),
        arc_minutes=_joined([c.minutes for c in found]).astype(np.int32),
        arc_speaks=_joined([c.speaks for c in found]).astype(np.bool_),
        arc_hour=_joined([_hours(c, hours) for c in found]).astype(np.int32),
        child_speaker=np.array([needs_speaker(columns, child) for child in problem.children], dtype=bool),
        child_household=_households(columns),
        caseload=np.minimum(np.maximum(columns.caseload - columns.elsewhere, 0), fitting).astype(np.int32),
        sibling_caseload=np.minimum(_sibling_room(columns), fitting).astype(np.int32),
        balance_from=columns.elsewhere,
        balance_base=columns.caseload,
        minutes=columns.weekly_minutes,
        child_windows=week_table([child.windows.mask for child in problem.children]),
        supporter_windows=columns.windows,
        meeting=problem.programme.meeting_half_hours,
    )
    scores = np.concatenate([c.scores for c in found], axis=1) if found else np.zeros((len(SEAT_WISHES), 0), np.int32)
    circle = np.array([circle_weight(columns, child) for child in problem.children], dtype=np.int64)
    return Search(columns, graph, scores, circle, thinned, _table(tops))


def only_arcs(search: Search, keep: NDArray[np.bool_], fixed: NDArray[np.bool_]) -> Search:
    """The same search with fewer arcs; `fixed` seats are marked as pinned."""
    graph = search.graph
    counted = np.concatenate([[0], np.cumsum(keep)])
    fewer = graph._replace(
        seat_arcs=counted[graph.seat_arcs].astype(np.int64),
        seat_fixed=fixed,
        arc_supporter=graph.arc_supporter[keep],
        arc_minutes=graph.arc_minutes[keep],
        arc_speaks=graph.arc_speaks[keep],
        arc_hour=graph.arc_hour[keep],
    )
    return replace(search, graph=fewer, scores=np.ascontiguousarray(search.scores[:, keep]))


def _most_possible(columns: Columns, candidates: Candidates) -> NDArray[np.int32]:
    """The most any of them scores per wish; the only seat of a circle must speak the guardian's language."""
    child = columns.problem.children[candidates.child]
    alone = sum(count for _, count in columns.problem.seats(child)) == 1
    scores = candidates.scores[:, candidates.speaks] if alone and needs_speaker(columns, child) else candidates.scores
    most: NDArray[np.int32] = scores.max(axis=1, initial=0)
    return most


def _table(tops: list[NDArray[np.int32]]) -> NDArray[np.int64]:
    return np.array(tops, dtype=np.int64).reshape(-1, len(SEAT_WISHES)).T


def _column(seats: list[tuple[int, int, int]], index: int) -> NDArray[np.int32]:
    return np.array([seat[index] for seat in seats], dtype=np.int32)


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0)


def _kept_hours(columns: Columns) -> dict[tuple[int, int], dict[int, int]]:
    """Per child and role (rows), the hours of the supporters (rows) who keep one there."""
    problem = columns.problem
    child_row = {child.id: row for row, child in enumerate(problem.children)}
    role_row = {role.code: row for row, role in enumerate(problem.programme.roles)}
    kept: dict[tuple[int, int], dict[int, int]] = {}
    for (child, role, supporter), hour in columns.kept_hours.items():
        kept.setdefault((child_row[child], role_row[role]), {})[columns.row_of[supporter]] = hour
    return kept


def _hours(candidates: Candidates, kept: dict[tuple[int, int], dict[int, int]]) -> NDArray[np.int32]:
    hours = np.full(len(candidates.who), -1, dtype=np.int32)
    for supporter, hour in kept.get((candidates.child, candidates.role), {}).items():
        hours[candidates.who == supporter] = hour
    return hours


def _households(columns: Columns) -> NDArray[np.int32]:
    """A number per household of two or more children of this round, -1 for the others."""
    names = [child.household for child in columns.problem.children]
    counts: dict[str, int] = {}
    for name in names:
        if name:
            counts[name] = counts.get(name, 0) + 1
    numbers = {name: number for number, name in enumerate(n for n, size in counts.items() if size > 1)}
    return np.array([numbers.get(name or "", -1) for name in names], dtype=np.int32)


def _sibling_room(columns: Columns) -> NDArray[np.int32]:
    """Places for siblings; somebody with children elsewhere has none beyond the caseload."""
    whole = np.where(columns.elsewhere > 0, columns.caseload, columns.sibling_caseload)
    return np.maximum(whole - columns.elsewhere, 0).astype(np.int32)


def _meetings_fitting(columns: Columns) -> NDArray[np.int32]:
    """Children whose weekly meetings fit into a supporter's week, for those who serve only roles with weekly slots."""
    roles = columns.problem.programme.roles
    free = {kind for role in roles if not role.weekly_slot for kind in role.kinds}
    fitting = meetings_that_fit(columns.windows, columns.problem.programme.meeting_half_hours)
    return np.where(np.isin(columns.kind, list(free)), np.iinfo(np.int32).max, fitting).astype(np.int32)
