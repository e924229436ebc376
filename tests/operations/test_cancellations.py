"""Many shifts off in one action, told later, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Cancellation, Shift, ShiftState
from app.models.assignments import Assignment, AssignmentState
from app.models.messages import Message
from app.models.places import Place, PlaceKind
from app.operations.activity_values import ActivityRefused
from app.operations.cancellations import (
    Selection,
    cancel_selected,
    cancel_shift,
    restore,
    tell_now,
    tell_of_cancellations,
)
from app.queries.shifts import short_handed
from tests.activities import afternoon, moment, place_on
from tests.cast import place
from tests.servers.databases import both_databases

pytestmark = pytest.mark.usefixtures("house")
COORDINATOR = Actor(None, {Role.COORDINATOR: frozenset()})


@pytest.fixture
def typhoon(cast) -> Selection:
    """Three centres on two days; Ye is on two of the shifts, He was asked for one."""
    with transaction():
        township = db.session.get_one(Place, cast.township)
        others = [
            place(PlaceKind.CENTRE, f"c{number}", f"儿童之家{number}", 27.9, 119.6, township) for number in (1, 2)
        ]
        db.session.flush()
        for centre in (cast.centre, *(other.id for other in others)):
            one, two = afternoon(centre, days=2), afternoon(centre, days=3)
            if centre == cast.centre:
                place_on(one, cast.ye)
                place_on(one, cast.he, AssignmentState.OFFERED, seat=1)
                place_on(two, cast.ye)
        afternoon(cast.centre, days=5)
    return Selection(frozenset({cast.township}), moment(today() + timedelta(2), 0), moment(today() + timedelta(4), 0))


def states() -> list[str]:
    return sorted(db.session.scalars(select(Shift.state)))


def told() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for message in db.session.scalars(select(Message).where(Message.kind.like("shift%")).order_by(Message.id)):
        found.setdefault(message.kind, []).append(message.account_id)
    return found


def test_one_action_calls_off_every_shift_of_some_places_between_two_moments(typhoon):
    cancel_selected(typhoon, "typhoon", by=COORDINATOR)
    assert states() == ["cancelled"] * 6 + ["planned"]
    assert set(db.session.scalars(select(Assignment.state))) == {AssignmentState.CANCELLED}


@both_databases
def test_nobody_hears_of_it_for_ten_minutes_then_each_person_once(cast, typhoon, time_machine):
    time_machine.move_to(now())
    cancel_selected(typhoon, "typhoon", by=COORDINATOR)
    assert tell_of_cancellations() == 0
    assert told() == {}
    time_machine.shift(timedelta(minutes=11))
    assert tell_of_cancellations() == 1
    assert tell_of_cancellations() == 0
    assert told() == {"shifts_cancelled": [cast.ye_account], "shift_cancelled": [cast.he_account]}


def test_people_hear_at_once_when_the_first_shift_is_near(cast, time_machine):
    time_machine.move_to(moment(today(), 15))
    with transaction():
        shift = afternoon(cast.centre, days=0)
        place_on(shift, cast.ye)
    cancel_shift(shift.id, "keeper", by=COORDINATOR)
    assert told() == {"shift_cancelled": [cast.ye_account]}


def test_before_anybody_was_told_taking_it_back_leaves_no_trace_with_them(typhoon):
    name = cancel_selected(typhoon, "typhoon", by=COORDINATOR)
    done = restore(name, told=False, by=COORDINATOR)
    assert (done.shifts, done.back, done.lost, done.told) == (6, 2, 0, False)
    assert states() == ["planned"] * 7
    assert sorted(db.session.scalars(select(Assignment.state))) == ["accepted", "accepted", "offered"]
    assert tell_of_cancellations() == 0
    assert told() == {}


@both_databases
def test_after_people_were_told_restoring_asks_them_again(cast, typhoon):
    name = cancel_selected(typhoon, "typhoon", by=COORDINATOR)
    assert tell_now(db.session.scalar(select(Cancellation.id)), by=COORDINATOR)
    with pytest.raises(ActivityRefused) as refused:
        restore(name, told=False, by=COORDINATOR)
    assert refused.value.code == "told"
    restore(name, told=True, by=COORDINATOR)
    assert set(db.session.scalars(select(Assignment.state))) == {AssignmentState.OFFERED}
    assert told()["shifts_restored"] == [cast.ye_account]


def test_whoever_is_elsewhere_by_now_is_not_put_back(cast, typhoon):
    name = cancel_selected(typhoon, "typhoon", by=COORDINATOR)
    with transaction():
        elsewhere = afternoon(cast.village, days=2)
        place_on(elsewhere, cast.ye)
    done = restore(name, told=False, by=COORDINATOR)
    assert (done.back, done.lost) == (2, 1)


def test_it_is_taken_back_once(typhoon):
    name = cancel_selected(typhoon, "typhoon", by=COORDINATOR)
    restore(name, told=False, by=COORDINATOR)
    with pytest.raises(ActivityRefused) as refused:
        restore(name, told=False, by=COORDINATOR)
    assert refused.value.code == "restored"


def test_a_coordinator_of_another_township_calls_nothing_off(cast, typhoon):
    with transaction():
        other = place(PlaceKind.TOWNSHIP, "elsewhere", "别处镇", 27.8, 119.5)
        db.session.flush()
        stranger = Actor(None, {Role.COORDINATOR: frozenset({other.id})})
    with pytest.raises(ActivityRefused) as refused:
        cancel_selected(typhoon, "typhoon", by=stranger)
    assert refused.value.code == "nothing"
    assert states() == ["planned"] * 7


def test_an_unknown_reason_is_refused(typhoon):
    with pytest.raises(ActivityRefused) as refused:
        cancel_selected(typhoon, "mood", by=COORDINATOR)
    assert refused.value.field == "reason"


def short(shift: Shift) -> bool:
    return db.session.scalar(select(Shift.id).where(Shift.id == shift.id, short_handed())) is not None


@both_databases
def test_a_shift_is_short_handed_below_its_least_and_below_two_adults(cast):
    with transaction():
        shift = afternoon(cast.centre)
        assert short(shift)
        place_on(shift, cast.ye, AssignmentState.OFFERED)
        assert short(shift)
        place_on(shift, cast.he, seat=1)
        assert not short(shift)
        shift.least_adults = 3
        db.session.flush()
        assert short(shift)
        shift.state = ShiftState.CANCELLED
        db.session.flush()
        assert not short(shift)
