"""A supporter's answer to an offer: yes makes the pair live, no frees the place."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Account, Role
from app.models.children import Child, ChildState, Exclusion
from app.models.matches import Match, MatchState
from app.models.rounds import Declined
from app.models.supporters import Supporter
from app.operations.meeting_dates import date_meetings, hold
from app.operations.messages import tell
from app.operations.traces import record
from app.queries.endings import first_day
from app.queries.policy import consented
from app.queries.responsible import nearest
from app.queries.vetting import vetted

#: reasons a supporter may give; none is needed
DECLINE_REASONS = ("too_far", "times", "overloaded", "other")
#: a pair somebody said no to is not proposed again for this long
NOT_AGAIN_DAYS = 180


class CannotAnswer(Exception):
    """An offer cannot be answered so; `code` says why.

    unknown: no such offer to this supporter · answered: there is an answer · withdrawn: it was taken back ·
    lapsed: its day has passed · vetting: the supporter's evidence is not valid today · consent, child, excluded: the
    child cannot be accompanied by them any more · full: they stand beside as many children as they said · reason.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def answer(match_id: int, yes: bool, reason: str = "", *, by: Actor) -> None:
    """Say yes or no to an offer, once; raise CannotAnswer.

    A yes is checked against what holds now, in the transaction that makes the pair live and dates its meetings.
    """
    if reason and reason not in DECLINE_REASONS:
        raise CannotAnswer("reason")
    with transaction():
        match = open_offer(match_id, by)
        match.answered_at = now()
        if yes:
            check_today(match)
            match.state, match.live_from = MatchState.LIVE, first_day(match)
            record(by, "offer.accepted", "match", match.public_id)
            db.session.flush()
            date_meetings(match.id)
        else:
            match.state, match.decline_reason = MatchState.DECLINED, reason
            remember_no(match, reason)
            record(by, "offer.declined", "match", match.public_id, reason)
        tell_coordinators(match, "offer_accepted" if yes else "offer_declined")


def open_offer(match_id: int, by: Actor) -> Match:
    """Load the actor's offer, held until the commit, if it still waits for an answer; raise CannotAnswer."""
    match = db.session.scalar(select(Match).where(Match.id == match_id).with_for_update(of=Match))
    if match is None or by.supporter_id is None or match.supporter_id != by.supporter_id:
        raise CannotAnswer("unknown")
    if match.state in (MatchState.LIVE, MatchState.DECLINED, MatchState.ENDED):
        raise CannotAnswer("answered")
    if match.state == MatchState.WITHDRAWN:
        raise CannotAnswer("withdrawn")
    if match.answer_by is not None and match.answer_by < today():
        raise CannotAnswer("lapsed")
    return match


def check_today(match: Match) -> None:
    """Raise CannotAnswer unless this pair may begin today."""
    hold([match.supporter_id], [match.child_id])
    supporter = db.session.scalar(select(Supporter).where(Supporter.id == match.supporter_id, vetted()))
    if supporter is None:
        raise CannotAnswer("vetting")
    child = db.session.get_one(Child, match.child_id)
    if child.state != ChildState.ACTIVE or child.erased_at is not None:
        raise CannotAnswer("child")
    if db.session.scalar(select(Child.id).where(Child.id == child.id, consented())) is None:
        raise CannotAnswer("consent")
    excluded = select(Exclusion.id).where(
        Exclusion.child_id == child.id, Exclusion.supporter_id == supporter.id, Exclusion.lifted_at.is_(None)
    )
    if db.session.scalar(excluded) is not None:
        raise CannotAnswer("excluded")
    if children_beside(supporter.id) >= supporter.caseload:
        raise CannotAnswer("full")


def children_beside(supporter_id: int) -> int:
    """Return how many children a supporter stands beside."""
    query = select(func.count(Match.child_id.distinct())).where(
        Match.supporter_id == supporter_id, Match.state == MatchState.LIVE
    )
    return db.session.scalar(query) or 0


def remember_no(match: Match, reason: str) -> None:
    """Keep the next rounds from proposing this pair again."""
    until = now() + timedelta(days=NOT_AGAIN_DAYS)
    earlier = db.session.scalar(
        select(Declined).where(
            Declined.child_id == match.child_id,
            Declined.supporter_id == match.supporter_id,
            Declined.role == match.role,
        )
    )
    if earlier is not None:
        earlier.said_by, earlier.reason, earlier.until = "supporter", reason, until
        return
    db.session.add(
        Declined(
            child_id=match.child_id,
            supporter_id=match.supporter_id,
            role=match.role,
            said_by="supporter",
            reason=reason,
            until=until,
        )
    )


def lapse_offers() -> int:
    """Take back the offers whose day to answer has passed; return how many. For the timetable, hourly."""
    with transaction():
        query = select(Match).where(Match.state == MatchState.OFFERED, Match.answer_by < today())
        late = list(db.session.scalars(query.order_by(Match.id).with_for_update(of=Match)))
        for match in late:
            match.state, match.ended_at, match.end_reason = MatchState.WITHDRAWN, now(), "lapsed"
            account = db.session.scalar(select(Account.id).where(Account.supporter_id == match.supporter_id))
            if account is not None:
                tell(account, "offer_lapsed")
            tell_coordinators(match, "offer_unanswered")
    return len(late)


def tell_coordinators(match: Match, kind: str) -> None:
    """Tell the coordinators nearest to the child's village."""
    for account in nearest(Role.COORDINATOR, match.child.village):
        tell(account.id, kind, path="/coordination/circles")
