"""Who could stand beside a child in a role: everybody who holds it, the most fitting first, with what speaks against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import select

from app.database import db
from app.matching import Child as ProblemChild
from app.matching import CircleRole
from app.matching import Supporter as ProblemSupporter
from app.matching.columns import Asked
from app.matching.rules import PAIR_WISHES
from app.models.programmes import ProgrammeVersion
from app.models.supporters import Supporter
from app.queries.books import Book, Objection
from app.queries.objections import Examination, examine, numbers

#: how many who can, and how many who nearly can, a page shows
MOST_POSSIBLE, MOST_NEAR = 25, 10


@dataclass(frozen=True)
class Candidate:
    """One supporter for one place."""

    supporter: Supporter
    minutes: int
    half_hour: int | None
    reasons: list[dict[str, Any]]
    against: list[Objection]


@dataclass
class Found:
    """Candidates for a place. `gone`: the child is not looking for company now (consent, state)."""

    possible: list[Candidate] = field(default_factory=list)
    nearly: list[Candidate] = field(default_factory=list)
    holders: int = 0
    able: int = 0
    gone: bool = False


def candidates_for(version: ProgrammeVersion, child_id: int, role_code: str) -> Found:
    """Return the candidates for a child's place in a role."""
    examination = examine(version, [child_id])
    problem = examination.problem
    if not problem.children:
        return Found(gone=True)
    child, role = problem.children[0], problem.programme.role(role_code)
    holders = [helper for helper in problem.supporters if helper.kind in role.kinds]
    book = examination.book()
    judged = judge(examination, book, child, role, holders)
    ranks = ranking(examination, child, role, holders)
    order = sorted(range(len(holders)), key=lambda place: (len(judged[place]), ranks[place], holders[place].id))
    able = [place for place in order if not judged[place]]
    near = [place for place in order if len(judged[place]) == 1]
    shown = able[:MOST_POSSIBLE] + near[:MOST_NEAR]
    rows = supporters_by_code({holders[place].id for place in shown})

    def candidate(place: int) -> Candidate:
        helper = holders[place]
        start = None if judged[place] else book.best_start(child, role, helper)
        reasons = pair_reasons(book, child, helper)
        return Candidate(rows[helper.id], book.minutes(child, helper), start, reasons, judged[place])

    return Found(
        possible=[candidate(place) for place in able[:MOST_POSSIBLE]],
        nearly=[candidate(place) for place in near[:MOST_NEAR]],
        holders=len(holders),
        able=len(able),
    )


def judge(
    examination: Examination, book: Book, child: ProblemChild, role: CircleRole, holders: list[ProblemSupporter]
) -> list[list[Objection]]:
    """Return per supporter everything that speaks against the pair."""
    failing = examination.failing(child, role, [helper.id for helper in holders])
    return [
        [Objection(code, numbers(code, book, child, role, helper)) for code in codes]
        + book.objections(child, role, helper)
        for helper, codes in zip(holders, failing, strict=True)
    ]


def ranking(
    examination: Examination, child: ProblemChild, role: CircleRole, holders: list[ProblemSupporter]
) -> list[tuple[int, ...]]:
    """Return per supporter what the programme's wishes say, in their order; smaller is better."""
    rows = np.array([examination.columns.row_of[helper.id] for helper in holders], dtype=np.int64)
    asked = Asked(examination.columns, child, role, rows)
    wishes = [wish for wish in examination.problem.programme.wishes if wish in PAIR_WISHES]
    scores = [PAIR_WISHES[wish](asked) for wish in wishes]
    return [tuple(-int(score[place]) for score in scores) for place in range(len(holders))]


def pair_reasons(book: Book, child: ProblemChild, helper: ProblemSupporter) -> list[dict[str, Any]]:
    """Return up to four reasons for a pair: that the family asks for it, what they share, the way, the language."""
    reasons: list[dict[str, Any]] = [{"code": "asked"}] if helper.id in child.wishes.supporters else []
    shared = sorted(set(child.interests) & set(helper.interests))
    if shared:
        reasons.append({"code": "interests", "words": ",".join(shared[:2])})
    reasons.append({"code": "travel", "minutes": book.minutes(child, helper), "mode": helper.mode.value})
    spoken = sorted(set(child.guardian_languages) & set(helper.languages))
    if spoken:
        reasons.append({"code": "language", "words": spoken[0]})
    return reasons


def supporters_by_code(public_ids: set[str]) -> dict[str, Supporter]:
    """Return supporters by public id."""
    found = db.session.scalars(select(Supporter).where(Supporter.public_id.in_(public_ids)))
    return {supporter.public_id: supporter for supporter in found}
