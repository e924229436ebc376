"""What a coordinator says of a proposed rota: accept, decline, keep, choose another, keep away from a place, solve again."""

from __future__ import annotations

from sqlalchemy import Select, select, update

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.activities import Opening
from app.models.places import Place
from app.models.rotas import PlaceExclusion, RotaPlacement
from app.models.rounds import Decision
from app.models.supporters import Supporter
from app.operations.reviews import APART, reviewed_round
from app.operations.rounds import Span, ask_round
from app.operations.traces import record, record_change
from app.queries.books import Objection
from app.queries.rota_examination import NEEDS_NOTE, RotaExamination
from app.queries.rota_plans import seats_of
from app.queries.rota_snapshots import rota_snapshot_of

#: why a coordinator declines a placement
DECLINE_REASONS = ("too_far", "times", "overloaded", "other")
LONGEST_NOTE = 300


class CannotChoose(Exception):
    """Somebody cannot be put on an opening; `objections` name the musts that forbid it, or `note`, or `full`."""

    def __init__(self, objections: list[Objection]) -> None:
        super().__init__(", ".join(one.code for one in objections))
        self.objections = objections


def accept(placement_id: int, *, by: Actor) -> None:
    """Agree to one placement. Raise IllegalMove when its round is no longer under review."""
    with transaction():
        decide(under_review(placement_id), Decision.ACCEPTED, by)


def accept_rest(round_id: int, *, by: Actor) -> None:
    """Agree to everything still undecided. Raise IllegalMove."""
    with transaction():
        reviewed_round(round_id)
        rest = update(RotaPlacement).where(RotaPlacement.round_id == round_id, RotaPlacement.decision == Decision.OPEN)
        db.session.execute(rest.values(decision=Decision.ACCEPTED, decided_by=by.account_id))


def decline(placement_id: int, reason: str = "", *, by: Actor) -> None:
    """Say no to one placement: a new one is not written, one that stands ends, one that was to end stays.

    The reason, a code of DECLINE_REASONS, may stay empty. Raise IllegalMove.
    """
    if reason not in ("", *DECLINE_REASONS):
        raise ValueError(reason)
    with transaction():
        placement = under_review(placement_id)
        decide(placement, Decision.DECLINED, by)
        placement.decline_reason, placement.pinned = reason, False


def undecide(placement_id: int, *, by: Actor) -> None:
    """Take a decision back; who was to be kept away from the place may come again. Raise IllegalMove."""
    with transaction():
        placement = under_review(placement_id)
        if placement.decline_reason == APART:
            let_come(placement.supporter_id, placement.shift.place_id, by=by)
        decide(placement, Decision.OPEN, by)


def pin(placement_id: int, *, by: Actor) -> None:
    """Keep this one when the rota is solved again. Raise IllegalMove."""
    with transaction():
        placement = under_review(placement_id)
        placement.pinned = True
        if placement.decision == Decision.DECLINED:
            decide(placement, Decision.OPEN, by)


def unpin(placement_id: int, *, by: Actor) -> None:
    """Let the next solve decide again. Raise IllegalMove."""
    with transaction():
        placement = under_review(placement_id)
        placement.pinned, placement.decided_by = False, by.account_id


def keep_away(placement_id: int, *, by: Actor) -> None:
    """Never send this person to this place, here or in any later rota; no reason is asked. Raise IllegalMove."""
    with transaction():
        placement = under_review(placement_id)
        known = db.session.scalar(open_exclusion(placement.supporter_id, placement.shift.place_id))
        if known is None:
            db.session.add(
                PlaceExclusion(
                    supporter_id=placement.supporter_id,
                    place_id=placement.shift.place_id,
                    recorded_by=by.account_id,
                )
            )
            note_exclusion(placement.supporter_id, [None, placement.shift.place.code], by)
        decide(placement, Decision.DECLINED, by)
        placement.decline_reason, placement.pinned = APART, False


def let_come(supporter_id: int, place_id: int, *, by: Actor) -> None:
    """Lift the exclusion of a person from a place."""
    with transaction():
        found = db.session.scalar(open_exclusion(supporter_id, place_id))
        if found is not None:
            found.lifted_at = now()
            note_exclusion(supporter_id, [db.session.get_one(Place, place_id).code, None], by)


