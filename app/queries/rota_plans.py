"""A proposed rota as it would be published: what stands, what is new, what ends, after the reviewers' decisions."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from app.database import db
from app.models.activities import Shift
from app.models.assignments import LIVE, Assignment
from app.models.rotas import RotaPlacement, ShortHanded
from app.models.rounds import Decision
from app.queries.rota_examination import RotaExamination
from app.scheduling.rota.shifts import Assignment as Seat


def holds(placement: RotaPlacement) -> bool:
    """Say whether somebody would be there: a placement nobody declined, or an ending somebody did."""
    return (placement.change == "ended") == (placement.decision == Decision.DECLINED)


def placements_of(round_id: int) -> Select[RotaPlacement]:
    """Return the query for all placements of a proposal, in order."""
    return select(RotaPlacement).where(RotaPlacement.round_id == round_id).order_by(RotaPlacement.id)


def seats_of(examination: RotaExamination, round_id: int, without: int | None = None) -> list[Seat]:
    """Return the seats of a proposal as decided so far, without one placement."""
    found = [
        examination.seat(placement.supporter_id, placement.opening_id)
        for placement in db.session.scalars(placements_of(round_id))
        if holds(placement) and placement.id != without
    ]
    return [seat for seat in found if seat is not None]


def find_placement(round_id: int, public_id: str) -> RotaPlacement | None:
    """Return a placement of a round."""
    query = placements_of(round_id).where(RotaPlacement.public_id == public_id)
    return db.session.scalar(query)


def decisions_of(round_id: int) -> dict[str, int]:
    """Return how many changes were accepted, declined, or wait for a decision."""
    query = (
        select(RotaPlacement.decision, func.count())
        .where(RotaPlacement.round_id == round_id, RotaPlacement.change != "kept")
        .group_by(RotaPlacement.decision)
    )
    counts = {decision.value: 0 for decision in Decision}
    counts.update({row[0]: row[1] for row in db.session.execute(query)})
    return counts


def differences(round_id: int) -> dict[str, int]:
    """Return how a proposal, as decided so far, differs from today's rota: kept, new, ended."""
    declined = RotaPlacement.decision == Decision.DECLINED
    there = or_(and_(RotaPlacement.change != "ended", ~declined), and_(RotaPlacement.change == "ended", declined))
    stood = RotaPlacement.change != "new"
    counted = {
        "kept": case((and_(there, stood), 1)),
        "new": case((and_(there, ~stood), 1)),
        "ended": case((and_(~there, stood), 1)),
    }
    columns = [func.count(condition).label(name) for name, condition in counted.items()]
    row = db.session.execute(select(*columns).where(RotaPlacement.round_id == round_id)).one()
    return {name: getattr(row, name) for name in counted}


def changes_asked(round_id: int) -> dict[str, int]:
    """Return what reviewers changed so far: declined, kept, chosen by hand."""
    row = db.session.execute(
        select(
            func.count(case((RotaPlacement.decision == Decision.DECLINED, 1))).label("declined"),
            func.count(case((RotaPlacement.pinned & ~RotaPlacement.by_hand, 1))).label("pinned"),
            func.count(case((RotaPlacement.by_hand, 1))).label("chosen"),
        ).where(RotaPlacement.round_id == round_id)
    ).one()
    return {"declined": row.declined, "pinned": row.pinned, "chosen": row.chosen}


def short_handed_of(round_id: int) -> Select[ShortHanded]:
    """Return the query for the openings nobody could be found for, those that keep a shift closed first."""
    return (
        select(ShortHanded)
        .where(ShortHanded.round_id == round_id)
        .order_by(ShortHanded.closed.desc(), ShortHanded.missing_least.desc(), ShortHanded.id)
    )


def live_assignments(ids: Iterable[int]) -> dict[tuple[int, int], Assignment]:
    """Return what stands today on these openings, by opening and supporter."""
    query = select(Assignment).where(Assignment.opening_id.in_(list(ids)), Assignment.state.in_(LIVE))
    return {(row.opening_id, row.supporter_id): row for row in db.session.scalars(query)}


def conflicts_of(round_id: int) -> list[RotaPlacement]:
    """Return the placements that were not written when the rota was published."""
    query = placements_of(round_id).where(RotaPlacement.conflict != "")
    query = query.options(joinedload(RotaPlacement.supporter), joinedload(RotaPlacement.shift).joinedload(Shift.place))
    return list(db.session.scalars(query))
