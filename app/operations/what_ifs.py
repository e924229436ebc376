"""Questions after a round: asked on a page, answered by a worker, forgotten after some days."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.matching.relaxations import TooManyOffers
from app.models.accounts import Role
from app.models.what_ifs import UNDER_WAY, Question, WhatIf, WhatIfState
from app.operations.leases import Claim, Leases
from app.queries.actors import actor_now
from app.queries.rounds import find_round
from app.queries.what_ifs import matter_of, may_be_asked, search

#: what was found is of its round: it is thrown away after so many days
KEPT = timedelta(days=14)
#: questions in the hands of workers
QUESTIONS = Leases(WhatIf, "what_ifs.find_out", WhatIfState.ASKED, WhatIfState.TRYING, WhatIfState.FAILED)


def ask_about_round(round_id: int, question: Question, *, by: Actor, township_id: int | None = None) -> str:
    """Ask about all children of a round, or one township's; return the question's public id."""
    return ask(by, round_id=round_id, question=question, child_id=None, township_id=township_id)


def ask_about_child(round_id: int, child_id: int, *, by: Actor) -> str:
    """Ask what it would take for one child of a round; return the question's public id."""
    return ask(by, round_id=round_id, question=Question.LIMITS, child_id=child_id, township_id=None)


def ask(by: Actor, **about: object) -> str:
    """Write a question and ring for a worker; one that is asked twice while it is worked on is one."""
    return QUESTIONS.ask(asked_by=by.account_id, **about)


def find_out(claimed: Claim) -> None:
    """Answer a claimed question, with the rights of whoever asked as of now. Raise Fenced."""
    asked = db.session.get_one(WhatIf, claimed.row_id)
    by = actor_now(asked.asked_by)
    if by is None or not by.has(Role.COORDINATOR) or find_round(by, asked.round.public_id) is None:
        QUESTIONS.fail(claimed, "rights")
        return
    if not may_be_asked(asked.round):
        QUESTIONS.fail(claimed, "round_over")
        return
    matter = matter_of(asked)
    QUESTIONS.extend(claimed, stage="trying")
    # No connection is held while the solver works.
    db.session.remove()
    try:
        found = search(matter, told=lambda tried: QUESTIONS.extend(claimed, tried=tried))
    except TooManyOffers:
        QUESTIONS.fail(claimed, "many")
        return
    QUESTIONS.end(claimed, WhatIfState.FOUND, found=found, found_at=now())


def forget_old() -> int:
    """Throw away questions of the weeks before. Return how many went."""
    with transaction():
        old = select(WhatIf.id).where(WhatIf.created_at < now() - KEPT, WhatIf.state.not_in(UNDER_WAY))
        ids = db.session.scalars(old).all()
        db.session.execute(delete(WhatIf).where(WhatIf.id.in_(ids)))
    return len(ids)
