"""Two records of one supporter become one: whom and where rotas do not send them is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.actors import SYSTEM, Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.rotas import PlaceExclusion, RotaPair
from app.models.uploads import Doubtful
from app.operations.duplicates import merge
from app.operations.rota_pairs import end_rota_pair, pair_up
from tests.rotas import companions

BY = Actor(None, {Role.COORDINATOR: frozenset()})


@pytest.fixture
def again(cast) -> int:
    """Ye a second time."""
    with transaction():
        return companions(cast, "Ye Wen Zhou")[0]


def merged(kept: int, gone: int) -> None:
    with transaction():
        db.session.add(Doubtful(subject="supporter", one_id=kept, other_id=gone, reason="same_sound"))
    merge(db.session.scalars(select(Doubtful.id)).one(), kept, [], by=BY)


def pairs() -> set[tuple[frozenset[int], str, bool]]:
    rows = db.session.scalars(select(RotaPair))
    return {(frozenset({row.one_id, row.other_id}), row.rule, row.ended_at is None) for row in rows}


def shunned(supporter_id: int) -> list[tuple[int, bool]]:
    query = select(PlaceExclusion).where(PlaceExclusion.supporter_id == supporter_id).order_by(PlaceExclusion.id)
    return [(row.place_id, row.lifted_at is None) for row in db.session.scalars(query)]


def test_pairs_follow_the_record_that_stays(cast, again):
    pair_up(again, cast.he, "together", "way", by=SYSTEM)
    end_rota_pair(pair_up(again, cast.lin, "apart", "asked", by=SYSTEM), "settled", by=SYSTEM)
    merged(cast.ye, again)
    assert pairs() == {
        (frozenset({cast.ye, cast.he}), "together", True),
        (frozenset({cast.ye, cast.lin}), "apart", False),
    }


def test_where_both_had_a_pair_being_kept_apart_wins(cast, again):
    pair_up(cast.ye, cast.he, "together", "way", by=SYSTEM)
    pair_up(again, cast.he, "apart", "quarrel", by=SYSTEM)
    merged(cast.ye, again)
    assert pairs() == {(frozenset({cast.ye, cast.he}), "apart", True)}


def test_what_held_between_the_two_records_is_dropped(cast, again):
    pair_up(cast.ye, again, "apart", "related", by=SYSTEM)
    merged(cast.ye, again)
    assert pairs() == set()


def test_a_place_stays_barred_even_where_the_kept_record_was_let_back(cast, again):
    with transaction():
        db.session.add(PlaceExclusion(supporter_id=cast.ye, place_id=cast.centre, lifted_at=now()))
        db.session.add(PlaceExclusion(supporter_id=cast.ye, place_id=cast.other_village))
        db.session.flush()
        db.session.add(PlaceExclusion(supporter_id=again, place_id=cast.centre))
        db.session.add(PlaceExclusion(supporter_id=again, place_id=cast.other_village))
    merged(cast.ye, again)
    assert shunned(cast.ye) == [(cast.centre, False), (cast.other_village, True), (cast.centre, True)]
