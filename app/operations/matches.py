"""What happens to matches from the office's side: offer, withdraw, end, pair by hand. Answers: `answers`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.matching import CircleRole, Rhythm
from app.models.accounts import Account
from app.models.children import Child
from app.models.common import public_id
from app.models.matches import TAKEN, Match, MatchState
from app.models.places import Place
from app.models.programmes import ProgrammeVersion
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.operations.bulk import add_objects, add_rows
from app.operations.meetings import call_off
from app.operations.messages import tell, tell_all
from app.operations.traces import audit_line, record
from app.planning.capacity import weeks_between
from app.queries.books import Objection
from app.queries.candidates import pair_reasons
from app.queries.endings import first_day
from app.queries.objections import Proposed, examine
from app.queries.seats import current_roles, matches_of, seats_of
from app.queries.snapshots import programme_of, second_adult_at

#: days a supporter has to answer
DAYS_TO_ANSWER = 7
#: where a supporter reads of circles
CIRCLE = "/me/circle"
#: why a pair ends; `replaced` and `moved` are a publication's
END_REASONS = ("wish_child", "wish_supporter", "moved_away", "grown", "office", "safety", "other")
PUBLICATION_REASONS = ("replaced", "moved")
SECOND_ADULTS = {"staffed_place": "staffed", "guardian": "guardian", "child_director": "director", None: "staffed"}


class Forbidden(Exception):
    """A must speaks against a pair; `objection` says which."""

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.code)
        self.objection = objection


class NotPossible(Exception):
    """A match is not in a state in which this can be done."""


@dataclass(frozen=True)
class Seat:
    """A place in a child's circle and who is to take it, with what was worked out for the two."""

    child_id: int
    supporter_id: int
    role: CircleRole
    number: int
    minutes: int
    half_hour: int | None
    #: the programme lets this role go live at publication; in the others the supporter is asked first
    live: bool
    reasons: list[dict[str, Any]] = field(default_factory=list)


def offer(seat: Seat, *, round_id: int | None, by: Actor) -> Match:
    """Fill a seat and tell the supporter. Needs a transaction; the caller has made sure that no must speaks against it."""
    match = fill_seat(seat, round_id=round_id, by=by)
    db.session.flush()
    kind, params = news_of_seat(seat.live)
    tell_supporter(seat.supporter_id, kind, **params)
    return match


def fill_seat(seat: Seat, *, round_id: int | None, by: Actor) -> Match:
    """Write a match: an offer, or somebody on duty set beside the child at once. Tells nobody."""
    match = match_for(seat, round_id=round_id, by=by)
    db.session.add(match)
    record(by, *traced(match))
    return match


def fill_seats(seats: Iterable[Seat], *, round_id: int, by: Actor) -> list[Match]:
    """The same for many at once, in a few statements; what is returned are copies of the rows, without their ids."""
    matches = [match_for(seat, round_id=round_id, by=by) for seat in seats]
    add_objects(matches)
    add_rows(Disclosure, [audit_line(by, *traced(match)) for match in matches])
    return matches


def traced(match: Match) -> tuple[str, str, str, str]:
    """Return what the audit says of a new match: action, subject, its id, detail."""
    return "match.live" if match.state == MatchState.LIVE else "match.offered", "match", match.public_id, match.role


def match_for(seat: Seat, *, round_id: int | None, by: Actor) -> Match:
    """Return the match that fills a seat; it is not written."""
    child = db.session.get_one(Child, seat.child_id)
    place = db.session.get_one(Place, child.meeting_place_id or child.village_id)
    meetings = seat.role.meetings_per_year.of(Rhythm(f"R{child.rhythm}"))
    match = Match(
        public_id=public_id(),
        child_id=seat.child_id,
        supporter_id=seat.supporter_id,
        role=seat.role.code,
        seat=seat.number,
        state=MatchState.LIVE if seat.live else MatchState.OFFERED,
        round_id=round_id,
        paired_by=by.account_id if round_id is None else None,
        offered_at=now(),
        answer_by=None if seat.live else today() + timedelta(days=DAYS_TO_ANSWER),
        minutes=seat.minutes,
        half_hour=seat.half_hour,
        every_weeks=weeks_between(meetings),
        place_id=place.id,
        second_adult=SECOND_ADULTS[second_adult_at(place, child.second_adult)],
        reasons=seat.reasons,
    )
    match.live_from = first_day(match) if seat.live else None
    return match


def tell_filled(supporter_ids: Collection[int], live: bool) -> None:
    """Tell supporters of new offers, or of circles they are part of at once; one message each, however many they are."""
    kind, params = news_of_seat(live)
    accounts = select(Account.id).where(Account.supporter_id.in_(supporter_ids), Account.disabled_at.is_(None))
    told = db.session.scalars(accounts.order_by(Account.supporter_id)).all()
    tell_all(told, kind, path=CIRCLE, **params)


