"""The job that looks for repairs of the rota: one row of truth, one claim, at most three ways, chosen once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.jobs import timetable
from app.jobs.rota_repairs import search_repair
from app.models.accounts import Account
from app.models.activities import Shift, ShiftState
from app.models.assignments import Assignment
from app.models.rota_repairs import RotaRepair
from app.models.supporters import Supporter
from app.operations import rota_repairs
from app.operations.database_time import seconds_from_now
from app.operations.leases import MOST_ATTEMPTS, Fenced
from app.operations.rota_repairs import SEARCHES, CannotRepair, ask_for_person, ask_for_shift, choose, forget_old
from tests.rotas import coordinator_of, two_of_three, wednesday
from tests.servers.databases import both_databases


@pytest.fixture
def ji(cast) -> Actor:
    return coordinator_of(cast)


@pytest.fixture
def town(cast) -> dict[str, int]:
    return two_of_three(cast)


@pytest.fixture
def asked(cast, town, ji) -> int:
    """The id of a repair for Ye, who is out on the day of the shift."""
    return row_of(ask_for_person(cast.ye, wednesday(2), wednesday(2), by=ji))


def row_of(public_id: str) -> int:
    return db.session.scalars(select(RotaRepair.id).where(RotaRepair.public_id == public_id)).one()


def repair_now(repair_id: int) -> RotaRepair:
    db.session.rollback()
    return db.session.get_one(RotaRepair, repair_id, populate_existing=True)


def lease_runs_out(repair_id: int) -> None:
    past = seconds_from_now(-60)
    with transaction():
        db.session.execute(update(RotaRepair).where(RotaRepair.id == repair_id).values(lease_until=past, rung_at=past))


@both_databases
def test_a_repair_that_was_asked_for_is_found_once_however_often_the_bell_rings(asked, town, cast):
    assert (repair_now(asked).state, repair_now(asked).found) == ("asked", {})
    search_repair(asked)
    search_repair(asked)
    this = repair_now(asked)
    assert (this.state, this.token, this.stage, this.failure) == ("found", 1, "", "")
    assert this.found_at is not None
    assert this.found["gaps"] == [[town["first"], town["mine"]]]
    ways = this.found["proposals"]
    assert ways[0] == {"joins": [[town["first"], town["Hua"]]], "leaves": [], "left_open": [], "disturbed": 1}
    assert [one["disturbed"] for one in ways] == sorted(one["disturbed"] for one in ways)
    assert len(ways) <= 3


def test_asking_twice_while_it_is_looked_for_is_asking_once(cast, town, ji):
    first = ask_for_shift(town["shift"], by=ji)
    assert ask_for_shift(town["shift"], by=ji) == first
    search_repair(row_of(first))
    assert ask_for_shift(town["shift"], by=ji) != first


def test_with_the_queue_away_a_repair_waits_and_the_ticker_rings_again(asked):
    assert SEARCHES.ring_waiting() == 0  # rung for a moment ago
    lease_runs_out(asked)
    assert SEARCHES.ring_waiting() == 1
    assert repair_now(asked).state == "asked"
    assert {SEARCHES.ring_waiting, SEARCHES.end_dead} <= {entry.operation for entry in timetable.TIMETABLE}


def test_when_a_worker_dies_the_next_looks_and_the_dead_one_writes_nothing_when_it_comes_back(asked):
    sleeper = SEARCHES.claim(asked, 40)
    assert SEARCHES.end_dead() == 0
    lease_runs_out(asked)
    assert SEARCHES.end_dead() == 1
    assert repair_now(asked).state == "asked"
    search_repair(asked)
    assert (repair_now(asked).state, repair_now(asked).token) == ("found", 2)
    with pytest.raises(Fenced):
        SEARCHES.end(sleeper, "found", found={})
    assert repair_now(asked).found["proposals"]


def test_a_repair_that_kills_every_worker_ends_with_a_reason(asked):
    for _ in range(MOST_ATTEMPTS):
        assert SEARCHES.claim(asked, 40) is not None
        lease_runs_out(asked)
        SEARCHES.end_dead()
    assert (repair_now(asked).state, repair_now(asked).failure) == ("failed", "worker_lost")


def test_a_bug_leaves_a_word_on_the_row(asked, monkeypatch):
    def broken(*_args, **_named):
        raise KeyError("a bug")

    monkeypatch.setattr(rota_repairs, "search", broken)
    search_repair(asked)
    assert (repair_now(asked).state, repair_now(asked).failure, repair_now(asked).stage) == ("failed", "broken", "")


def test_for_who_no_longer_coordinates_nothing_is_looked_for(asked):
    with transaction():
        db.session.get_one(Account, repair_now(asked).asked_by).grants[0].ends_at = now()
    search_repair(asked)
    assert (repair_now(asked).state, repair_now(asked).failure) == ("failed", "rights")


def test_gaps_at_places_the_asker_may_not_see_are_left_out(asked, cast):
    with transaction():
        db.session.get_one(Account, repair_now(asked).asked_by).grants[0].place_id = cast.other_village
    search_repair(asked)
    assert (repair_now(asked).state, repair_now(asked).found["gaps"]) == ("found", [])


def test_a_shift_called_off_meanwhile_has_nothing_to_repair(town, ji):
    repair_id = row_of(ask_for_shift(town["shift"], by=ji))
    with transaction():
        db.session.get_one(Assignment, town["mine"]).state = "cancelled"
        db.session.get_one(Shift, town["shift"]).state = ShiftState.CANCELLED
    search_repair(repair_id)
    assert repair_now(repair_id).found["gaps"] == []


class TestChoice:
    """One of the ways is carried out, by today's facts."""

    def test_one_way_is_carried_out_once(self, asked, town, ji):
        search_repair(asked)
        choose(asked, 0, by=ji)
        assert (repair_now(asked).state, db.session.get_one(Assignment, town["mine"]).state) == ("done", "cancelled")
        there = db.session.scalars(select(Assignment.supporter_id).filter_by(shift_id=town["shift"], state="accepted"))
        assert set(there) == {town["Mei"], town["Hua"]}
        with pytest.raises(CannotRepair, match="done"):
            choose(asked, 0, by=ji)

    def test_what_has_changed_meanwhile_is_not_carried_out(self, asked, town, ji):
        search_repair(asked)
        with transaction():
            db.session.get_one(Supporter, town["Hua"]).windows = []
        with pytest.raises(CannotRepair, match="unfit"):
            choose(asked, 0, by=ji)
        assert (repair_now(asked).state, db.session.get_one(Assignment, town["mine"]).state) == ("found", "accepted")

    @pytest.mark.parametrize("choice", [-1, 3])
    def test_there_are_no_other_ways(self, asked, ji, choice):
        search_repair(asked)
        with pytest.raises(CannotRepair, match="unknown"):
            choose(asked, choice, by=ji)

    def test_what_was_not_looked_for_yet_is_not_chosen(self, asked, ji):
        with pytest.raises(CannotRepair, match="unknown"):
            choose(asked, 0, by=ji)


def test_old_repairs_are_forgotten_but_none_that_still_waits(asked, town, ji):
    other = row_of(ask_for_shift(town["shift"], by=ji))
    search_repair(asked)
    with transaction():
        db.session.execute(update(RotaRepair).values(created_at=now() - timedelta(days=3)))
    assert forget_old() == 1
    assert db.session.scalars(select(RotaRepair.id)).all() == [other]
