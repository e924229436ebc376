"""Taking an open place and waiting for one: as many come as there are places, by the rota's own rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Opening, Shift
from app.models.assignments import Assignment, AssignmentState, Standby
from app.models.messages import Message
from app.models.supporters import Evidence
from app.models.traces import Disclosure
from app.operations.open_places import (
    call_standbys,
    join_standby,
    lapse_standbys,
    leave_standby,
    look_after_standbys,
    take_place,
)
from app.operations.own_shifts import cannot_come
from app.operations.seating import NoSeat
from app.operations.shift_answers import answer_shift
from tests.rotas import assign, companions, shift_on, wednesday


def actor(supporter_id: int, account_id: int | None = None) -> Actor:
    return Actor(account_id, {Role.SUPPORTER: frozenset()}, supporter_id=supporter_id)


@pytest.fixture
def ye(cast) -> Actor:
    return actor(cast.ye, cast.ye_account)


@pytest.fixture
def opening(cast) -> int:
    """Return Wednesday's opening: two are wanted, three may come; Mei comes already."""
    with transaction():
        found = shift_on(wednesday(), cast.centre).openings[0]
        assign(found, companions(cast, "Mei")[0])
        return found.id


def full(cast, opening_id: int, *names: str) -> list[int]:
    """Fill an opening up to its last seat."""
    with transaction():
        found = db.session.get_one(Opening, opening_id)
        found.most = 1 + len(names)
        found.wanted = found.least = min(found.wanted, found.most)
        ids = companions(cast, *names)
        return [assign(found, one, seat).id for seat, one in enumerate(ids, 1)]


def states(opening_id: int) -> dict[int, str]:
    db.session.expire_all()
    rows = db.session.scalars(select(Assignment).filter_by(opening_id=opening_id))
    return {row.supporter_id: row.state for row in rows}


class TestTaking:
    """One press, one place."""

    def test_a_place_is_taken_at_once_with_the_way_and_the_reasons(self, cast, opening, ye):
        made = take_place(opening, by=ye)
        assert (made.state, made.how, made.seat) == ("accepted", "taken", 1)
        assert made.answered_at is not None
        assert any(reason["code"] == "travel" for reason in made.reasons)
        assert db.session.scalar(select(Disclosure).filter_by(action="assignment.taken")).account_id == ye.account_id

    def test_pressing_twice_takes_one(self, opening, ye):
        assert take_place(opening, by=ye).id == take_place(opening, by=ye).id

    def test_the_lowest_free_seat_is_taken(self, cast, opening, ye):
        with transaction():
            db.session.scalar(select(Assignment).filter_by(opening_id=opening)).seat = 1
        assert take_place(opening, by=ye).seat == 0

    def test_whoever_was_asked_for_it_says_yes_by_taking_it(self, cast, opening, ye):
        with transaction():
            assign(db.session.get_one(Opening, opening), cast.ye, 2, state=AssignmentState.OFFERED)
        assert take_place(opening, by=ye).state == "accepted"

    def test_a_full_opening_says_so(self, cast, opening, ye):
        full(cast, opening, "Lan")
        with pytest.raises(NoSeat, match="full"):
            take_place(opening, by=ye)

    def test_a_shift_called_off_or_begun_is_over(self, opening, ye):
        with transaction():
            db.session.get_one(Opening, opening).shift.state = "cancelled"
        with pytest.raises(NoSeat, match="over"):
            take_place(opening, by=ye)

    def test_nobody_is_on_two_duties_of_one_shift(self, cast, opening, ye):
        with transaction():
            shift = db.session.get_one(Opening, opening).shift
            lead = Opening(duty="lead", least=0, wanted=1, most=1, licences=[], skills=[])
            shift.openings.append(lead)
            db.session.flush()
            lead_id = lead.id
        take_place(opening, by=ye)
        with pytest.raises(NoSeat, match="there"):
            take_place(lead_id, by=ye)

    @pytest.mark.parametrize(
        ("field", "value", "must"),
        [("licences", ["physician"], "licence"), ("skills", ["drawing"], "skills")],
    )
    def test_the_rules_of_the_rota_decide(self, opening, ye, field, value, must):
        with transaction():
            setattr(db.session.get_one(Opening, opening), field, value)
        with pytest.raises(NoSeat) as refused:
            take_place(opening, by=ye)
        assert [one.code for one in refused.value.objections] == [must]

    def test_papers_must_hold_on_the_day(self, cast, opening, ye):
        with transaction():
            row = db.session.scalar(select(Evidence).filter_by(supporter_id=cast.ye, kind="insurance"))
            row.valid_until = wednesday() - timedelta(days=1)
        with pytest.raises(NoSeat) as refused:
            take_place(opening, by=ye)
        assert [one.code for one in refused.value.objections] == ["validity"]

    def test_the_last_place_is_kept_for_a_woman_where_one_has_to_be_there(self, cast, opening, ye):
        with transaction():
            found = db.session.get_one(Opening, opening)
            found.shift.needs_woman = True
            db.session.scalar(select(Assignment).filter_by(opening_id=opening)).supporter.gender = "male"
        with pytest.raises(NoSeat) as refused:
            take_place(opening, by=ye)
        assert [one.code for one in refused.value.objections] == ["woman"]

    def test_an_earlier_no_of_ones_own_does_not_bind_for_ever(self, cast, opening, ye):
        with transaction():
            offered = assign(db.session.get_one(Opening, opening), cast.ye, 1, state=AssignmentState.OFFERED).id
        answer_shift(offered, yes=False, by=ye)
        assert take_place(opening, by=ye).state == "accepted"

    def test_another_shift_at_that_time_binds(self, cast, opening, ye):
        with transaction():
            other = shift_on(wednesday(), cast.centre).openings[0].id
        take_place(opening, by=ye)
        with pytest.raises(NoSeat) as refused:
            take_place(other, by=ye)
        assert "one_place" in [one.code for one in refused.value.objections]