def choose(
    round_id: int, opening_id: int, supporter_id: int, *, note: str = "", instead_of: int | None = None, by: Actor
) -> int:
    """Put somebody on an opening by hand and return the placement's id; `instead_of`: a placement that gives way.

    The musts are asked before anything is written: one that forbids it raises CannotChoose. A wish may be set aside
    with a `note`; without one CannotChoose says so. Raise IllegalMove when the round is no longer under review.
    """
    with transaction():
        this = reviewed_round(round_id)
        examination = RotaExamination(rota_snapshot_of(this))
        seat = examination.seat(supporter_id, opening_id)
        if seat is None:
            raise CannotChoose([examination.missing(supporter_id, opening_id)])
        seats = seats_of(examination, round_id, without=instead_of)
        against = examination.against(seats, seat)
        if against:
            raise CannotChoose(against)
        reasons = examination.reasons(seat)
        note = note.strip()[:LONGEST_NOTE]
        if not note and any(one["code"] in NEEDS_NOTE for one in reasons):
            raise CannotChoose([Objection("note")])
        if instead_of is not None:
            gives_way = db.session.get_one(RotaPlacement, instead_of)
            decide(gives_way, Decision.DECLINED, by)
            gives_way.pinned = False
        placement = known_placement(round_id, opening_id, supporter_id) or RotaPlacement(
            round_id=round_id,
            opening_id=opening_id,
            shift_id=db.session.get_one(Opening, opening_id).shift_id,
            supporter_id=supporter_id,
            change="new",
        )
        placement.minutes, placement.reasons, placement.note = examination.minutes(seat), reasons, note
        placement.by_hand, placement.pinned = True, True
        # Somebody who was to be taken off stays: that is the same as declining the ending.
        decide(placement, Decision.DECLINED if placement.change == "ended" else Decision.ACCEPTED, by)
        db.session.add(placement)
        db.session.flush()
        record(by, "rota.chosen", "round", this.public_id, seat.opening)
        return placement.id


def known_placement(round_id: int, opening_id: int, supporter_id: int) -> RotaPlacement | None:
    """Return what the proposal says of a person on an opening."""
    return db.session.scalar(
        select(RotaPlacement).where(
            RotaPlacement.round_id == round_id,
            RotaPlacement.opening_id == opening_id,
            RotaPlacement.supporter_id == supporter_id,
        )
    )


def solve_again(round_id: int, *, request_key: str, by: Actor) -> int:
    """Ask for a new rota around pins, exclusions and declines; return its id. Raise IllegalMove, NotAskable."""
    with transaction():
        earlier = reviewed_round(round_id)
        assert earlier.first_day is not None
        assert earlier.days is not None
        return ask_round(
            request_key=request_key,
            by=by,
            programme_version_id=earlier.programme_version_id,
            span=Span(earlier.first_day, earlier.days, frozenset(earlier.place_ids), keeps=earlier.keeps),
            scope_id=earlier.scope_id,
            seconds=earlier.seconds,
            seed=earlier.seed,
            workers=earlier.workers,
            earlier_id=round_id,
        )


def under_review(placement_id: int) -> RotaPlacement:
    """Return a placement whose round is under review; raise IllegalMove."""
    placement = db.session.get_one(RotaPlacement, placement_id)
    reviewed_round(placement.round_id)
    return db.session.get_one(RotaPlacement, placement_id, populate_existing=True)


def decide(placement: RotaPlacement, decision: Decision, by: Actor) -> None:
    """Note a decision."""
    placement.decision = decision
    placement.decided_by = by.account_id
    if decision != Decision.DECLINED:
        placement.decline_reason = ""


def open_exclusion(supporter_id: int, place_id: int) -> Select[PlaceExclusion]:
    """Return the query for the exclusion that holds now."""
    return select(PlaceExclusion).where(
        PlaceExclusion.supporter_id == supporter_id,
        PlaceExclusion.place_id == place_id,
        PlaceExclusion.lifted_at.is_(None),
    )


def note_exclusion(supporter_id: int, change: list[str | None], by: Actor) -> None:
    """Write the history line of an exclusion."""
    supporter = db.session.get_one(Supporter, supporter_id)
    record_change(by, "supporter", supporter.public_id, {"place_exclusion": change})
