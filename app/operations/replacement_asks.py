"""People asked to step in: each once, the first yes wins, the rest hear that somebody is coming already."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.actors import SYSTEM, Actor
from app.clock import local, now
from app.database import after_commit, db, transaction
from app.models.accounts import Role
from app.models.activities import Opening
from app.models.assignments import AskState, How, ReplacementAsk
from app.models.replacements import ReplacementSearch, SearchState
from app.operations.messages import tell
from app.operations.seating import NoSeat, held_opening, placed, take_seat
from app.operations.shift_people import accounts_of
from app.operations.traces import record
from app.queries.replacements import asked_for, running_search
from app.queries.responsible import nearest
from app.queues import ring

#: name of the bell that a worker answers (app.queues.BELLS)
BELL = "replacements.ask"
#: a wave has a quarter of the time that is left, but never less or more than this
LEAST_WAIT, MOST_WAIT = timedelta(minutes=20), timedelta(hours=24)
#: hours of the night in which nobody is expected to answer
EVENING, MORNING = 22, 7
#: reasons somebody may give who is asked to step in; none is needed
ASK_REASONS = ("too_far", "times", "overloaded", "other")


class CannotReply(Exception):
    """An ask cannot be answered so; `code` says why.

    unknown: nobody asked them that · answered: there is an answer · over: the shift has begun or was called off ·
    unfit, there: see NoSeat · reason.
    """

    def __init__(self, code: str, objections: Collection[object] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.objections = list(objections)


def ask(
    opening: Opening,
    people: Iterable[int],
    wave: int,
    until: datetime,
    *,
    instead_of: int | None = None,
    by: Actor = SYSTEM,
) -> int:
    """Ask people for an opening, each once; return how many. In the caller's transaction."""
    asked = asked_for(opening.id)
    people = [one for one in dict.fromkeys(people) if one not in asked]
    accounts = accounts_of(people)
    for supporter_id in people:
        row = ReplacementAsk(
            opening_id=opening.id,
            supporter_id=supporter_id,
            instead_of_id=instead_of,
            wave=wave,
            asked_by=by.account_id,
            answer_by=until,
        )
        db.session.add(row)
        db.session.flush()
        record(by, "replacement.asked", "ask", row.public_id, str(wave))
        if supporter_id in accounts:
            starts_at, until_text = opening.shift.starts_at.isoformat(), until.isoformat()
            path = f"/me/asks/{row.public_id}"
            tell(accounts[supporter_id], "replacement_asked", path=path, starts_at=starts_at, reply_by=until_text)
    return len(people)


def answer_by(starts_at: datetime) -> datetime:
    """Return until when a wave may answer: a quarter of the time left; at night nobody is waited for if there is time."""
    left = starts_at - now()
    until = now() + min(max(left / 4, LEAST_WAIT), MOST_WAIT)
    here = local(until)
    if here.hour >= EVENING or here.hour < MORNING:
        morning = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        morning += timedelta(days=1) if here.hour >= EVENING else timedelta()
        if morning < starts_at - MOST_WAIT / 4:
            until = morning.astimezone(until.tzinfo)
    return min(until, starts_at)


def reply(ask_id: int, yes: bool, reason: str = "", *, by: Actor) -> str:
    """Answer an ask; return "yes", "no", or "filled" when somebody else was first. Raise CannotReply.

    Saying the same twice is saying it once. A yes that comes too late is noted and hurts nobody.
    """
    if reason and reason not in ASK_REASONS:
        raise CannotReply("reason")
    with transaction():
        row = db.session.get(ReplacementAsk, ask_id)
        if row is None or by.supporter_id is None or row.supporter_id != by.supporter_id:
            raise CannotReply("unknown")
        try:
            opening = held_opening(row.opening_id, [row.supporter_id])
            if row.state != AskState.ASKED:
                return answered(row, yes)
            row.answered_at = now()
            if not yes:
                return said_no(row, opening, reason, by)
            return said_yes(row, opening, by)
        except NoSeat as refused:
            raise CannotReply(refused.code, refused.objections) from refused


def answered(row: ReplacementAsk, yes: bool) -> str:
    """Return the answer that stands, when it is the same or nothing is left to say; raise CannotReply."""
    if row.state == (AskState.YES if yes else AskState.NO):
        return "yes" if yes else "no"
    if row.state in (AskState.FILLED, AskState.WITHDRAWN):
        return "filled"
    raise CannotReply("answered")


def said_no(row: ReplacementAsk, opening: Opening, reason: str, by: Actor) -> str:
    """Note a no; when the whole wave has said it, the next is asked at once."""
    row.state, row.reason = AskState.NO, reason
    record(by, "replacement.no", "ask", row.public_id, reason)
    db.session.flush()
    open_still = select(func.count()).where(
        ReplacementAsk.opening_id == opening.id, ReplacementAsk.state == AskState.ASKED
    )
    search = running_search(opening.id)
    if search is not None and not db.session.scalar(open_still):
        nudge(search)
    return "no"


def said_yes(row: ReplacementAsk, opening: Opening, by: Actor) -> str:
    """Give the place to the first yes; a later one learns that somebody is coming already."""
    if placed(opening.id) >= opening.wanted:
        row.state = AskState.FILLED
        return "filled"
    try:
        made = take_seat(opening, row.supporter_id, How.REPLACEMENT, by=by)
    except NoSeat as refused:
        if refused.code != "full":
            raise
        row.state = AskState.FILLED
        return "filled"
    row.state, row.assignment_id = AskState.YES, made.id
    settle(opening)
    tell_staff(opening, "replacement_found")
    return "yes"


def settle(opening: Opening) -> bool:
    """End the asking for an opening as soon as enough people come, and tell those still asked; say whether it ended."""
    if placed(opening.id) < opening.wanted:
        return False
    withdraw(opening, AskState.FILLED)
    search = running_search(opening.id)
    if search is not None:
        end(search, SearchState.FILLED)
    return True


def withdraw(opening: Opening, state: AskState) -> None:
    """Take back what nobody has answered yet, and tell them."""
    query = select(ReplacementAsk).where(
        ReplacementAsk.opening_id == opening.id, ReplacementAsk.state == AskState.ASKED
    )
    rows = list(db.session.scalars(query.order_by(ReplacementAsk.id)))
    accounts = accounts_of(one.supporter_id for one in rows)
    for row in rows:
        row.state = state
        if row.supporter_id in accounts:
            starts_at = opening.shift.starts_at.isoformat()
            tell(accounts[row.supporter_id], "replacement_filled", path="/me/schedule", starts_at=starts_at)


def nudge(search: ReplacementSearch) -> None:
    """Let a search go on at once. In the caller's transaction."""
    search.next_at = now()
    db.session.flush()
    search_id = search.id
    after_commit(lambda: ring(BELL, search_id))


def end(search: ReplacementSearch, state: SearchState) -> None:
    """End a search."""
    search.state, search.ended_at = state, now()


def tell_staff(opening: Opening, kind: str) -> None:
    """Tell the child director of the place and the nearest coordinators."""
    shift = opening.shift
    people = [*nearest(Role.DIRECTOR, shift.place), *nearest(Role.COORDINATOR, shift.place)]
    for account_id in dict.fromkeys(account.id for account in people):
        tell(account_id, kind, path=f"/shifts/{shift.public_id}/people", starts_at=shift.starts_at.isoformat())
