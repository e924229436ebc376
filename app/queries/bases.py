"""Where supporters set out from, found by what they type: a village, school, clinic or station."""

from __future__ import annotations

from sqlalchemy import or_

from app.database import db
from app.models.places import Place, PlaceKind
from app.queries.places import matching_places
from app.queries.search import spelled

KINDS = (PlaceKind.VILLAGE, PlaceKind.SCHOOL, PlaceKind.CENTRE, PlaceKind.CLINIC, PlaceKind.STATION)
#: more than so many places are not a choice but a list: the person is asked to write more of the name
MOST = 8


def bases_named(text: str) -> list[Place]:
    """Return the open places somebody may mean by `text`, at most MOST + 1.

    Where a name or its pinyin is written out, only places of exactly this name are meant.
    """
    text = text.strip()
    if not text:
        return []
    query = matching_places(text).where(Place.kind.in_(KINDS), Place.closed.is_(False))
    joined = "".join(spelled(text).split())
    written_out = or_(Place.name_zh == text, Place.name_en.ilike(text), Place.sound == joined)
    return list(db.session.scalars(query.where(written_out).limit(MOST + 1))) or list(
        db.session.scalars(query.limit(MOST + 1))
    )
