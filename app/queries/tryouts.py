"""Try-outs of a programme as its organizer sees them: figures only, no child."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select

from app.database import db
from app.models.programmes import Programme, ProgrammeVersion
from app.models.rounds import Round, RoundKind, RoundState

#: try-outs listed on a programme's page, the newest ones
MOST_LISTED = 5


def tryouts_of(programme: Programme) -> Sequence[Round]:
    """Return the newest try-outs of a programme."""
    return db.session.scalars(_rounds_of(programme, trial=True).limit(MOST_LISTED)).all()


def find_tryout(programme: Programme, public_id: str) -> Round | None:
    """Return a try-out of this programme."""
    return db.session.scalar(_rounds_of(programme, trial=True).where(Round.public_id == public_id))


def last_round(programme: Programme) -> Round | None:
    """Return the newest real round of this programme for the whole county that has a plan nobody threw away."""
    standing = Round.state.in_((RoundState.PROPOSED, RoundState.PUBLISHED))
    return db.session.scalar(
        _rounds_of(programme, trial=False).where(Round.scope_id.is_(None), standing, Round.plan_hash != "").limit(1)
    )


def _rounds_of(programme: Programme, *, trial: bool) -> Select[Round]:
    versions = select(ProgrammeVersion.id).where(ProgrammeVersion.programme_id == programme.id)
    return (
        select(Round)
        .where(Round.trial.is_(trial), Round.kind == RoundKind.CIRCLES, Round.programme_version_id.in_(versions))
        .order_by(Round.id.desc())
    )