class TestWaiting:
    """The standby list of a full opening."""

    def test_one_waits_once_and_may_leave(self, cast, opening, ye):
        full(cast, opening, "Lan")
        join_standby(opening, by=ye)
        join_standby(opening, by=ye)
        assert [row.state for row in db.session.scalars(select(Standby))] == ["waiting"]
        assert leave_standby(opening, by=ye)
        assert [row.state for row in db.session.scalars(select(Standby))] == ["withdrawn"]
        assert not leave_standby(opening, by=ye)

    def test_whom_a_rule_keeps_from_it_cannot_wait(self, cast, opening, ye):
        full(cast, opening, "Lan")
        with transaction():
            db.session.get_one(Opening, opening).skills = ["drawing"]
        with pytest.raises(NoSeat, match="unfit"):
            join_standby(opening, by=ye)

    def test_the_first_who_still_fits_gets_the_place_and_is_told(self, cast, opening, ye):
        first, *_rest = full(cast, opening, "Lan")
        he = actor(cast.he, cast.he_account)
        join_standby(opening, by=he)
        join_standby(opening, by=ye)
        with transaction():
            row = db.session.scalar(select(Evidence).filter_by(supporter_id=cast.he, kind="insurance"))
            row.valid_until = wednesday() - timedelta(days=1)
            db.session.get_one(Assignment, first).state = AssignmentState.CANCELLED
        assert look_after_standbys() == 1
        assert states(opening)[cast.ye] == "accepted"
        assert cast.he not in states(opening)
        told = db.session.scalars(select(Message).filter_by(kind="standby_called")).all()
        assert [message.account_id for message in told] == [cast.ye_account]
        assert {row.supporter_id: row.state for row in db.session.scalars(select(Standby))} == {
            cast.he: "waiting",
            cast.ye: "called",
        }

    def test_whoever_moved_up_may_say_no_and_the_next_moves_up(self, cast, opening, ye):
        first, *_rest = full(cast, opening, "Lan")
        he = actor(cast.he, cast.he_account)
        join_standby(opening, by=ye)
        join_standby(opening, by=he)
        with transaction():
            db.session.get_one(Assignment, first).state = AssignmentState.CANCELLED
        call_standbys(opening)
        mine = db.session.scalar(select(Assignment).filter_by(opening_id=opening, supporter_id=cast.ye))
        cannot_come(mine.id, by=ye)
        assert look_after_standbys() == 1
        assert (states(opening)[cast.ye], states(opening)[cast.he]) == ("cancelled", "accepted")

    def test_nobody_moves_up_by_itself_within_24_hours(self, cast, opening, ye):
        first, *_rest = full(cast, opening, "Lan")
        join_standby(opening, by=ye)
        with transaction():
            db.session.get_one(Assignment, first).state = AssignmentState.CANCELLED
            shift = db.session.get_one(Opening, opening).shift
            shift.starts_at, shift.ends_at = now() + timedelta(hours=23), now() + timedelta(hours=25)
        assert call_standbys(opening) == 0

    def test_waiting_ends_when_the_shift_begins(self, cast, opening, ye):
        full(cast, opening, "Lan")
        join_standby(opening, by=ye)
        with transaction():
            shift = db.session.scalar(select(Shift))
            shift.starts_at = now() - timedelta(minutes=1)
            shift.ends_at = now() + timedelta(hours=1)
        lapse_standbys()
        assert [row.state for row in db.session.scalars(select(Standby))] == ["lapsed"]
