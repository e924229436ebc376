"""How long children wait: since when a needed place beside them is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import func, select

from app import matching
from app.clock import local, today
from app.database import db
from app.models.children import Consent
from app.models.matches import TAKEN, Match, MatchState

#: longest wait a problem tells, in days
LONGEST = 10_000


def waits_of(programme: matching.Programme) -> Callable[[int, bool], tuple[matching.Waiting, ...]]:
    """Return a function from (child id, needs study help) to the child's waits in this programme, as of today.

    A place waits since the last goodbye in its role, and where nobody ever stood there, since the guardian's consent.
    An offer nobody has answered yet holds its place; one that was declined never filled it.
    """
    taken = taken_places()
    goodbyes, consents = last_goodbyes(), first_consents()

    def waits(child_id: int, study_help: bool) -> tuple[matching.Waiting, ...]:
        found = []
        for role in programme.roles:
            needed = role.needed_by is matching.NeededBy.ALL or study_help
            since = goodbyes.get((child_id, role.code)) or consents.get(child_id)
            if needed and since is not None and taken.get((child_id, role.code), 0) < role.count:
                found.append(matching.Waiting(role.code, min(LONGEST, max(0, (today() - since).days))))
        return tuple(found)

    return waits


def no_waits(_child_id: int, _study_help: bool) -> tuple[matching.Waiting, ...]:
    """Return no waits, where nobody asks how long: to count them means to ask about every child there is."""
    return ()


def taken_places() -> dict[tuple[int, str], int]:
    """Return how many places are taken today, by child and role."""
    query = select(Match.child_id, Match.role, func.count()).where(Match.state.in_(TAKEN))
    rows = db.session.execute(query.group_by(Match.child_id, Match.role))
    return {(child_id, role): number for child_id, role, number in rows}


def last_goodbyes() -> dict[tuple[int, str], date]:
    """Return the day on which the last pair that really ran ended, by child and role."""
    ended = (Match.state == MatchState.ENDED, Match.live_from.is_not(None), Match.ended_at.is_not(None))
    query = select(Match.child_id, Match.role, func.max(Match.ended_at)).where(*ended)
    rows = db.session.execute(query.group_by(Match.child_id, Match.role))
    return {(child_id, role): local(moment).date() for child_id, role, moment in rows if moment is not None}


def first_consents() -> dict[int, date]:
    """Return the day each child's guardian first consented, withdrawn consents left out."""
    given = (Consent.purpose == "matching", Consent.withdrawn_at.is_(None))
    rows = db.session.execute(
        select(Consent.child_id, func.min(Consent.given_on)).where(*given).group_by(Consent.child_id)
    )
    return {row[0]: row[1] for row in rows}
