"""A round in the hands of a worker: taken up, reported on, finished or given back, under its lease (`operations.leases`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.database import db, transaction
from app.models.rotas import RotaPlacement
from app.models.rounds import Decision, Placement, Round, RoundKind, RoundState, Sample
from app.operations import leases
from app.operations.bulk import add_objects
from app.operations.database_time import database_now, seconds_from_now
from app.operations.leases import MOST_ATTEMPTS, RING_AGAIN_SECONDS, Fenced
from app.operations.rounds import ROUNDS, drop_parts, locked_round, move, tell_asker

__all__ = [
    "MOST_ATTEMPTS",
    "RING_AGAIN_SECONDS",
    "Claim",
    "Fenced",
    "claim",
    "end_dead",
    "extend",
    "fail",
    "finish_stopped",
    "keep_problem",
    "look",
    "propose",
    "report_progress",
    "ring_waiting",
]


@dataclass(frozen=True)
class Claim(leases.Claim):
    """The right to work on a round, and what it asks of the solver."""

    seconds: int
    seed: int
    workers: int
    iterations: int | None = None

    @property
    def round_id(self) -> int:
        """The round."""
        return self.row_id


def claim(round_id: int) -> Claim | None:
    """Take up a waiting round; None when it is not waiting (any more). Of many callers exactly one gets it.

    A round whose worker's lease has run out may be taken up too, as long as attempts are left.
    """
    claimed = ROUNDS.claim(round_id, current_app.config["SETTINGS"].lease_seconds)
    if claimed is None:
        return None
    asked = select(Round.seconds, Round.seed, Round.workers, Round.iterations).where(Round.id == round_id)
    seconds, seed, workers, iterations = db.session.execute(asked).one()
    db.session.rollback()
    return Claim(round_id, claimed.token, claimed.lease_seconds, seconds, seed, workers, iterations)


def extend(claimed: Claim) -> bool:
    """Give a sign of life; return whether somebody asked to stop. Raise Fenced."""
    with transaction():
        ROUNDS.write(claimed, lease_until=seconds_from_now(claimed.lease_seconds))
        return stop_asked(claimed)


def look(claimed: Claim) -> bool:
    """Return whether somebody asked to stop, without writing. Raise Fenced."""
    this = select(Round.token, Round.stop_asked_at).where(Round.id == claimed.round_id)
    token, asked = db.session.execute(this).one()
    db.session.rollback()
    if token != claimed.token:
        raise Fenced
    return asked is not None


def report_progress(claimed: Claim, progress: dict[str, Any], samples: list[Sample]) -> bool:
    """Write how far the solver is, with new points of the curve; return whether to stop. Raise Fenced."""
    with transaction():
        ROUNDS.write(claimed, lease_until=seconds_from_now(claimed.lease_seconds), progress=progress)
        for sample in samples:
            db.session.add(sample)
        return stop_asked(claimed)


def keep_problem(claimed: Claim, problem: bytes, outcome: dict[str, Any]) -> None:
    """Keep what is solved, before it is solved, so that the round can be replayed. Raise Fenced."""
    with transaction():
        ROUNDS.write(claimed, lease_until=seconds_from_now(claimed.lease_seconds), problem=problem, outcome=outcome)


def propose(claimed: Claim, rows: list[Any], outcome: dict[str, Any], plan_hash: str) -> None:
    """Write the proposal (placements and open roles) and hand the round to its reviewers. Raise Fenced."""
    with transaction():
        ROUNDS.write(claimed, outcome=outcome, plan_hash=plan_hash, lease_until=None, ended_at=database_now())
        this = db.session.get_one(Round, claimed.round_id, populate_existing=True)
        move(this, RoundState.PROPOSED)
        drop_parts(this.id)
        if this.earlier_id is not None:
            supersede(this.earlier_id, rows)
        add_objects(rows)
        tell_asker(this, "tryout_ready" if this.trial else "round_ready")


def supersede(earlier_id: int, rows: list[Any]) -> None:
    """Let a new proposal take the place of an earlier one: what was decided there and is here again stays decided."""
    earlier = locked_round(earlier_id)
    if earlier.state != RoundState.PROPOSED:
        return
    move(earlier, RoundState.DISCARDED)
    if earlier.kind == RoundKind.ROTA:
        keep_rota_decisions(earlier_id, rows)
        return
    accepted = select(Placement).where(Placement.round_id == earlier_id, Placement.decision == Decision.ACCEPTED)
    known = {(one.child_id, one.supporter_id, one.role): one.decided_by for one in db.session.scalars(accepted)}
    for row in rows:
        pair = (row.child_id, row.supporter_id, row.role) if isinstance(row, Placement) else None
        if pair in known:
            row.decision, row.decided_by = Decision.ACCEPTED, known[pair]


def keep_rota_decisions(earlier_id: int, rows: list[Any]) -> None:
    """Carry accepted and pinned placements of a rota over, and which of them a coordinator chose and why."""
    decided = (RotaPlacement.decision == Decision.ACCEPTED) | RotaPlacement.pinned
    found = db.session.scalars(select(RotaPlacement).where(RotaPlacement.round_id == earlier_id, decided))
    known = {(one.opening_id, one.supporter_id, one.change == "ended"): one for one in found}
    for row in rows:
        if isinstance(row, RotaPlacement):
            before = known.get((row.opening_id, row.supporter_id, row.change == "ended"))
            if before is not None:
                row.decision, row.decided_by, row.pinned = before.decision, before.decided_by, before.pinned
                row.by_hand, row.note = before.by_hand, before.note


def finish_stopped(claimed: Claim) -> None:
    """End a round that was stopped before there was any plan. Raise Fenced."""
    with transaction():
        ROUNDS.end(claimed, RoundState.STOPPED)
        drop_parts(claimed.round_id)


def fail(claimed: Claim, reason: str) -> None:
    """End a round that could not be solved, with the code of the reason. Raise Fenced."""
    ROUNDS.fail(claimed, reason)


def ring_waiting() -> int:
    """Ring again for rounds left waiting: the queue was away, or forgot. Return how many."""
    return ROUNDS.ring_waiting()


def end_dead() -> int:
    """Queue rounds whose worker's lease ran out once more; give up those tried often enough. Return how many."""
    return ROUNDS.end_dead()


def stop_asked(claimed: Claim) -> bool:
    """Say whether somebody pressed stop."""
    return bool(db.session.scalar(select(Round.stop_asked_at.is_not(None)).where(Round.id == claimed.round_id)))
