"""Districts of a round in the hands of workers: spread out, taken up under leases, reported on, gathered.

The round's own worker spreads them and solves some itself; whoever else is free takes others. Only ids travel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import func, select

from app.database import after_commit, db, transaction
from app.models.round_parts import PartState, RoundPart
from app.models.rounds import Round, RoundState
from app.operations import round_leases
from app.operations.database_time import database_now, seconds_from_now
from app.operations.leases import Claim, Leases
from app.operations.rounds import ROUNDS
from app.queues import look

PARTS = Leases(RoundPart, "rounds.part", PartState.WAITING, PartState.SOLVING, PartState.FAILED)


@dataclass(frozen=True)
class Share:
    """What a worker needs to solve a part: `left` seconds for all that wait (None: no limit), and how many hands."""

    number: int
    problem: bytes
    seed: int
    iterations: int | None
    left: float | None
    waiting: int
    hands: int


@dataclass(frozen=True)
class Standing:
    """How far the parts of a round are. `open` may be taken up, `busy` are in somebody's hands."""

    solved: int
    open: tuple[int, ...]
    busy: int
    failure: str
    wish: str
    best: int


def spread(claimed: round_leases.Claim, problems: Sequence[bytes], seconds: float | None) -> None:
    """Lay the parts of a round out and ring for each; `seconds`: in which all should be solved. Raise Fenced.

    A part that an earlier worker of the round laid out with the same problem stays, and so does its answer.
    """
    until = None if seconds is None else seconds_from_now(seconds)
    with transaction():
        ROUNDS.write(claimed, lease_until=seconds_from_now(claimed.lease_seconds))
        known = {part.number: part for part in db.session.scalars(parts_of(claimed.round_id))}
        for number, problem in enumerate(problems):
            part = known.pop(number, None)
            if part is not None and part.problem == problem and part.state != PartState.FAILED:
                part.solve_until = until
                continue
            if part is not None:
                db.session.delete(part)
                db.session.flush()
            part = RoundPart(round_id=claimed.round_id, number=number, problem=problem, solve_until=until)
            db.session.add(part)
            db.session.flush()
            after_commit(partial(PARTS.call_worker, part.id))
        for left_over in known.values():
            db.session.delete(left_over)


def parts_of(round_id: int) -> Any:
    """Return the query for the parts of a round, in order."""
    return select(RoundPart).where(RoundPart.round_id == round_id).order_by(RoundPart.number)


def standing(round_id: int) -> Standing:
    """Return how far the parts of a round are; the best plans of the first wish add up, their bounds would not."""
    columns = (RoundPart.id, RoundPart.state, RoundPart.failure, RoundPart.progress)
    abandoned = (RoundPart.state == PartState.SOLVING) & (RoundPart.lease_until < database_now())
    query = select(*columns, abandoned.label("abandoned")).where(RoundPart.round_id == round_id)
    rows = db.session.execute(query.order_by(RoundPart.number)).all()
    db.session.rollback()
    return Standing(
        solved=sum(row.state == PartState.SOLVED for row in rows),
        open=tuple(row.id for row in rows if row.state == PartState.WAITING or row.abandoned),
        busy=sum(row.state == PartState.SOLVING and not row.abandoned for row in rows),
        failure=next((row.failure or "broken" for row in rows if row.state == PartState.FAILED), ""),
        wish=next((row.progress["wish"] for row in rows if row.progress.get("wish")), ""),
        best=sum(row.progress.get("best") or 0 for row in rows),
    )


def share_of(claimed: Claim) -> Share:
    """Return what the holder of a part needs to solve it."""
    part = db.session.get_one(RoundPart, claimed.row_id)
    this = db.session.get_one(Round, part.round_id)
    of_round = select(func.count()).select_from(RoundPart).where(RoundPart.round_id == part.round_id)
    waiting = db.session.scalar(of_round.where(RoundPart.state == PartState.WAITING)) or 0
    busy = db.session.scalar(of_round.where(RoundPart.state == PartState.SOLVING)) or 0
    now = db.session.scalar(select(database_now()))
    left = None if part.solve_until is None or now is None else (part.solve_until - now).total_seconds()
    queue = look()
    share = Share(
        number=part.number,
        problem=part.problem,
        seed=this.seed,
        iterations=this.iterations,
        left=left,
        waiting=waiting + 1,
        hands=max(busy, queue.workers if queue else 1),
    )
    db.session.remove()
    return share


def tell(claimed: Claim, wish: str, best: int | None) -> bool:
    """Give a sign of life with the part's progress; return whether the work should stop. Raise Fenced."""
    with transaction():
        PARTS.write(claimed, lease_until=seconds_from_now(claimed.lease_seconds), progress={"wish": wish, "best": best})
        this = select(Round.stop_asked_at, Round.state).join(RoundPart).where(RoundPart.id == claimed.row_id)
        asked, state = db.session.execute(this).one()
        return asked is not None or state not in (RoundState.SOLVING, RoundState.QUEUED)


def hand_in(claimed: Claim, answer: bytes, wish: str, best: int) -> None:
    """Write the answer of a part. Raise Fenced."""
    PARTS.end(claimed, PartState.SOLVED, answer=answer, progress={"wish": wish, "best": best})


def answers(round_id: int) -> dict[int, bytes]:
    """Return the answers that are in, by the number of the part."""
    solved = parts_of(round_id).where(RoundPart.state == PartState.SOLVED)
    found = {part.number: part.answer or b"" for part in db.session.scalars(solved)}
    db.session.rollback()
    return found
