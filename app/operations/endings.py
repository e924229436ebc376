"""Goodbyes: notice, a last meeting, who follows named before it; an emergency ends at once and somebody goes to the child.

A pair of people who stop without a word harms (domain, finding 5), so no pair in which a goodbye is owed ends by itself:
notice is four weeks or more, and on the last day somebody follows, or the office has said that nobody does yet.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from app.actors import SYSTEM, Actor
from app.clock import midnight, now, today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.children import Child
from app.models.endings import Ending, EndingState
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.operations.matches import END_REASONS, end, note_waiting, taken_match, tell_supporter
from app.operations.meeting_dates import date_meetings
from app.operations.messages import tell
from app.operations.traces import record
from app.queries.endings import followers
from app.queries.responsible import nearest

#: planned endings give the child at least so long (domain 2.2)
LEAST_NOTICE = timedelta(weeks=4)
MOST_NOTICE = timedelta(days=366)
#: after an emergency somebody of the office is with the child within so many days
VISIT_WITHIN = timedelta(days=3)
#: what contact stays allowed after the goodbye
CONTACTS = ("none", "letters", "festivals")


class CannotEnd(Exception):
    """An ending cannot be planned or taken back so; `code` says why.

    too_soon: less than four weeks ahead · too_late: more than a year · reason, contact: not one of the list ·
    planned: notice was given before · over: the ending is no longer under way · followed: somebody else was asked for
    the seat · nobody: nobody follows, and the office has not said that nobody does yet.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def give_notice(
    match_id: int,
    last_day: date,
    reason: str,
    *,
    by: Actor,
    contact: str = "none",
    said_by: str = "office",
    short: bool = False,
) -> int:
    """Plan the ending of a live pair and return the ending's id. Raise CannotEnd or NotPossible.

    Meetings after `last_day` are off; from now on somebody else can be asked for the seat. `short`: whoever leaves is
    gone before four weeks are over, and it is better to say so than to say nothing.
    """
    _refuse_bad(reason, contact, last_day, short)
    with transaction():
        match = taken_match(match_id, MatchState.LIVE)
        if match.ends_on is not None:
            raise CannotEnd("planned")
        ending = Ending(
            match_id=match.id, reason=reason, said_by=said_by, noticed_on=today(), last_day=last_day, contact=contact,
            by=by.account_id,
        )  # fmt: skip
        db.session.add(ending)
        note_waiting(db.session.get_one(Child, match.child_id))
        match.ends_on = last_day
        _call_off_after(match.id, last_day, by)
        record(by, "ending.notice", "match", match.public_id, f"{reason}, {last_day.isoformat()}")
        if said_by == "supporter":
            _tell_coordinators(match, "ending_said")
        else:
            tell_supporter(match.supporter_id, "ending_planned", until=last_day.isoformat())
        db.session.flush()
        return ending.id


def stay(ending_id: int, *, by: Actor) -> None:
    """Take notice back: the pair goes on. Raise CannotEnd once somebody else was asked for the seat."""
    with transaction():
        ending = _under_way(ending_id)
        if ending.id in followers([ending]):
            raise CannotEnd("followed")
        match = db.session.get_one(Match, ending.match_id)
        ending.state, match.ends_on = EndingState.STAYED, None
        db.session.flush()
        date_meetings(match.id)
        record(by, "ending.stayed", "match", match.public_id)
        tell_supporter(match.supporter_id, "ending_stayed")


def say_nobody_follows(ending_id: int, *, by: Actor) -> None:
    """Note that nobody follows yet, so that the child hears it at the last meeting and not from silence."""
    with transaction():
        ending = _under_way(ending_id)
        ending.nobody_follows = True
        record(by, "ending.nobody_follows", "match", ending.match.public_id)


