"""Repairs of circles by today's facts: the chosen way is carried out whole or not at all, with who follows asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.jobs import timetable
from app.jobs.circle_repairs import search_repair
from app.models.accounts import Account, Role
from app.models.children import Child
from app.models.circle_repairs import CircleRepair, Occasion
from app.models.endings import Ending
from app.models.matches import Match
from app.models.places import Place
from app.models.supporters import Supporter, SupporterKind, SupporterState
from app.models.traces import Disclosure
from app.operations import circle_repairs
from app.operations.circle_repairs import (
    SEARCHES,
    CannotRepair,
    ask_for_child,
    ask_for_supporter,
    choose,
    forget_old,
)
from app.queries.circle_repairs import read
from tests.cast import live_match, supporter
from tests.programmes import programme_version


@pytest.fixture
def ji(cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


@pytest.fixture
def pair(cast) -> int:
    """He Qingyuan is Xiaoman's doctor and Ye the volunteer; the one other doctor, Bai, has a place."""
    programme_version()
    with transaction():
        child, base = db.session.get_one(Child, cast.xiaoman), db.session.get_one(Place, cast.village)
        live_match(child, db.session.get_one(Supporter, cast.ye), half_hour=258)
        match = live_match(child, db.session.get_one(Supporter, cast.he), role="doctor")
        supporter("Bai Qiming", SupporterKind.DOCTOR, base, caseload=1)
        db.session.flush()
        return match.id


def row_of(public_id: str) -> CircleRepair:
    db.session.rollback()
    return db.session.scalars(select(CircleRepair).where(CircleRepair.public_id == public_id)).one()


def found_for(cast, ji, occasion=Occasion.LEAVES, days=40) -> CircleRepair:
    public_id = ask_for_supporter(cast.he, occasion, today() + timedelta(days=days), by=ji)
    search_repair(row_of(public_id).id)
    return row_of(public_id)


def test_a_doctor_who_leaves_is_followed_by_another_before_the_goodbye(cast, ji, pair):
    repair = found_for(cast, ji)
    assert (repair.state, repair.found["broken"]) == ("found", [pair])
    (way,) = read(repair.found).proposals
    assert [(one.role, one.supporter.name) for one in way.joins] == [("doctor", "Bai Qiming")]
    assert (way.disturbed, way.leaves, way.left_open) == (0, [], [])
    assert choose(repair.id, 0, by=ji) == 1
    ending = db.session.scalars(select(Ending)).one()
    assert (ending.match_id, ending.state, ending.last_day) == (pair, "notice", today() + timedelta(days=40))
    old, new = db.session.get_one(Match, pair), db.session.scalars(select(Match).order_by(Match.id.desc())).first()
    assert (old.state, old.ends_on, new.state, new.seat) == ("live", ending.last_day, "live", old.seat)
    assert "circle.repaired" in set(db.session.scalars(select(Disclosure.action)))


def test_one_way_is_carried_out_once(cast, ji, pair):
    repair = found_for(cast, ji)
    choose(repair.id, 0, by=ji)
    with pytest.raises(CannotRepair, match="done"):
        choose(repair.id, 0, by=ji)
    assert db.session.query(Ending).count() == 1


def test_what_no_longer_fits_is_not_carried_out_and_nothing_is_changed(cast, ji, pair):
    repair = found_for(cast, ji)
    with transaction():
        bai = db.session.scalars(select(Supporter).where(Supporter.kind == "doctor", Supporter.id != cast.he)).one()
        bai.travel_limit = 0
        bai.base_id = cast.other_village
    with pytest.raises(CannotRepair, match="unfit"):
        choose(repair.id, 0, by=ji)
    assert (db.session.query(Ending).count(), db.session.get_one(Match, pair).ends_on) == (0, None)
    assert row_of(repair.public_id).state == "found"


def test_a_pair_that_ended_meanwhile_is_not_repaired_twice(cast, ji, pair):
    repair = found_for(cast, ji)
    with transaction():
        db.session.get_one(Match, pair).state = "ended"
    with pytest.raises(CannotRepair, match="changed"):
        choose(repair.id, 0, by=ji)


def test_a_short_illness_ends_no_pair(cast, ji, pair):
    with pytest.raises(CannotRepair, match="short"):
        ask_for_supporter(cast.he, Occasion.ILL, today() + timedelta(days=20), by=ji)


