"""Look for somebody when one cannot come: those who wait first, then people in waves, until enough come."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from app.actors import SYSTEM, Actor
from app.clock import now
from app.database import db, transaction
from app.models.activities import Opening, Shift, ShiftState
from app.models.assignments import AskState, Assignment, How, ReplacementAsk, Standby, StandbyState
from app.models.replacements import ReplacementSearch, SearchState
from app.operations.messages import tell
from app.operations.open_places import call_standbys
from app.operations.replacement_asks import BELL, answer_by, ask, end, nudge, settle, tell_staff, withdraw
from app.operations.seating import comes, held_opening, is_late, placed, take_seat
from app.operations.shift_people import accounts_of
from app.operations.traces import record
from app.queries.fitness import version_in_force
from app.queries.replacements import asked_for, ranking, running_search
from app.queries.rota_rules import rota_rules_of
from app.queues import ring


def begin_search(opening: Opening, instead_of: Assignment | None = None, *, by: Actor = SYSTEM) -> None:
    """Begin to look for somebody, unless somebody looks already or enough people come. In the caller's transaction."""
    with transaction():
        if placed(opening.id) >= opening.wanted:
            return
        search = running_search(opening.id)
        if search is None:
            search = ReplacementSearch(
                opening_id=opening.id,
                instead_of_id=instead_of.id if instead_of else None,
                at_once=rota_rules_of(version_in_force()).ask_at_once,
                begun_by=by.account_id,
                next_at=now(),
            )
            db.session.add(search)
        nudge(search)


def look_for_another(gone: Assignment) -> None:
    """Begin to look for somebody in the place of one who does not come, and tell staff. In the caller's transaction.

    The caller holds the shift (`rota_publication.lock`), so that of two who leave at once one begins the search.
    """
    begin_search(gone.opening, gone)
    tell_staff(gone.opening, "shift_gap_late" if is_late(gone.shift) else "shift_gap")


def go_on(search_id: int) -> int:
    """Take a search one step further: call who waits, or ask the next wave; return how many people were asked.

    The ranking is read before anything is held; whoever changed something meanwhile makes this step nothing.
    """
    search = db.session.get(ReplacementSearch, search_id)
    if search is None or search.state != SearchState.RUNNING or search.next_at > now():
        return 0
    if search.opening.shift.state == ShiftState.CANCELLED:
        return 0  # it ends when people are told that the shift is off (operations.promises)
    seen = search.wave
    if not is_late(search.opening.shift):
        call_standbys(search.opening_id)
        search = db.session.get_one(ReplacementSearch, search_id)
    people = next_people(search) if comes(search.opening.shift) else []
    with transaction():
        search = db.session.get_one(ReplacementSearch, search_id, with_for_update=True)
        if search.state != SearchState.RUNNING or search.wave != seen:
            return 0
        opening = search.opening
        if not comes(opening.shift):
            end(search, SearchState.OVER)
            return 0
        if settle(opening):
            return 0
        if not people:
            end(search, SearchState.EXHAUSTED)
            tell_staff(opening, "replacement_none")
            return 0
        search.wave += 1
        search.next_at = answer_by(opening.shift.starts_at)
        ask(opening, people, search.wave, search.next_at, instead_of=search.instead_of_id)
        return len(people)


def next_people(search: ReplacementSearch) -> list[int]:
    """Return whom the next wave asks: inside 24 hours everybody who waits, otherwise the next in the ranking.

    Only people a message reaches: the others are for somebody to ring.
    """
    opening = search.opening
    if is_late(opening.shift):
        waiting = select(Standby.supporter_id).where(
            Standby.opening_id == opening.id, Standby.state == StandbyState.WAITING
        )
        asked = asked_for(opening.id)
        first = [one for one in db.session.scalars(waiting.order_by(Standby.id)) if one not in asked]
        if first:
            return list(accounts_of(first))
    ranked = [one.supporter_id for one in ranking(opening, search.instead_of)]
    reached = accounts_of(ranked)
    return [one for one in ranked if one in reached][: search.at_once]


def ring_due() -> int:
    """Ring for every search whose next step is due; return how many. For the timetable."""
    query = (
        select(ReplacementSearch.id)
        .join(Opening, Opening.id == ReplacementSearch.opening_id)
        .join(Shift, Shift.id == Opening.shift_id)
        .where(ReplacementSearch.state == SearchState.RUNNING, ReplacementSearch.next_at <= now())
        .where(Shift.state != ShiftState.CANCELLED)
    )
    due = list(db.session.scalars(query.order_by(ReplacementSearch.id)))
    return sum(ring(BELL, search_id) for search_id in due)


def stop_search(search_id: int, *, by: Actor) -> None:
    """Ask nobody any more, and tell those who have not answered. A search that has ended stays as it ended."""
    with transaction():
        search = db.session.get_one(ReplacementSearch, search_id, with_for_update=True)
        if search.state != SearchState.RUNNING:
            return
        withdraw(search.opening, AskState.WITHDRAWN)
        end(search, SearchState.STOPPED)
        search.stopped_by = by.account_id
        record(by, "replacement.stopped", "opening", search.opening.public_id)


def ask_by_hand(opening_id: int, supporter_ids: Collection[int], *, by: Actor) -> int:
    """Ask chosen people for an opening, each once; return how many were asked now. Raise NoSeat."""
    with transaction():
        opening = held_opening(opening_id, [])
        last = select(func.max(ReplacementAsk.wave)).where(ReplacementAsk.opening_id == opening_id)
        wave = (db.session.scalar(last) or 0) + 1
        return ask(opening, supporter_ids, wave, answer_by(opening.shift.starts_at), by=by)


def place_by_hand(opening_id: int, supporter_id: int, *, by: Actor) -> Assignment:
    """Put somebody on an opening who agreed, by phone perhaps, and tell them. A must is never set aside: NoSeat."""
    with transaction():
        opening = held_opening(opening_id, [supporter_id])
        made = take_seat(opening, supporter_id, How.HAND, by=by, willing=False)
        row = db.session.scalar(
            select(ReplacementAsk).where(
                ReplacementAsk.opening_id == opening_id,
                ReplacementAsk.supporter_id == supporter_id,
                ReplacementAsk.state == AskState.ASKED,
            )
        )
        if row is not None:
            row.state, row.answered_at, row.assignment_id = AskState.YES, now(), made.id
        settle(opening)
        account = accounts_of([supporter_id]).get(supporter_id)
        if account is not None:
            starts_at = opening.shift.starts_at.isoformat()
            tell(account, "shift_placed", path=f"/me/shifts/{made.public_id}", starts_at=starts_at)
        return made


def start_search(opening_id: int, *, by: Actor) -> None:
    """Let people be asked in waves for an opening that is short. Raise NoSeat."""
    with transaction():
        opening = held_opening(opening_id, [])
        begin_search(opening, by=by)
        record(by, "replacement.begun", "opening", opening.public_id)
