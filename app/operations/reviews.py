"""What a coordinator says of a proposal before it is published: accept, decline, pin, keep apart, solve again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, Delete, delete, select, update

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.children import Exclusion, Pin
from app.models.rounds import Decision, Declined, Placement, Round, RoundState
from app.operations import exclusions
from app.operations.rounds import IllegalMove, ask_round, locked_round
from app.operations.traces import record

#: why a coordinator declines a placement
DECLINE_REASONS = ("too_far", "times", "overloaded", "knows", "other")
#: reason given to a placement whose two people are kept apart
APART = "apart"
#: for so long a declined pair is not proposed again
DECLINED_FOR = timedelta(days=180)


def accept(placement_id: int, *, by: Actor) -> None:
    """Agree to one placement. Raise IllegalMove when its round is no longer under review."""
    with transaction():
        decide(under_review(placement_id), Decision.ACCEPTED, by)


def accept_circle(round_id: int, child_id: int, *, by: Actor) -> int:
    """Agree to everything still undecided in one child's circle; return how many places. Raise IllegalMove."""
    with transaction():
        reviewed_round(round_id)
        undecided = select(Placement).where(
            Placement.round_id == round_id, Placement.child_id == child_id, Placement.decision == Decision.OPEN
        )
        found = db.session.scalars(undecided).all()
        for placement in found:
            decide(placement, Decision.ACCEPTED, by)
    return len(found)


def accept_rest(round_id: int, *, by: Actor) -> None:
    """Agree to everything still undecided. Raise IllegalMove."""
    with transaction():
        reviewed_round(round_id)
        agree_to_rest(round_id, by)


def agree_to_rest(round_id: int, by: Actor) -> None:
    """Agree to everything still undecided of a round that the caller holds."""
    rest = update(Placement).where(Placement.round_id == round_id, Placement.decision == Decision.OPEN)
    db.session.execute(rest.values(decision=Decision.ACCEPTED, decided_by=by.account_id))


def decline(placement_id: int, reason: str = "", *, by: Actor) -> None:
    """Say no to one placement; the reason, a code of DECLINE_REASONS, may stay empty. Raise IllegalMove."""
    if reason not in ("", *DECLINE_REASONS):
        raise ValueError(reason)
    with transaction():
        placement = under_review(placement_id)
        decide(placement, Decision.DECLINED, by)
        placement.decline_reason = reason
        db.session.execute(pins_of(placement))


def undecide(placement_id: int, *, by: Actor) -> None:
    """Take a decision back; people who were to be kept apart may meet again. Raise IllegalMove."""
    with transaction():
        placement = under_review(placement_id)
        if placement.decline_reason == APART:
            let_meet_again(placement, by=by)
        decide(placement, Decision.OPEN, by)


def pin(placement_id: int, *, by: Actor) -> None:
    """Keep these two together in every round from now on. Raise IllegalMove."""
    with transaction():
        placement = under_review(placement_id)
        if db.session.scalar(select(Pin.id).where(*same_pair(placement), Pin.role == placement.role)) is None:
            db.session.add(
                Pin(
                    child_id=placement.child_id,
                    supporter_id=placement.supporter_id,
                    role=placement.role,
                    set_by=by.account_id,
                )
            )
            record(by, "pair.pinned", "child", placement.child.public_id, placement.role)
        if placement.decision == Decision.DECLINED:
            decide(placement, Decision.OPEN, by)


def unpin(placement_id: int, *, by: Actor) -> None:
    """Let the next round decide about these two again. Raise IllegalMove."""
    with transaction():
        placement = under_review(placement_id)
        db.session.execute(pins_of(placement))
        record(by, "pair.unpinned", "child", placement.child.public_id, placement.role)


def keep_apart(placement_id: int, *, by: Actor) -> None:
    """Never bring these two together, here or elsewhere; no reason is asked. Raise IllegalMove."""
    with transaction():
        placement = under_review(placement_id)
        db.session.execute(pins_of(placement))
        exclusions.keep_apart(placement.child_id, placement.supporter_id, "coordinator", by=by)
        decide(placement, Decision.DECLINED, by)
        placement.decline_reason = APART


def solve_again(round_id: int, *, request_key: str, by: Actor) -> int:
    """Ask for a new round around pins, exclusions and declines; return its id. Raise IllegalMove, NotAskable.

    The earlier proposal stays until the new one is there; what nobody objected to counts as standing, so that only
    the changed part moves.
    """
    with transaction():
        earlier = reviewed_round(round_id)
        remember_declines(round_id)
        return ask_round(
            request_key=request_key,
            by=by,
            programme_version_id=earlier.programme_version_id,
            scope_id=earlier.scope_id,
            seconds=earlier.seconds,
            seed=earlier.seed,
            workers=earlier.workers,
            earlier_id=round_id,
        )


def remember_declines(round_id: int) -> int:
    """Write down the pairs a coordinator said no to, so that the next round leaves them out; return how many."""
    with transaction():
        declined = select(Placement).where(
            Placement.round_id == round_id,
            Placement.decision == Decision.DECLINED,
            Placement.decline_reason != APART,
        )
        found = db.session.scalars(declined).all()
        for placement in found:
            said = db.session.scalar(
                select(Declined).where(
                    Declined.child_id == placement.child_id,
                    Declined.supporter_id == placement.supporter_id,
                    Declined.role == placement.role,
                )
            )
            said = said or Declined(
                child_id=placement.child_id, supporter_id=placement.supporter_id, role=placement.role
            )
            said.said_by, said.reason, said.until = "coordinator", placement.decline_reason, now() + DECLINED_FOR
            db.session.add(said)
    return len(found)


class TryOut(IllegalMove):
    """A try-out of rules that are not saved is neither reviewed nor published; `code` says so."""

    code = "try_out"

    def __init__(self, state: str) -> None:
        super().__init__(state, "review")


def reviewed_round(round_id: int) -> Round:
    """Return a round under review, locked; raise IllegalMove when it no longer is, TryOut when it never will be."""
    this = locked_round(round_id)
    if this.trial:
        raise TryOut(this.state)
    if this.state != RoundState.PROPOSED:
        raise IllegalMove(this.state, "review")
    return this


def under_review(placement_id: int) -> Placement:
    """Return a placement whose round is under review; raise IllegalMove."""
    placement = db.session.get_one(Placement, placement_id)
    reviewed_round(placement.round_id)
    return db.session.get_one(Placement, placement_id, populate_existing=True)


def decide(placement: Placement, decision: Decision, by: Actor) -> None:
    """Note a decision."""
    placement.decision = decision
    placement.decided_by = by.account_id
    if decision != Decision.DECLINED:
        placement.decline_reason = ""


def let_meet_again(placement: Placement, *, by: Actor) -> None:
    """Lift the exclusion of a placement's two people."""
    found = db.session.scalar(
        select(Exclusion.id).where(
            Exclusion.child_id == placement.child_id,
            Exclusion.supporter_id == placement.supporter_id,
            Exclusion.lifted_at.is_(None),
        )
    )
    if found is not None:
        exclusions.lift_exclusion(found, by=by)


def same_pair(placement: Placement) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a pin is about a placement's two people."""
    return (Pin.child_id == placement.child_id, Pin.supporter_id == placement.supporter_id)


def pins_of(placement: Placement) -> Delete:
    """Return the statement that removes a placement's pin."""
    return delete(Pin).where(*same_pair(placement), Pin.role == placement.role)
