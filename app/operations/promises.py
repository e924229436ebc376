"""What hangs on a shift beside the people on it: who waits, who would give theirs away, who is asked to step in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.clock import now
from app.database import db
from app.models.activities import Opening, Shift
from app.models.assignments import (
    AskState,
    Assignment,
    ReplacementAsk,
    Standby,
    StandbyState,
    SwapOffer,
    SwapState,
)
from app.models.replacements import ReplacementSearch, SearchState
from app.operations.replacement_asks import end
from app.operations.shift_people import tell_about


@dataclass(frozen=True)
class Promises:
    """Everything still open around some shifts."""

    standbys: list[Standby]
    asks: list[ReplacementAsk]
    swaps: list[SwapOffer]
    searches: list[ReplacementSearch]

    @property
    def concerned(self) -> dict[int, set[Shift]]:
        """Who waits or is asked, with the shifts; givers stand on theirs and are not counted here."""
        found: defaultdict[int, set[Shift]] = defaultdict(set)
        bound: list[Standby | ReplacementAsk] = [*self.standbys, *self.asks]
        for one in bound:
            found[one.supporter_id].add(one.opening.shift)
        return dict(found)


def promises(shift_ids: Collection[int]) -> Promises:
    """Return what is open around shifts."""
    openings = select(Opening.id).where(Opening.shift_id.in_(shift_ids))
    standbys = select(Standby).where(Standby.opening_id.in_(openings), Standby.state == StandbyState.WAITING)
    asks = select(ReplacementAsk).where(ReplacementAsk.opening_id.in_(openings), ReplacementAsk.state == AskState.ASKED)
    given = select(Assignment.id).where(Assignment.shift_id.in_(shift_ids))
    swaps = select(SwapOffer).where(SwapOffer.assignment_id.in_(given), SwapOffer.state == SwapState.OPEN)
    searches = select(ReplacementSearch).where(
        ReplacementSearch.opening_id.in_(openings), ReplacementSearch.state == SearchState.RUNNING
    )
    return Promises(
        list(db.session.scalars(standbys.options(joinedload(Standby.opening).joinedload(Opening.shift)))),
        list(db.session.scalars(asks.options(joinedload(ReplacementAsk.opening).joinedload(Opening.shift)))),
        list(db.session.scalars(swaps)),
        list(db.session.scalars(searches)),
    )


def end_promises(shift_ids: Collection[int]) -> set[int]:
    """End what hangs on shifts that are called off; tell who waited or was asked, and return these supporters.

    It ends when people are told, in their transaction: an undo before that finds everything as it was, for a shift
    that is off calls nobody up and asks nobody meanwhile. What ended stays ended when the shift is held after all:
    nobody is bound again, or asked again, by a word given to something that had been called off. Whoever still likes
    to come finds it among the open places.
    """
    found = promises(shift_ids)
    for standby in found.standbys:
        standby.state, standby.ended_at = StandbyState.LAPSED, now()
    for swap in found.swaps:
        swap.state, swap.ended_at = SwapState.LAPSED, now()
    for ask in found.asks:
        ask.state = AskState.WITHDRAWN
    for search in found.searches:
        end(search, SearchState.OVER)
    tell_about(found.concerned, "shift_not_held", "shifts_not_held")
    return set(found.concerned)
