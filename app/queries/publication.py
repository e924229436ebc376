"""What publishing a round would do, by today's facts: whom it asks, which pairs give way, what has changed since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from app.database import db
from app.models.accounts import Account
from app.models.matches import TAKEN, Match
from app.models.rounds import Decision, Placement, Round
from app.queries.books import Objection
from app.queries.objections import Proposed, examine_pairs

#: the seat was given to somebody else after the round was solved
SEAT_TAKEN = "seat_taken"
#: more new pairs are published by a worker, and foretold without looking at every one of them
MOST_AT_ONCE = 500


@dataclass
class Draft:
    """A publication before it is written."""

    #: placements to write, in order
    offers: list[Placement] = field(default_factory=list)
    #: match → code why it gives way (replaced, moved)
    endings: dict[int, str] = field(default_factory=dict)
    #: placement → the half-hour it is offered at: the proposed one, or another where that was taken
    hours: dict[int, int | None] = field(default_factory=dict)
    #: placement → what speaks against it today
    conflicts: dict[int, Objection] = field(default_factory=dict)
    #: people with an account who will hear
    told: int = 0
    #: pairs that stay as they are
    kept: int = 0
    #: pairs that are new
    new: int = 0


def draft_publication(this: Round) -> Draft:
    """Return what publishing `this` now would write. Reads everything anew; changes nothing."""
    draft = draft_of(this, placements_to_write(this.id))
    draft.kept += kept_placements(this.id)
    draft.new = len(draft.offers)
    draft.told = people_told({one.supporter_id for one in draft.offers}, draft, displaced_matches(this))
    return draft


def draft_of(this: Round, wanted: list[Placement]) -> Draft:
    """Return what writing these placements of a round now would do, by the facts of the moment."""
    children, people = {one.child_id for one in wanted}, {one.supporter_id for one in wanted}
    displaced = displaced_matches(this, or_(Match.child_id.in_(children), Match.supporter_id.in_(people)))
    seats = {(match.child_id, match.role, match.seat): match for match in taken_seats(wanted)}
    draft = Draft()
    candidates: list[Placement] = []
    for placement in wanted:
        holder = seats.get((placement.child_id, placement.role, placement.seat))
        if holder is not None and holder.supporter_id == placement.supporter_id:
            draft.kept += 1
        elif holder is not None and holder.id not in displaced:
            draft.conflicts[placement.id] = Objection(SEAT_TAKEN)
        else:
            candidates.append(placement)
    settle(this, draft, candidates, displaced)
    return draft


def is_large(round_id: int) -> bool:
    """Say whether publishing a round takes longer than anybody should wait for a page."""
    return new_pairs(round_id) > MOST_AT_ONCE


def rough_draft(this: Round) -> Draft:
    """Return what publishing a large round would write if nothing has changed since it was solved."""
    displaced = displaced_matches(this)
    draft = Draft(kept=kept_placements(this.id), new=new_pairs(this.id))
    if displaced:
        draft.endings = endings(seats_given(this.id), displaced)
    draft.told = people_told(select(Placement.supporter_id).where(to_write(this.id)), draft, displaced)
    return draft


def settle(this: Round, draft: Draft, candidates: list[Placement], displaced: dict[int, Match]) -> None:
    """Take objections out until nothing speaks against what is left: one that falls may let a pair stay that forbids another."""
    also = {match.child_id for match in displaced.values()}
    examination = examine_pairs(this.programme_version, [proposed(one) for one in candidates], also)
    while True:
        draft.endings = endings(map(seat_given, candidates), displaced)
        against = examination.against([proposed(placement) for placement in candidates], set(draft.endings))
        if not against:
            break
        for placement in candidates:
            if proposed(placement) in against:
                draft.conflicts[placement.id] = against[proposed(placement)]
        candidates = [placement for placement in candidates if proposed(placement) not in against]
    draft.offers = candidates
    draft.hours = {placement.id: examination.hours[proposed(placement)] for placement in candidates}


def proposed(placement: Placement) -> Proposed:
    """Return the pair a placement proposes."""
    return Proposed(placement.child_id, placement.supporter_id, placement.role, placement.half_hour)


def seat_given(placement: Placement) -> tuple[int, str, int, int]:
    """Return the seat a placement fills, and who is to take it."""
    return placement.child_id, placement.role, placement.seat, placement.supporter_id


def endings(given: Iterable[tuple[int, str, int, int]], displaced: dict[int, Match]) -> dict[int, str]:
    """Return the pairs that give way to seats `given` as (child, role, seat, supporter): their seat is taken, or their
    supporter is needed beside another child.

    A pair that the plan does not hold but nobody takes the place of stays until a person ends it.
    """
    taken = {(child, role, seat): supporter for child, role, seat, supporter in given}
    needed = set(taken.values())
    found = {}
    for match in displaced.values():
        if (match.child_id, match.role, match.seat) in taken:
            found[match.id] = "replaced"
        elif match.supporter_id in needed:
            found[match.id] = "moved"
    return found


def pairs_giving_way(this: Round) -> int:
    """Return how many standing pairs the round would end if everything not declined were published."""
    displaced = displaced_matches(this)
    if not displaced:
        return 0
    return len(endings(seats_given(this.id), displaced))


def seats_given(round_id: int) -> list[tuple[int, str, int, int]]:
    """Return the seats a round would fill anew, and who is to take them."""
    columns = select(Placement.child_id, Placement.role, Placement.seat, Placement.supporter_id)
    rows = db.session.execute(columns.where(to_write(round_id)))
    return [(child, role, seat, who) for child, role, seat, who in rows]


def to_write(round_id: int) -> ColumnElement[bool]:
    """Return the condition that a placement is new in the round and nobody declined it."""
    return and_(Placement.round_id == round_id, Placement.change == "new", Placement.decision != Decision.DECLINED)


def placements_to_write(round_id: int) -> list[Placement]:
    """Return the new placements nobody declined."""
    return list(db.session.scalars(select(Placement).where(to_write(round_id)).order_by(Placement.id)))


def placements_left(round_id: int, after: int, most: int) -> list[Placement]:
    """Return the next placements a publication has not written yet, those with ids `after` one; whatever came of theirs."""
    written = exists().where(
        Match.round_id == round_id,
        Match.child_id == Placement.child_id,
        Match.role == Placement.role,
        Match.seat == Placement.seat,
        Match.supporter_id == Placement.supporter_id,
    )
    query = select(Placement).where(to_write(round_id), Placement.id > after, ~written)
    return list(db.session.scalars(query.order_by(Placement.id).limit(most)))


def kept_placements(round_id: int) -> int:
    """Return how many placements keep what stands today."""
    kept = select(func.count()).where(Placement.round_id == round_id, Placement.change == "kept")
    return db.session.scalar(kept) or 0


def new_pairs(round_id: int) -> int:
    """Return how many new placements nobody declined."""
    return db.session.scalar(select(func.count()).where(to_write(round_id))) or 0


def displaced_matches(this: Round, *conditions: ColumnElement[bool]) -> dict[int, Match]:
    """Return the pairs that stood when the round was solved, do still, and are not in its plan."""
    ids = this.outcome.get("displaced", [])
    rows = db.session.scalars(select(Match).where(Match.id.in_(ids), Match.state.in_(TAKEN), *conditions))
    return {match.id: match for match in rows}


def taken_seats(wanted: list[Placement]) -> list[Match]:
    """Return the matches of today that hold a seat of the children concerned; one that ends leaves it to who follows."""
    children = {placement.child_id for placement in wanted}
    held = select(Match).where(Match.child_id.in_(children), Match.state.in_(TAKEN), Match.ends_on.is_(None))
    return list(db.session.scalars(held))


def people_told(offered: set[int] | Select[int], draft: Draft, displaced: dict[int, Match]) -> int:
    """Return how many people with an account a publication speaks to."""
    left = {displaced[match_id].supporter_id for match_id in draft.endings}
    concerned = or_(Account.supporter_id.in_(offered), Account.supporter_id.in_(left))
    return db.session.scalar(select(func.count()).where(concerned, Account.disabled_at.is_(None))) or 0