def test_after_a_long_illness_somebody_else_comes_at_once(cast, ji, pair):
    repair = found_for(cast, ji, Occasion.ILL, days=60)
    choose(repair.id, 0, by=ji)
    assert db.session.get_one(Match, pair).state == "ended"


def test_facts_that_changed_nothing_break_nothing(cast, ji, pair):
    repair = found_for(cast, ji, Occasion.FACTS, days=0)
    assert (repair.found["broken"], repair.found["proposals"]) == ([], [])


def test_who_moved_too_far_away_is_followed_by_who_is_near(cast, ji, pair):
    with transaction():
        db.session.get_one(Supporter, cast.he).travel_limit = 0
        db.session.get_one(Supporter, cast.he).base_id = cast.other_village
    assert found_for(cast, ji, Occasion.FACTS, days=0).found["broken"] == [pair]


def test_who_paused_has_left_the_seats_too(cast, ji, pair):
    with transaction():
        db.session.get_one(Supporter, cast.he).state = SupporterState.PAUSED
    repair = found_for(cast, ji)
    assert repair.found["broken"] == [pair]
    choose(repair.id, 0, by=ji)
    assert db.session.query(Match).filter_by(state="live", role="doctor", ends_on=None).count() == 1


def test_where_nobody_can_come_the_smallest_change_is_named(cast, ji, pair):
    with transaction():
        bai = db.session.scalars(select(Supporter).where(Supporter.kind == "doctor", Supporter.id != cast.he)).one()
        bai.caseload = 0
    repair = found_for(cast, ji)
    (left,) = read(repair.found).uncovered
    assert (left.child.id, left.role, left.code, left.supporter.name, left.limit) == (
        cast.xiaoman, "doctor", "caseload", "Bai Qiming", 1,
    )  # fmt: skip


def test_a_child_who_moves_keeps_whoever_can_still_come(cast, ji, pair):
    public_id = ask_for_child(cast.xiaoman, by=ji)
    search_repair(row_of(public_id).id)
    assert row_of(public_id).found["broken"] == []
    with transaction():
        db.session.get_one(Supporter, cast.he).travel_limit = 0
        child = db.session.get_one(Child, cast.xiaoman)
        child.meeting_place_id = child.village_id = cast.other_village
        child.second_adult = "guardian"
    again = ask_for_child(cast.xiaoman, by=ji)
    search_repair(row_of(again).id)
    assert pair in row_of(again).found["broken"]


def test_children_out_of_the_askers_reach_are_left_alone(cast, ji, pair):
    with transaction():
        db.session.get_one(Account, ji.account_id).grants[0].place_id = cast.other_village
    assert found_for(cast, ji).found["broken"] == []


def test_with_the_queue_away_a_repair_waits_and_the_ticker_rings_again(cast, ji, pair):
    public_id = ask_for_child(cast.xiaoman, by=ji)
    assert ask_for_child(cast.xiaoman, by=ji) == public_id
    with transaction():
        db.session.execute(update(CircleRepair).values(rung_at=None))
    assert SEARCHES.ring_waiting() == 1
    assert {SEARCHES.ring_waiting, SEARCHES.end_dead, forget_old} <= {one.operation for one in timetable.TIMETABLE}


def test_for_who_no_longer_coordinates_nothing_is_looked_for(cast, ji, pair):
    public_id = ask_for_child(cast.xiaoman, by=ji)
    with transaction():
        db.session.get_one(Account, ji.account_id).grants[0].ends_at = now()
    search_repair(row_of(public_id).id)
    assert (row_of(public_id).state, row_of(public_id).failure) == ("failed", "rights")


def test_old_repairs_are_forgotten(cast, ji, pair):
    found_for(cast, ji)
    with transaction():
        db.session.execute(update(CircleRepair).values(created_at=now() - timedelta(days=3)))
    assert forget_old() == 1


@pytest.mark.parametrize("budget", [-1, circle_repairs.MOST_BUDGET + 1])
def test_a_budget_beyond_the_most_is_refused(cast, ji, pair, budget):
    with pytest.raises(CannotRepair, match="budget"):
        ask_for_child(cast.xiaoman, budget=budget, by=ji)