def say_goodbye(ending_id: int, *, by: Actor) -> None:
    """End a pair whose last day has come. Raise CannotEnd: too_soon, or nobody (see the class)."""
    with transaction():
        ending = _under_way(ending_id)
        if today() < ending.last_day:
            raise CannotEnd("too_soon")
        if not ending.nobody_follows and ending.id not in followers([ending]):
            raise CannotEnd("nobody")
        ending.state = EndingState.DONE
        end(ending.match_id, ending.reason, by=by)


def end_at_once(match_id: int, reason: str, *, by: Actor) -> int:
    """End a live pair now, for a child's safety or because there is no other way; return the ending's id.

    Somebody of the office is to be with the child within three days. Raise NotPossible.
    """
    if reason not in END_REASONS:
        raise CannotEnd("reason")
    with transaction():
        match = taken_match(match_id, MatchState.LIVE)
        planned = db.session.scalar(
            select(Ending).where(Ending.match_id == match_id, Ending.state == EndingState.NOTICE).with_for_update()
        )
        ending = planned or Ending(match_id=match_id, noticed_on=today())
        ending.state, ending.emergency, ending.reason = EndingState.DONE, True, reason
        ending.last_day, ending.visit_by = max(today(), ending.noticed_on), today() + VISIT_WITHIN
        ending.by = by.account_id
        db.session.add(ending)
        record(by, "ending.emergency", "match", match.public_id, reason)
        end(match_id, reason, by=by)
        _tell_coordinators(match, "ending_visit", until=ending.visit_by.isoformat())
        return ending.id


def note_visit(ending_id: int, *, by: Actor) -> None:
    """Note that somebody of the office was with the child after an emergency."""
    with transaction():
        ending = db.session.get_one(Ending, ending_id, with_for_update=True)
        if not ending.emergency:
            raise CannotEnd("over")
        ending.visited_on = ending.visited_on or today()
        record(by, "ending.visited", "match", ending.match.public_id)


def end_due() -> int:
    """End the pairs whose last day is over and whom somebody follows; remind the office of the others.

    Return how many ended. For the timetable, daily. A pair nobody follows goes on until the office has decided.
    """
    with transaction():
        late = select(Ending).where(Ending.state == EndingState.NOTICE, Ending.last_day < today()).order_by(Ending.id)
        due = list(db.session.scalars(late.with_for_update(of=Ending)))
        followed, ended = followers(due), 0
        for ending in due:
            match = db.session.get_one(Match, ending.match_id)
            if match.state != MatchState.LIVE:
                ending.state = EndingState.DONE
            elif ending.nobody_follows or ending.id in followed:
                ending.state = EndingState.DONE
                end(match.id, ending.reason, by=SYSTEM)
                ended += 1
            else:
                _tell_coordinators(match, "ending_nobody")
        return ended


def _refuse_bad(reason: str, contact: str, last_day: date, short: bool) -> None:
    if reason not in END_REASONS:
        raise CannotEnd("reason")
    if contact not in CONTACTS:
        raise CannotEnd("contact")
    if last_day < today() + (timedelta(0) if short else LEAST_NOTICE):
        raise CannotEnd("too_soon")
    if last_day > today() + MOST_NOTICE:
        raise CannotEnd("too_late")


def _under_way(ending_id: int) -> Ending:
    ending = db.session.get_one(Ending, ending_id, with_for_update=True, populate_existing=True)
    if ending.state != EndingState.NOTICE:
        raise CannotEnd("over")
    return ending


def _call_off_after(match_id: int, last_day: date, by: Actor) -> None:
    later = select(Meeting).where(
        Meeting.match_id == match_id,
        Meeting.state == MeetingState.PLANNED,
        Meeting.starts_at >= midnight(last_day + timedelta(days=1)),
        Meeting.starts_at > now(),
    )
    for meeting in db.session.scalars(later):
        meeting.state, meeting.reason, meeting.changed_by = MeetingState.CANCELLED, "ended", by.account_id


def _tell_coordinators(match: Match, kind: str, **params: str) -> None:
    for account in nearest(Role.COORDINATOR, db.session.get_one(Child, match.child_id).village):
        tell(account.id, kind, path="/coordination/endings", **params)
