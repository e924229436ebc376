"""A supporter's answer to a shift: once, with or without a reason; papers must hold on the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Shift
from app.models.assignments import Assignment, AssignmentState
from app.models.messages import Message
from app.models.supporters import Evidence
from app.operations.shift_answers import CannotAnswer, accept_all, answer_shift, lapse_shift_offers
from tests.rotas import assign, shift_on, wednesday


@pytest.fixture
def ye(cast) -> Actor:
    return Actor(cast.ye_account, {Role.SUPPORTER: frozenset()}, supporter_id=cast.ye)


@pytest.fixture
def offer(cast) -> int:
    with transaction():
        opening = shift_on(wednesday(), cast.centre).openings[0]
        return assign(opening, cast.ye, state=AssignmentState.OFFERED, answer_by=now() + timedelta(days=3)).id


def state(assignment_id: int) -> tuple[str, str]:
    db.session.expire_all()
    row = db.session.get_one(Assignment, assignment_id)
    return row.state, row.reason


def test_a_yes_stands(offer, ye):
    answer_shift(offer, yes=True, by=ye)
    assert state(offer) == ("accepted", "")


@pytest.mark.parametrize("reason", ["", "too_far", "times", "overloaded", "other"])
def test_a_no_needs_no_reason_and_tells_the_coordinator(cast, offer, ye, reason):
    answer_shift(offer, yes=False, reason=reason, by=ye)
    assert state(offer) == ("declined", reason)
    told = db.session.scalars(select(Message).filter_by(kind="shift_open_again")).all()
    assert {message.account_id for message in told} == {cast.coordinator, cast.second_coordinator}


def test_an_answer_is_given_once(offer, ye):
    answer_shift(offer, yes=False, by=ye)
    with pytest.raises(CannotAnswer, match="answered"):
        answer_shift(offer, yes=True, by=ye)


def test_nobody_answers_for_somebody_else(cast, offer):
    he = Actor(cast.he_account, {Role.SUPPORTER: frozenset()}, supporter_id=cast.he)
    with pytest.raises(CannotAnswer, match="unknown"):
        answer_shift(offer, yes=True, by=he)


def test_papers_must_hold_on_the_day_of_the_shift(cast, offer, ye):
    with transaction():
        row = db.session.scalar(select(Evidence).filter_by(supporter_id=cast.ye, kind="training"))
        row.valid_until = wednesday() - timedelta(days=1)
    with pytest.raises(CannotAnswer, match="vetting"):
        answer_shift(offer, yes=True, by=ye)
    assert state(offer)[0] == "offered"


def test_a_shift_called_off_cannot_be_taken(cast, offer, ye):
    with transaction():
        shift_id = db.session.get_one(Assignment, offer).shift_id
        db.session.get_one(Shift, shift_id).state = "cancelled"
    with pytest.raises(CannotAnswer, match="withdrawn"):
        answer_shift(offer, yes=True, by=ye)


def test_a_strange_reason_is_refused(offer, ye):
    with pytest.raises(CannotAnswer, match="reason"):
        answer_shift(offer, yes=False, reason="moon", by=ye)


def test_yes_to_all_leaves_what_cannot_stand(cast, offer, ye):
    with transaction():
        later = shift_on(wednesday(2), cast.centre).openings[0]
        second = assign(later, cast.ye, state=AssignmentState.OFFERED).id
        row = db.session.scalar(select(Evidence).filter_by(supporter_id=cast.ye, kind="training"))
        row.valid_until = wednesday()
    assert accept_all(by=ye) == 1
    assert (state(offer)[0], state(second)[0]) == ("accepted", "offered")


def test_what_nobody_answered_is_taken_back(offer, ye):
    assert lapse_shift_offers() == 0
    with transaction():
        db.session.get_one(Assignment, offer).answer_by = now() - timedelta(minutes=1)
    assert lapse_shift_offers() == 1
    assert state(offer) == ("cancelled", "lapsed")
    with pytest.raises(CannotAnswer, match="withdrawn"):
        answer_shift(offer, yes=True, by=ye)
