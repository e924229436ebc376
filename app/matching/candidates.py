"""Which supporters each seat may get: every pair musts allow, or the most promising of them where there are too many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.matching.columns import Asked, Columns
from app.matching.problem import Child
from app.matching.programme import CircleRole, Wish
from app.matching.rules import PAIR_MUSTS, PAIR_WISHES, wish_complete
from app.planning.capacity import weekly_minutes

SEAT_WISHES = tuple(PAIR_WISHES)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The supporters (rows) one child may get in one role, with minutes, language and the score of each pair wish."""

    child: int
    role: int
    who: NDArray[np.int64]
    minutes: NDArray[np.int32]
    speaks: NDArray[np.bool_]
    scores: NDArray[np.int32]  # one row per wish of SEAT_WISHES


class CandidateFinder:
    """Asks the pair musts; those that look only at the supporter are asked once per role."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._per_child = tuple(must for must in PAIR_MUSTS if not must.of_supporter and must.code != "travel")
        self._travel = next(must for must in PAIR_MUSTS if must.code == "travel")
        roles = columns.problem.programme.roles
        anybody = columns.problem.children[0] if columns.problem.children else None
        self._holders = [self._usable_holders(role, anybody) for role in roles]
        self._near: dict[tuple[int, str], NDArray[np.int64]] = {}

    def of(self, child_row: int, role_row: int) -> Candidates:
        """All allowed supporters of one seat."""
        return described(self.allowed(child_row, role_row), child_row, role_row)

    def allowed(self, child_row: int, role_row: int) -> Asked:
        """The same supporters, before anything is counted about them."""
        problem = self.columns.problem
        child, role = problem.children[child_row], problem.programme.roles[role_row]
        asked = Asked(self.columns, child, role, self._near_holders(child, role_row, role))
        for must in self._per_child:
            if len(asked.who):
                allowed = must.allowed(asked)
                if not allowed.all():
                    asked = asked.only(allowed)
        return asked

    def within_reach(self, child_row: int, role_row: int) -> int:
        """How many supporters the musts about supporters and the way there leave one seat: never fewer than `of` finds."""
        problem = self.columns.problem
        return len(self._near_holders(problem.children[child_row], role_row, problem.programme.roles[role_row]))

    def everywhere(self, tick: Callable[[], bool]) -> Iterator[Candidates]:
        """All seats in order of children and roles; ends early when `tick` says so."""
        problem = self.columns.problem
        for child_row, child in enumerate(problem.children):
            if tick():
                return
            for role_row, role in enumerate(problem.programme.roles):
                if child.needs(role):
                    yield self.of(child_row, role_row)

    def _usable_holders(self, role: CircleRole, anybody: Child | None) -> NDArray[np.int64]:
        who = self.columns.holders(role)
        who = who[self.columns.sibling_caseload[who] > self.columns.elsewhere[who]]
        if anybody is None:
            return who
        asked = Asked(self.columns, anybody, role, who)
        for must in PAIR_MUSTS:
            if must.of_supporter:
                asked = asked.only(must.allowed(asked))
        return asked.who

    def _near_holders(self, child: Child, role_row: int, role: CircleRole) -> NDArray[np.int64]:
        """Children of one village share this answer."""
        key = (role_row, child.place)
        if key not in self._near:
            asked = Asked(self.columns, child, role, self._holders[role_row])
            self._near[key] = asked.only(self._travel.allowed(asked)).who
        return self._near[key]


def described(asked: Asked, child_row: int, role_row: int) -> Candidates:
    """What the choice between these supporters asks for."""
    programme = asked.columns.problem.programme
    meetings = asked.role.meetings_per_year.of(asked.child.rhythm)
    travel = asked.travel
    longest = int(travel.max(initial=0))
    by_travel = np.array(
        [weekly_minutes(meetings, minutes, programme.meeting_minutes) for minutes in range(longest + 1)], dtype=np.int32
    )
    scores = np.array([score(asked) for score in PAIR_WISHES.values()], dtype=np.int32).reshape(len(SEAT_WISHES), -1)
    languages = asked.child.guardian_languages
    speaks = asked.columns.languages.shared(languages, asked.who) > 0
    return Candidates(child_row, role_row, asked.who, by_travel[travel], speaks, scores)


MOST_PROMISING = 64


def most_promising(columns: Columns, candidates: Candidates) -> Candidates:
    """At most MOST_PROMISING of the candidates: who is pinned, those the wishes speak for, in the programme's order."""
    if len(candidates.who) <= MOST_PROMISING:
        return candidates
    problem = columns.problem
    seat = (problem.children[candidates.child].id, problem.programme.roles[candidates.role].code)
    unpinned = ~np.isin(candidates.who, list(columns.pinned_of.get(seat, ())))
    wishes = [wish for wish in problem.programme.wishes if wish in PAIR_WISHES and wish is not Wish.FILLED]
    keys = [-candidates.scores[SEAT_WISHES.index(wish)] for wish in reversed(wishes)]
    keep = np.sort(np.lexsort((candidates.who, *keys, unpinned))[:MOST_PROMISING])
    return Candidates(
        candidates.child,
        candidates.role,
        candidates.who[keep],
        candidates.minutes[keep],
        candidates.speaks[keep],
        candidates.scores[:, keep],
    )


def needs_speaker(columns: Columns, child: Child) -> bool:
    """Whether this child's full circle must hold somebody who speaks the guardian's language (H8)."""
    return columns.problem.programme.guardian_language and bool(child.guardian_languages)


def circle_weight(columns: Columns, child: Child) -> int:
    """What this child's complete circle counts."""
    return (
        wish_complete.weight(columns.problem.programme, child)
        if Wish.COMPLETE in columns.problem.programme.wishes
        else 0
    )
