"""Two who are not to be brought together: from either side, for any reason, which need not be given."""

from __future__ import annotations

from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.children import Child, Exclusion
from app.models.supporters import Supporter
from app.operations.child_matches import end_pairs, withdraw_offers
from app.operations.children import ChildRefused
from app.operations.supporter_wishes import forget_wish
from app.operations.traces import record_change

ASKERS = ("child", "guardian", "supporter", "coordinator")


def keep_apart(child_id: int, supporter_id: int, asked_by: str, *, by: Actor) -> None:
    """Keep two apart from now on; a wish for each other and an open offer are taken back, a live pair ends."""
    if asked_by not in ASKERS:
        raise ChildRefused("asked_by", "unknown")
    with transaction():
        child, supporter = db.session.get_one(Child, child_id), db.session.get_one(Supporter, supporter_id)
        known = db.session.scalar(
            select(Exclusion).where(Exclusion.child_id == child_id, Exclusion.supporter_id == supporter_id)
        )
        if known is None:
            known = Exclusion(child_id=child_id, supporter_id=supporter_id)
            db.session.add(known)
        known.asked_by, known.recorded_by, known.lifted_at = asked_by, by.account_id, None
        forget_wish(child_id, supporter_id)
        withdraw_offers(child_id, "apart", supporter_id)
        end_pairs(child_id, "apart", by=by, supporter_id=supporter_id)
        record_change(by, "child", child.public_id, {"exclusion": [None, supporter.public_id]})


def lift_exclusion(exclusion_id: int, *, by: Actor) -> None:
    """Let two be brought together again."""
    with transaction():
        exclusion = db.session.get_one(Exclusion, exclusion_id)
        if exclusion.lifted_at is not None:
            return
        exclusion.lifted_at = now()
        child = db.session.get_one(Child, exclusion.child_id)
        supporter = db.session.get_one(Supporter, exclusion.supporter_id)
        record_change(by, "child", child.public_id, {"exclusion": [supporter.public_id, None]})
