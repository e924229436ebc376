"""Whom rotas keep apart or together reaches the solver's problem, and whoever is put on a shift by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import true

from app.actors import SYSTEM
from app.database import db, transaction
from app.models.activities import Shift
from app.models.programmes import ProgrammeVersion
from app.models.supporters import Supporter, SupporterState
from app.operations.rota_pairs import end_rota_pair, pair_up
from app.queries.fitness import against, examine
from app.queries.replacements import ranking
from app.queries.rota_pairs import ties_of, with_partners
from app.queries.rota_snapshots import rota_snapshot
from app.scheduling import rota
from tests.programmes import programme_version
from tests.rotas import assign, code_of, companions, shift_on, wednesday


@pytest.fixture
def shift(cast) -> int:
    programme_version()
    with transaction():
        return shift_on(wednesday(), cast.centre).id


@pytest.fixture
def two(cast) -> list[int]:
    with transaction():
        return companions(cast, "Pan Qiu", "Pan Dong")


def problem() -> rota.RotaProblem:
    version = db.session.query(ProgrammeVersion).one()
    return rota_snapshot(version, wednesday() - timedelta(days=2), 7, true(), "test").problem


def codes(pairs) -> list[set[str]]:
    return [{pair.one, pair.other} for pair in pairs]


def come(shift_id: int, *people: int) -> None:
    with transaction():
        opening = db.session.get_one(Shift, shift_id).openings[0]
        for seat, person in enumerate(people):
            assign(opening, person, seat)


def objections(shift_id: int, person: int) -> list[str]:
    shift = db.session.get_one(Shift, shift_id)
    return [one.code for one in against(examine([shift], [person]), person, shift.openings[0].id)]


def test_standing_pairs_are_musts_of_the_problem_until_they_end(cast, shift, two):
    apart = pair_up(cast.ye, two[0], "apart", "quarrel", by=SYSTEM)
    pair_up(*two, "together", "way", by=SYSTEM)
    assert codes(problem().apart) == [{code_of(cast.ye), code_of(two[0])}]
    assert codes(problem().together) == [{code_of(two[0]), code_of(two[1])}]
    end_rota_pair(apart, "settled", by=SYSTEM)
    assert codes(problem().apart) == []


def test_the_solver_keeps_to_both(cast, shift, two):
    with transaction():
        for elsewhere in (cast.he, cast.lin):
            db.session.get_one(Supporter, elsewhere).state = SupporterState.PAUSED
    pair_up(*two, "together", "way", by=SYSTEM)
    pair_up(cast.ye, two[0], "apart", "quarrel", by=SYSTEM)
    found = problem()
    outcome = rota.solve(found, iterations=1, workers=1, seed=1)
    assert not any(rota.check(found, outcome))
    assert {assignment.person for assignment in outcome.rota.assignments} == {code_of(one) for one in two}


def test_by_hand_too_nobody_joins_whom_they_are_kept_from(cast, shift, two):
    pair_up(cast.ye, two[0], "apart", "quarrel", by=SYSTEM)
    assert objections(shift, cast.ye) == []
    come(shift, two[0])
    assert objections(shift, cast.ye) == ["apart"]


def test_who_comes_only_with_another_joins_only_where_that_one_is(cast, shift, two):
    pair_up(*two, "together", "learning", by=SYSTEM)
    assert objections(shift, two[0]) == ["together"]
    come(shift, two[1])
    assert objections(shift, two[0]) == []


def test_while_the_other_pauses_nobody_is_sent_alone_who_comes_only_with_them(cast, shift, two):
    pair_up(*two, "together", "learning", by=SYSTEM)
    with transaction():
        db.session.get_one(Supporter, two[1]).state = SupporterState.PAUSED
    assert objections(shift, two[0]) == ["permitted"]
    assert problem().together == ()
    assert {one.person for one in problem().exclusions} == {code_of(two[0])}


def test_published_shifts_that_stand_otherwise_are_named(cast, shift, two):
    come(shift, two[0], cast.ye)
    pair_up(cast.ye, two[0], "apart", "quarrel", by=SYSTEM)
    pair_up(*two, "together", "learning", by=SYSTEM)
    ties = {tie.pair.rule: [row.id for row in tie.broken_on] for tie in ties_of(db.session.get_one(Supporter, two[0]))}
    assert ties == {"apart": [shift], "together": [shift]}
    ties = ties_of(db.session.get_one(Supporter, cast.ye))
    assert [tie.other.id for tie in ties] == [two[0]]


def test_whoever_is_kept_from_somebody_there_is_no_replacement(cast, shift, two):
    come(shift, two[0])
    opening = db.session.get_one(Shift, shift).openings[0]
    assert {cast.ye, two[1]} <= {one.supporter_id for one in ranking(opening)}
    pair_up(cast.ye, two[0], "apart", "quarrel", by=SYSTEM)
    opening = db.session.get_one(Shift, shift).openings[0]
    assert cast.ye not in {one.supporter_id for one in ranking(opening)}


def test_those_who_come_together_through_others_are_read_together(cast, shift, two):
    pair_up(cast.ye, two[0], "together", "way", by=SYSTEM)
    pair_up(*two, "together", "way", by=SYSTEM)
    assert with_partners([cast.ye]) == {cast.ye, *two}
    assert with_partners([cast.he]) == {cast.he}