def news_of_seat(live: bool) -> tuple[str, dict[str, str]]:
    """Return the kind of message that tells of a seat filled, and its parameters."""
    if live:
        return "pair_live", {}
    return "offer", {"answer_by": (today() + timedelta(days=DAYS_TO_ANSWER)).isoformat()}


def withdraw(match_id: int, *, by: Actor) -> None:
    """Take back an offer nobody has answered yet. Raise NotPossible."""
    with transaction():
        match = taken_match(match_id, MatchState.OFFERED)
        match.state = MatchState.WITHDRAWN
        match.ended_at = now()
        tell_supporter(match.supporter_id, "offer_withdrawn")
        record(by, "match.withdrawn", "match", match.public_id)


def end(match_id: int, reason: str, *, by: Actor) -> None:
    """End a pair: from this moment on the supporter no longer sees the child. Raise NotPossible."""
    if reason not in END_REASONS + PUBLICATION_REASONS:
        raise ValueError(reason)
    with transaction():
        match = taken_match(match_id, MatchState.LIVE)
        note_waiting(db.session.get_one(Child, match.child_id))
        match.state = MatchState.ENDED
        match.ended_at = now()
        match.end_reason = reason
        call_off(match_id, "ended", by=by)
        tell_supporter(match.supporter_id, "pair_ended")
        record(by, "match.ended", "match", match.public_id, reason)


def note_waiting(child: Child) -> None:
    """Let a child wait from today for whoever is about to go, unless it waits for somebody already."""
    seats = seats_of(child, matches_of([child.id]).get(child.id, ()), current_roles())
    if child.waiting_since is None or all(seat.arc == "on" for seat in seats):
        child.waiting_since = today()


def give_way(match_id: int, reason: str, *, by: Actor) -> None:
    """Free a seat for somebody else: withdraw an offer, or end a live pair."""
    with transaction():
        if db.session.get_one(Match, match_id, with_for_update=True).state == MatchState.OFFERED:
            withdraw(match_id, by=by)
        else:
            end(match_id, reason, by=by)


def pair_by_hand(version_id: int, child_id: int, supporter_id: int, role_code: str, *, by: Actor) -> int:
    """Offer a child's free seat to a chosen supporter and return the match's id.

    Raise Forbidden when a must speaks against it (nobody can override one), NotPossible when no seat is free.
    """
    with transaction():
        lock_people({supporter_id}, {child_id})
        version = db.session.get_one(ProgrammeVersion, version_id)
        role = programme_of(version).role(role_code)
        number = free_seat(child_id, role)
        proposed = Proposed(child_id, supporter_id, role_code)
        examination = examine(version, [child_id])
        against = examination.against([proposed])
        if against:
            raise Forbidden(against[proposed])
        child, helper, book = examination.problem.children[0], examination.supporter(supporter_id), examination.book()
        seat = Seat(
            child_id,
            supporter_id,
            role,
            number,
            book.minutes(child, helper),
            book.best_start(child, role, helper),
            role_code in version.live_roles,
            pair_reasons(book, child, helper),
        )
        return offer(seat, round_id=None, by=by).id


def free_seat(child_id: int, role: CircleRole) -> int:
    """Return the first free seat of a role in a child's circle; raise NotPossible."""
    taken = select(Match.seat).where(
        Match.child_id == child_id, Match.role == role.code, Match.state.in_(TAKEN), Match.ends_on.is_(None)
    )
    free = sorted(set(range(role.count)) - set(db.session.scalars(taken)))
    if not free:
        raise NotPossible("seat_taken")
    return free[0]


def taken_match(match_id: int, state: MatchState) -> Match:
    """Return a match in `state`, locked; raise NotPossible when it is in another."""
    match = db.session.get_one(Match, match_id, with_for_update=True, populate_existing=True)
    if match.state != state:
        raise NotPossible(match.state)
    return match


def lock_people(supporter_ids: Collection[int], child_ids: Collection[int]) -> None:
    """Let one writer at a time fill these people's hours: what is left is counted, then taken."""
    for table, ids in ((Supporter, supporter_ids), (Child, child_ids)):
        rows = select(table.id).where(table.id.in_(ids)).order_by(table.id)
        db.session.execute(rows.with_for_update(key_share=True)).all()


def tell_supporter(supporter_id: int, kind: str, **params: Any) -> None:
    """Tell a supporter who has an account."""
    account_id = db.session.scalar(
        select(Account.id).where(Account.supporter_id == supporter_id, Account.disabled_at.is_(None))
    )
    if account_id is not None:
        tell(account_id, kind, path=CIRCLE, **params)
