"""Questions about places: selects for forms, lists, the tree."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from app.database import db
from app.models.places import Place, PlaceKind
from app.queries.search import spelled
from app.wording.places import place_name


def find_place(public_id: str, *kinds: PlaceKind) -> Place | None:
    """Return the place with this public id, if it is of one of `kinds` (none named: any)."""
    query = select(Place).where(Place.public_id == public_id)
    if kinds:
        query = query.where(Place.kind.in_(kinds))
    return db.session.scalar(query)


def township_of(place: Place | None) -> Place | None:
    """Return the township a place is or lies in; None for the county and for what hangs on it."""
    while place is not None and place.kind != PlaceKind.TOWNSHIP:
        place = place.parent
    return place


def inside(places: frozenset[int]) -> ColumnElement[bool]:
    """Return the condition that a place is, or lies up to three levels below, one of `places`."""
    parent, above = aliased(Place), aliased(Place)
    top = select(above.id).where(or_(above.id.in_(places), above.parent_id.in_(places)))
    middle = select(parent.id).where(or_(parent.id.in_(places), parent.parent_id.in_(top)))
    return or_(Place.id.in_(places), Place.parent_id.in_(middle), Place.parent_id.in_(top))


def open_places(*kinds: PlaceKind, scope: frozenset[int] = frozenset()) -> Select[Place]:
    """Return the query for places in use of `kinds` (none named: all), in the order of their sound.

    `scope` narrows it to what lies in these places; an empty one means the whole county.
    """
    query = select(Place).where(Place.closed.is_(False)).order_by(Place.sound, Place.name_zh, Place.id)
    if kinds:
        query = query.where(Place.kind.in_(kinds))
    return query.where(inside(scope)) if scope else query


def place_choices(*kinds: PlaceKind, scope: frozenset[int] = frozenset()) -> dict[str, list[tuple[str, str]]]:
    """Return choices for a form's select, grouped by township: {township: [(public id, name), …]}, both by their sound.

    What belongs to no township stands first under an empty name. Townships themselves come as one group.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    sounds = {"": ""}
    for place in db.session.scalars(open_places(*kinds, scope=scope)):
        township = None if place.kind == PlaceKind.TOWNSHIP else township_of(place)
        name = place_name(township) if township else ""
        sounds[name] = township.sound if township else ""
        groups.setdefault(name, []).append((place.public_id, place_name(place)))
    return dict(sorted(groups.items(), key=lambda group: (sounds[group[0]], group[0])))


def matching_places(text: str = "", kind: str = "", parent_id: int | None = None) -> Select[Place]:
    """Return the query for the list of places, closed ones last.

    `text` is found in Chinese and English names, in the pinyin with or without spaces, and in codes.
    """
    query = select(Place).order_by(Place.closed, Place.sound, Place.name_zh, Place.id)
    if kind:
        query = query.where(Place.kind == kind)
    if parent_id is not None:
        query = query.where(inside(frozenset({parent_id})))
    text = text.strip()
    if text:
        joined = "".join(spelled(text).split())
        query = query.where(
            or_(
                Place.name_zh.contains(text, autoescape=True),
                Place.name_en.icontains(text, autoescape=True),
                Place.sound.contains(joined, autoescape=True),
                Place.code == text,
            )
        )
    return query


def below(place_ids: Iterable[int]) -> dict[int, int]:
    """Return how many places stand directly in each of these, in one question."""
    query = (
        select(Place.parent_id, func.count().label("number"))
        .where(Place.parent_id.in_(list(place_ids)))
        .group_by(Place.parent_id)
    )
    return {row.parent_id: row.number for row in db.session.execute(query)}


def directly_in(parent: Place | None) -> Select[Place]:
    """Return the query for what stands directly in a place (None: what stands in nothing), closed ones last."""
    where = Place.parent_id.is_(None) if parent is None else Place.parent_id == parent.id
    return select(Place).where(where).order_by(Place.closed, Place.kind, Place.sound, Place.name_zh, Place.id)
