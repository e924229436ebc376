"""What supporters' answers say about their limits: three times "too far" proposes a shorter way, no offer was wrong."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.actors import Actor
from app.database import db
from app.models.limits import LimitDecision
from app.models.matches import Match, MatchState
from app.models.supporters import Supporter, SupporterState
from app.queries.supporters import children_beside, seen_by

#: so many answers of one kind propose a limit
ENOUGH = 3
#: reason of a declined offer → the field of the supporter it speaks of
FIELDS = {"too_far": "travel_limit", "overloaded": "caseload"}


@dataclass(frozen=True)
class ProposedLimit:
    """A limit a supporter's answers speak for, below the one on record."""

    supporter: Supporter
    field: str
    now: int
    proposed: int
    #: how many offers were declined for it since somebody last decided
    answers: int


def proposed_limits(actor: Actor, supporter_id: int | None = None) -> list[ProposedLimit]:
    """Return the limits proposed for supporters the actor may see (or for one of them), most answers first."""
    answers = _answers(actor, supporter_id)
    beside = children_beside({who for who, _field in answers})
    people = {
        row.id: row for row in db.session.scalars(select(Supporter).where(Supporter.id.in_({w for w, _f in answers})))
    }
    found = []
    for (who, field), minutes in answers.items():
        supporter = people[who]
        wanted = min(minutes) - 1 if field == "travel_limit" else beside.get(who, 0)
        limit = getattr(supporter, field)
        if len(minutes) >= ENOUGH and 0 <= wanted < limit:
            found.append(ProposedLimit(supporter, field, limit, wanted, len(minutes)))
    return sorted(found, key=lambda one: (-one.answers, one.supporter.id, one.field))


def _answers(actor: Actor, supporter_id: int | None) -> dict[tuple[int, str], list[int]]:
    """Return per (supporter, field) the minutes on the way of the offers declined for it and not decided upon yet."""
    query = (
        select(Match.supporter_id, Match.decline_reason, Match.minutes, Match.answered_at)
        .join(Supporter)
        .where(Match.state == MatchState.DECLINED, Match.decline_reason.in_(FIELDS), Match.answered_at.is_not(None))
        .where(Supporter.state == SupporterState.ACTIVE, seen_by(actor))
    )
    if supporter_id is not None:
        query = query.where(Match.supporter_id == supporter_id)
    decided = _decided()
    found: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for row in db.session.execute(query.order_by(Match.id)):
        key = row.supporter_id, FIELDS[row.decline_reason]
        if key not in decided or row.answered_at > decided[key]:
            found[key].append(row.minutes)
    return dict(found)


def _decided() -> dict[tuple[int, str], datetime]:
    """Return when a limit of each supporter was last decided upon."""
    last = select(
        LimitDecision.supporter_id, LimitDecision.field, func.max(LimitDecision.created_at).label("at")
    ).group_by(LimitDecision.supporter_id, LimitDecision.field)
    return {(row.supporter_id, row.field): row.at for row in db.session.execute(last)}
