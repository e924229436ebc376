"""When two records of one supporter become one: whom and where rotas do not send them follows the record that stays."""

from __future__ import annotations

from sqlalchemy import select, update

from app.database import db
from app.models.rotas import PairRule, PlaceExclusion, RotaPair
from app.queries.rota_pairs import of as of_supporter


def move_rota_rules(kept_id: int, gone_id: int) -> None:
    """Let pairs and places of `gone_id` be those of `kept_id`; needs a transaction."""
    move_pairs(kept_id, gone_id)
    theirs = PlaceExclusion.supporter_id
    standing = select(PlaceExclusion.place_id).where(theirs == kept_id, PlaceExclusion.lifted_at.is_(None))
    twice = PlaceExclusion.place_id.in_(list(db.session.scalars(standing))) & PlaceExclusion.lifted_at.is_(None)
    db.session.execute(update(PlaceExclusion).where(theirs == gone_id, ~twice).values(supporter_id=kept_id))


def move_pairs(kept_id: int, gone_id: int) -> None:
    """Move the pairs; where both records had one with the same person, being kept apart wins."""
    known = {partner(pair, kept_id): pair for pair in pairs_of(kept_id) if pair.ended_at is None}
    for pair in pairs_of(gone_id):
        with_whom = partner(pair, gone_id)
        twin = known.get(with_whom) if pair.ended_at is None else None
        if with_whom == kept_id:
            db.session.delete(pair)
        elif twin is not None:
            if pair.rule == PairRule.APART:
                twin.rule, twin.reason = pair.rule, pair.reason
            db.session.delete(pair)
        else:
            pair.one_id, pair.other_id = sorted((kept_id, with_whom))
    db.session.flush()


def pairs_of(supporter_id: int) -> list[RotaPair]:
    """Return every pair of somebody, ended ones too."""
    return list(db.session.scalars(select(RotaPair).where(of_supporter(supporter_id)).order_by(RotaPair.id)))


def partner(pair: RotaPair, supporter_id: int) -> int:
    """Return the other one of a pair."""
    return pair.other_id if pair.one_id == supporter_id else pair.one_id
