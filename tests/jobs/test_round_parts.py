"""A round solved district by district: by one worker or several, with a worker lost, and stopped."""

from __future__ import annotations

import zlib

import pytest
from flask import current_app
from sqlalchemy import func, select, update

from app import matching
from app.actors import SYSTEM
from app.database import db, transaction
from app.jobs import round_parts
from app.jobs.round_parts import PartFailed, gather, solve_part
from app.jobs.rounds import solve_round
from app.jobs.signs_of_life import SignsOfLife
from app.matching import districts
from app.models.round_parts import RoundPart
from app.models.rounds import Round
from app.operations import round_leases
from app.operations.database_time import seconds_from_now
from app.operations.leases import MOST_ATTEMPTS
from app.operations.proposals import plan_hash
from app.operations.round_parts import PARTS, answers, spread, standing
from app.operations.rounds import ask_round, ask_stop
from app.queries.snapshots import snapshot_of
from tests.districts import three_villages
from tests.programmes import programme_version


@pytest.fixture
def version(cast, monkeypatch) -> int:
    """Three villages far from each other, and districts of about a village."""
    monkeypatch.setattr(districts, "MOST_SEATS", 25)
    monkeypatch.setattr(districts, "DISTRICT_SEATS", 25)
    three_villages(cast)
    return programme_version()


def asked(version: int, **values) -> int:
    usual = {"request_key": "first", "iterations": 1, "seed": 3}
    return ask_round(by=SYSTEM, programme_version_id=version, **{**usual, **values})


def round_now(round_id: int) -> Round:
    db.session.rollback()
    return db.session.get_one(Round, round_id, populate_existing=True)


def parts(round_id: int) -> list[RoundPart]:
    db.session.rollback()
    mine = select(RoundPart).where(RoundPart.round_id == round_id).order_by(RoundPart.number)
    return list(db.session.scalars(mine.execution_options(populate_existing=True)))


def laid_out(version: int) -> tuple[round_leases.Claim, list[int]]:
    """A round taken up, its districts laid out; the ids of their rows."""
    claimed = round_leases.claim(asked(version))
    assert claimed
    packed = packed_districts(claimed.round_id)
    spread(claimed, packed, None)
    return claimed, [part.id for part in parts(claimed.round_id)]


def packed_districts(round_id: int) -> list[bytes]:
    problem = snapshot_of(round_now(round_id)).problem
    return [zlib.compress(matching.dump_problem(one).encode()) for one in matching.cut(problem)]


def lease_runs_out(part_id: int) -> None:
    with transaction():
        db.session.execute(update(RoundPart).where(RoundPart.id == part_id).values(lease_until=seconds_from_now(-1)))


def proposed_alone(version: int) -> str:
    """The plan's hash when one worker solves everything."""
    round_id = asked(version)
    solve_round(round_id)
    assert round_now(round_id).state == "proposed"
    return round_now(round_id).plan_hash


def test_one_worker_alone_finishes_a_round_of_several_districts_and_leaves_no_parts(version):
    round_id = asked(version)
    solve_round(round_id)
    this = round_now(round_id)
    assert (this.state, this.failure) == ("proposed", "")
    assert this.progress["districts"]["of"] == 3
    assert this.outcome["filled"] > 0
    assert parts(round_id) == []


def test_a_rounds_plan_is_that_of_the_same_problem_solved_in_one_process(version):
    round_id = asked(version)
    solve_round(round_id)
    this = round_now(round_id)
    problem = matching.load_problem(zlib.decompress(this.problem).decode())
    outcome = matching.solve(problem, iterations=1, seed=3, workers=2)
    assert this.plan_hash == plan_hash(outcome)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0), (1,)])
def test_whoever_solves_which_districts_and_when_the_plan_is_the_same(version, monkeypatch, order):
    alone = proposed_alone(version)
    spread_before = round_parts.spread

    def spread_and_solve(claimed, packed, seconds):
        spread_before(claimed, packed, seconds)
        ids = [part.id for part in parts(claimed.round_id)]
        for number in order:
            solve_part(ids[number])

    monkeypatch.setattr(round_parts, "spread", spread_and_solve)
    again = asked(version, request_key="again")
    solve_round(again)
    assert round_now(again).plan_hash == alone


