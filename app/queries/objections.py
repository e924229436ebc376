"""What speaks against a pair by today's facts: the musts of the matching rules, asked of rows as they are now.

The pair musts are the solver's own rules. What a supporter already carries is counted over everything that stands
and everything proposed beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sqlalchemy import select

from app.database import db
from app.matching import Child as ProblemChild
from app.matching import CircleRole, Pair
from app.matching import Supporter as ProblemSupporter
from app.matching.columns import Asked, Columns
from app.matching.rules import PAIR_MUSTS
from app.models.children import Child
from app.models.matches import TAKEN, Match
from app.models.programmes import ProgrammeVersion
from app.queries.books import Book, Objection
from app.queries.snapshots import Snapshot, snapshot


@dataclass(frozen=True)
class Proposed:
    """A pair that is to be written; `half_hour` None in a role with weekly meetings: any that fits."""

    child_id: int
    supporter_id: int
    role: str
    half_hour: int | None = field(default=None, compare=False)


class Examination:
    """Today's facts about some children and everybody who could stand beside them."""

    def __init__(self, facts: Snapshot) -> None:
        self.facts = facts
        self.problem = facts.problem
        self.columns = Columns(facts.problem)
        self._child = {row_id: facts.problem.child_by_id[code] for code, row_id in facts.children.items()}
        self._supporter = {row_id: facts.problem.supporter_by_id[code] for code, row_id in facts.supporters.items()}

    def supporter(self, row_id: int) -> ProblemSupporter:
        """Return a supporter by the row's id; KeyError when they no longer come."""
        return self._supporter[row_id]

    def child(self, row_id: int) -> ProblemChild:
        """Return a child by the row's id; KeyError when they are in no plan."""
        return self._child[row_id]

    def book(self, ended: Collection[int] = ()) -> Book:
        """Return the pairs that stand today, without the `ended` matches."""
        standing = (
            pair
            for pair in self.problem.existing
            if self.facts.standing[pair.child, pair.role, pair.supporter].id not in ended
        )
        return Book(self.problem, self.columns, standing)

    def against(self, proposed: list[Proposed], ended: Collection[int] = ()) -> dict[Proposed, Objection]:
        """Return what speaks against each of these pairs when all of them are written and `ended` matches are gone.

        A pair whose hour is taken gets another one that is free for both, told in `hours`.
        """
        book = self.book(ended)
        found: dict[Proposed, Objection] = {}
        self.hours: dict[Proposed, int | None] = {}
        for one in proposed:
            objection = self._objection(one, book)
            if objection is not None and objection.code == "slot":
                objection = self._objection(replace(one, half_hour=None), book)
                one = replace(one, half_hour=None)
            if objection is not None:
                found[one] = objection
                continue
            child, supporter = self._child[one.child_id], self._supporter[one.supporter_id]
            hour = one.half_hour
            if hour is None:
                hour = book.best_start(child, self.problem.programme.role(one.role), supporter)
            self.hours[one] = hour
            book.write(Pair(child.id, one.role, supporter.id, hour))
        return found

    def failing(self, child: ProblemChild, role: CircleRole, supporters: list[str]) -> list[list[str]]:
        """Return per supporter the codes of the pair musts that fail."""
        rows = np.array([self.columns.row_of[code] for code in supporters], dtype=np.int64)
        asked = Asked(self.columns, child, role, rows)
        allowed = [(must.code, must.allowed(asked)) for must in PAIR_MUSTS]
        return [[code for code, fine in allowed if not fine[place]] for place in range(len(supporters))]

    def _objection(self, one: Proposed, book: Book) -> Objection | None:
        child, supporter = self._child.get(one.child_id), self._supporter.get(one.supporter_id)
        if child is None:
            return Objection("child_gone")
        if supporter is None:
            return Objection("supporter_gone")
        role = self.problem.programme.role(one.role)
        if supporter.kind not in role.kinds:
            return Objection("holders")
        failing = self.failing(child, role, [supporter.id])[0]
        if failing:
            return Objection(failing[0], numbers(failing[0], book, child, role, supporter))
        return next(iter(book.objections(child, role, supporter, one.half_hour)), None)


def numbers(
    code: str, book: Book, child: ProblemChild, role: CircleRole, supporter: ProblemSupporter
) -> dict[str, Any]:
    """Return the numbers behind a pair must that fails."""
    if code == "travel":
        return {"minutes": book.minutes(child, supporter), "limit": min(supporter.travel_limit, role.travel_limit)}
    if code == "stay" and supporter.stays_until:
        return {"until": supporter.stays_until.isoformat()}
    return {}


def examine(
    version: ProgrammeVersion, child_ids: Collection[int], people: Collection[int] | None = None
) -> Examination:
    """Return an examination of these children by today's facts, by everybody or by these `people` alone."""
    return Examination(snapshot(version, Child.id.in_(child_ids), "examination", people=people))


def examine_pairs(version: ProgrammeVersion, pairs: Collection[Proposed], also: Collection[int] = ()) -> Examination:
    """Return an examination of these pairs, and of `also` these children, with everybody their rules look at.

    That is who stands beside the children, and beside whom the supporters stand: brothers and sisters may count.
    """
    helpers = {one.supporter_id for one in pairs}
    theirs = select(Match.child_id).where(Match.supporter_id.in_(helpers), Match.state.in_(TAKEN))
    children = {one.child_id for one in pairs} | set(also) | set(db.session.scalars(theirs))
    beside = select(Match.supporter_id).where(Match.child_id.in_(children), Match.state.in_(TAKEN))
    return examine(version, children, helpers | set(db.session.scalars(beside)))
