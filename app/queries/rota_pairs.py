"""Whom rotas keep apart or together: read for a problem, and for the page of one of the two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.actors import Actor
from app.database import db
from app.models.activities import Shift
from app.models.assignments import LIVE, Assignment
from app.models.places import Place
from app.models.rotas import PairRule, PlaceExclusion, RotaPair
from app.models.supporters import Supporter, SupporterState
from app.queries.search import matching_ids
from app.queries.shifts import coming
from app.queries.supporters import seen_by

#: coming shifts listed beside a pair
MOST_SHIFTS = 10


@dataclass
class Tie:
    """A pair as seen from one of the two."""

    pair: RotaPair
    other: Supporter
    #: coming shifts on which the two stand otherwise than the pair asks
    broken_on: list[Shift] = field(default_factory=list)


def standing_pairs() -> list[Any]:
    """Return the pairs that hold now, as ids."""
    columns = (RotaPair.one_id, RotaPair.other_id, RotaPair.rule)
    return list(db.session.execute(select(*columns).where(RotaPair.ended_at.is_(None)).order_by(RotaPair.id)))


def with_partners(supporter_ids: Collection[int]) -> frozenset[int]:
    """Return these people and all who come only together with them, or with those again."""
    found = frozenset(supporter_ids)
    tied = [{row.one_id, row.other_id} for row in standing_pairs() if row.rule == PairRule.TOGETHER]
    while more := [pair for pair in tied if found & pair and not pair <= found]:
        found = found.union(*more)
    return found


def ties_of(supporter: Supporter) -> list[Tie]:
    """Return the pairs of somebody, those that hold first, the newest first; with the shifts that do not fit them yet."""
    query = (
        select(RotaPair)
        .where(of(supporter.id))
        .options(joinedload(RotaPair.one), joinedload(RotaPair.other))
        .order_by(RotaPair.ended_at.is_not(None), RotaPair.id.desc())
    )
    ties = [
        Tie(pair, pair.other if pair.one_id == supporter.id else pair.one) for pair in db.session.scalars(query).all()
    ]
    standing = [tie for tie in ties if tie.pair.ended_at is None]
    on = coming_shifts([supporter.id, *(tie.other.id for tie in standing)])
    for tie in standing:
        mine, theirs = on[supporter.id], on[tie.other.id]
        wrong = mine.keys() & theirs.keys() if tie.pair.rule == PairRule.APART else mine.keys() ^ theirs.keys()
        shifts = [(mine | theirs)[shift_id] for shift_id in wrong]
        tie.broken_on = sorted(shifts, key=lambda shift: shift.starts_at)[:MOST_SHIFTS]
    return ties


def all_pairs(actor: Actor, text: str = "", rule: str = "", *, ended: bool = False) -> Select[RotaPair]:
    """Return the query for the pairs of the actor's people, the newest first: those that hold, or those that have ended.

    `text` is found in the name or phone of either of the two.
    """
    mine = select(Supporter.id).where(seen_by(actor))
    query = (
        select(RotaPair)
        .where(or_(RotaPair.one_id.in_(mine), RotaPair.other_id.in_(mine)))
        .where(RotaPair.ended_at.is_not(None) if ended else RotaPair.ended_at.is_(None))
        .options(joinedload(RotaPair.one), joinedload(RotaPair.other))
        .order_by(RotaPair.id.desc())
    )
    if text.strip():
        found = matching_ids("supporter", text)
        query = query.where(or_(RotaPair.one_id.in_(found), RotaPair.other_id.in_(found)))
    return query.where(RotaPair.rule == rule) if rule else query


def coming_shifts(supporter_ids: Iterable[int]) -> dict[int, dict[int, Shift]]:
    """Return the coming shifts each of these people stands on, by their ids."""
    query = (
        select(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.supporter_id.in_(list(supporter_ids)), Assignment.state.in_(LIVE), coming())
        .options(joinedload(Assignment.shift).joinedload(Shift.place))
    )
    found: dict[int, dict[int, Shift]] = defaultdict(dict)
    for row in db.session.scalars(query):
        found[row.supporter_id][row.shift_id] = row.shift
    return found


def of(supporter_id: int) -> ColumnElement[bool]:
    """Return the condition that a pair, standing or ended, is of somebody."""
    return or_(RotaPair.one_id == supporter_id, RotaPair.other_id == supporter_id)


def find_pair(supporter: Supporter, public_id: str) -> RotaPair | None:
    """Return a pair of somebody."""
    return db.session.scalar(select(RotaPair).where(of(supporter.id), RotaPair.public_id == public_id))


def partners_for(actor: Actor, supporter: Supporter, text: str, most: int) -> list[Supporter]:
    """Return up to `most` people of the actor's places whose name or phone fits, to pair somebody with."""
    if not text:
        return []
    query = (
        select(Supporter)
        .where(seen_by(actor), Supporter.id != supporter.id, Supporter.id.in_(matching_ids("supporter", text)))
        .where(Supporter.state.not_in((SupporterState.DECLINED, SupporterState.LEFT)))
        .options(joinedload(Supporter.base))
        .order_by(Supporter.id)
        .limit(most)
    )
    return list(db.session.scalars(query))


def places_shunned(supporter: Supporter) -> list[PlaceExclusion]:
    """Return the places somebody is not sent to, the newest first, and the earlier ones behind them."""
    query = select(PlaceExclusion).where(PlaceExclusion.supporter_id == supporter.id)
    query = query.options(joinedload(PlaceExclusion.place))
    return list(db.session.scalars(query.order_by(PlaceExclusion.lifted_at.is_not(None), PlaceExclusion.id.desc())))


def shunned(supporter: Supporter, place_id: str) -> PlaceExclusion | None:
    """Return what keeps somebody from a place now; `place_id` is public."""
    query = select(PlaceExclusion).join(PlaceExclusion.place).options(contains_eager(PlaceExclusion.place))
    query = query.where(PlaceExclusion.supporter_id == supporter.id, PlaceExclusion.lifted_at.is_(None))
    return db.session.scalar(query.where(Place.public_id == place_id))
