"""What workers did and did not do, for the administrator: rounds without their contents."""

from __future__ import annotations

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, select
from sqlalchemy.orm import defer

from app.database import db
from app.models.rounds import Round, RoundState


def rounds_by_state() -> dict[str, int]:
    """Return how many rounds stand in each state, in the order of their life."""
    rows = db.session.execute(select(Round.state, func.count().label("rounds")).group_by(Round.state))
    found = {row.state: row.rounds for row in rows}
    return {state.value: found.get(state.value, 0) for state in RoundState}


def rounds_page(state: str = "") -> Pagination:
    """Return a page of rounds, newest first, perhaps of one state only."""
    query = select(Round).options(defer(Round.outcome)).order_by(Round.id.desc())
    if state in set(RoundState):
        query = query.where(Round.state == state)
    return db.paginate(query, per_page=25)
