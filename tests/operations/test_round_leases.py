"""A round in the hands of workers that die, stall and come back: claimed once, written by the newest holder only."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from app.actors import SYSTEM
from app.clock import now
from app.database import db, transaction
from app.models.messages import Message
from app.models.rounds import Placement, Round, RoundState, Sample
from app.operations.database_time import seconds_from_now
from app.operations.round_leases import (
    MOST_ATTEMPTS,
    Fenced,
    claim,
    end_dead,
    extend,
    fail,
    finish_stopped,
    keep_problem,
    propose,
    report_progress,
    ring_waiting,
)
from app.operations.rounds import ask_round
from tests.programmes import programme_version
from tests.servers.databases import both_databases


@pytest.fixture
def waiting(cast) -> int:
    return ask_round(request_key="one", by=SYSTEM, programme_version_id=programme_version())


def lease_runs_out(round_id: int) -> None:
    with transaction():
        db.session.execute(update(Round).where(Round.id == round_id).values(lease_until=seconds_from_now(-1)))


def state_of(round_id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Round, round_id, populate_existing=True).state


def test_a_claim_carries_what_to_solve_and_a_token(waiting):
    claimed = claim(waiting)
    assert (claimed.round_id, claimed.token, claimed.seconds) == (waiting, 1, 60)
    assert state_of(waiting) == "solving"


def test_a_round_taken_up_is_not_taken_up_again(waiting):
    assert claim(waiting)
    assert claim(waiting) is None


@both_databases
def test_of_twenty_workers_exactly_one_gets_the_round(house, waiting):
    db.session.remove()
    together, claims, faults = threading.Barrier(20), [], []

    def work() -> None:
        with house.app_context():
            together.wait()
            try:
                claims.append(claim(waiting))
            except Exception as fault:
                faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert [claimed.token for claimed in claims if claimed] == [1]


@both_databases
def test_a_live_lease_is_left_alone_and_a_dead_one_goes_back_into_the_queue(waiting):
    claim(waiting)
    assert end_dead() == 0
    lease_runs_out(waiting)
    assert end_dead() == 1
    assert state_of(waiting) == "queued"


@both_databases
@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_wrong_clock_of_a_worker_changes_nothing(waiting, minutes):
    with time_machine.travel(now() + timedelta(minutes=minutes)):
        claim(waiting)
        assert end_dead() == 0
    assert end_dead() == 0
    lease_runs_out(waiting)
    with time_machine.travel(now() + timedelta(minutes=minutes)):
        assert end_dead() == 1


def test_a_sign_of_life_keeps_the_lease(waiting):
    claimed = claim(waiting)
    lease_runs_out(waiting)
    assert extend(claimed) is False
    assert end_dead() == 0


def test_a_round_lost_three_times_fails_and_its_asker_is_told(waiting, cast):
    with transaction():
        db.session.get_one(Round, waiting).asked_by = cast.coordinator
    for _ in range(MOST_ATTEMPTS):
        assert claim(waiting)
        lease_runs_out(waiting)
        end_dead()
    this = db.session.get_one(Round, waiting, populate_existing=True)
    assert (this.state, this.failure) == ("failed", "worker_lost")
    assert claim(waiting) is None
    assert [message.kind for message in db.session.scalars(select(Message))] == ["round_failed"]


class TestAWorkerThatComesBackFromTheDead:
    """It was thought dead, another worker took over: nothing it knows is written."""

    @pytest.fixture
    def orphan(self, waiting):
        claimed = claim(waiting)
        lease_runs_out(waiting)
        end_dead()
        assert claim(waiting).token == 2
        return claimed

    @pytest.mark.parametrize(
        "write",
        [
            extend,
            lambda orphan: report_progress(orphan, {"stage": "solving"}, []),
            lambda orphan: keep_problem(orphan, b"", {}),
            lambda orphan: propose(orphan, [], {}, "hash"),
            lambda orphan: fail(orphan, "broken"),
            finish_stopped,
        ],
        ids=["extend", "report", "problem", "propose", "fail", "stopped"],
    )
    def test_it_finds_itself_fenced(self, orphan, write):
        with pytest.raises(Fenced):
            write(orphan)
        this = db.session.get_one(Round, orphan.round_id, populate_existing=True)
        assert (this.state, this.token, this.plan_hash, this.progress) == ("solving", 2, "", {})

    def test_its_placements_are_not_written(self, orphan, cast):
        placement = Placement(
            round_id=orphan.round_id, child_id=cast.xiaoman, supporter_id=cast.ye, role="volunteer", minutes=1
        )
        with pytest.raises(Fenced):
            propose(orphan, [placement], {}, "hash")
        assert db.session.scalars(select(Placement)).all() == []

    def test_it_stays_fenced_when_the_round_is_over(self, orphan):
        with transaction():
            db.session.get_one(Round, orphan.round_id).state = RoundState.PROPOSED
        with pytest.raises(Fenced):
            propose(orphan, [], {}, "hash")


def test_a_proposal_ends_the_lease(waiting):
    claimed = claim(waiting)
    propose(claimed, [], {"filled": 0}, "hash")
    this = db.session.get_one(Round, waiting, populate_existing=True)
    assert (this.state, this.lease_until, this.plan_hash) == ("proposed", None, "hash")
    assert end_dead() == 0


def test_progress_is_a_row_and_points_of_a_curve(waiting):
    claimed = claim(waiting)
    point = Sample(round_id=waiting, stage="search", wish="complete", seconds=1.5, best=3, bound=5)
    assert report_progress(claimed, {"stage": "solving", "best": 3}, [point]) is False
    this = db.session.get_one(Round, waiting, populate_existing=True)
    assert this.progress == {"stage": "solving", "best": 3}
    assert db.session.scalars(select(Sample.best)).all() == [3]


def test_a_round_left_waiting_is_rung_for_again(waiting):
    assert ring_waiting() == 0
    with transaction():
        db.session.execute(update(Round).values(rung_at=seconds_from_now(-60)))
    assert ring_waiting() == 1
    assert ring_waiting() == 0