def test_a_part_is_solved_once_however_often_it_is_rung_for(version):
    claimed, ids = laid_out(version)
    solve_part(ids[0])
    solve_part(ids[0])
    assert parts(claimed.round_id)[0].token == 1
    assert standing(claimed.round_id).solved == 1


def test_the_part_of_a_lost_worker_is_taken_up_by_whoever_waits_for_it(version):
    claimed, ids = laid_out(version)
    lost = PARTS.claim(ids[1], 40)
    lease_runs_out(ids[1])
    assert standing(claimed.round_id).open == tuple(ids)
    with SignsOfLife(current_app._get_current_object(), claimed) as life:
        gather(claimed.round_id, 3, life)
    assert len(answers(claimed.round_id)) == 3
    assert parts(claimed.round_id)[1].token == 2
    with pytest.raises(round_leases.Fenced):
        PARTS.extend(lost)


def test_a_part_that_loses_every_worker_fails_the_round_with_the_reason(version):
    claimed, ids = laid_out(version)
    for _ in range(MOST_ATTEMPTS):
        assert PARTS.claim(ids[0], 40)
        lease_runs_out(ids[0])
    PARTS.end_dead()
    with SignsOfLife(current_app._get_current_object(), claimed) as life, pytest.raises(PartFailed) as failed:
        gather(claimed.round_id, 3, life)
    assert failed.value.code == "worker_lost"


def test_a_round_taken_up_again_keeps_the_districts_that_are_solved(version):
    claimed, ids = laid_out(version)
    solve_part(ids[2])
    with transaction():
        db.session.execute(update(Round).where(Round.id == claimed.round_id).values(lease_until=seconds_from_now(-1)))
    again = round_leases.claim(claimed.round_id)
    spread(again, packed_districts(again.round_id), None)
    assert [part.state for part in parts(again.round_id)] == ["waiting", "waiting", "solved"]
    with pytest.raises(round_leases.Fenced):
        spread(claimed, packed_districts(again.round_id), None)


def test_districts_whose_problem_changed_are_laid_out_anew(version):
    claimed, ids = laid_out(version)
    solve_part(ids[0])
    spread(claimed, [b"another problem"], None)
    (only,) = parts(claimed.round_id)
    assert (only.state, only.problem) == ("waiting", b"another problem")


def test_the_progress_of_all_parts_is_summed_into_the_round(version):
    claimed, ids = laid_out(version)
    for part_id in ids:
        solve_part(part_id)
    now = standing(claimed.round_id)
    assert (now.solved, now.open, now.busy, now.wish) == (3, (), 0, "complete")
    assert now.best == sum(part.progress["best"] for part in parts(claimed.round_id)) > 0


def test_a_stopped_round_begins_no_further_district_and_keeps_the_best_plan(version, monkeypatch):
    round_id = asked(version)
    spread_before = round_parts.spread

    def spread_and_stop(claimed, packed, seconds):
        spread_before(claimed, packed, seconds)
        solve_part(parts(claimed.round_id)[0].id)
        ask_stop(round_id, by=SYSTEM)

    monkeypatch.setattr(round_parts, "spread", spread_and_stop)
    monkeypatch.setattr(round_parts, "solve_part", solve_unless_stopped(round_id))
    solve_round(round_id)
    this = round_now(round_id)
    assert (this.state, this.outcome["stopped"]) == ("proposed", True)
    assert this.outcome["filled"] > 0
    assert db.session.scalar(select(func.count()).select_from(RoundPart)) == 0


def solve_unless_stopped(round_id: int):
    """Let the signs of life learn of the stop before the waiting worker would begin another district."""

    def nothing(_part_id: int) -> None:
        assert round_now(round_id).stop_asked_at is not None
        round_parts.time.sleep(0.1)

    return nothing


def test_what_travels_to_other_workers_holds_no_names(version):
    claimed, ids = laid_out(version)
    solve_part(ids[0])
    part = parts(claimed.round_id)[0]
    told = zlib.decompress(part.problem).decode() + zlib.decompress(part.answer).decode()
    assert "Volunteer" not in told
    assert "19900000000" not in told
