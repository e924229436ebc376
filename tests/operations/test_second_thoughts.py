"""A no, or "I can't come", taken back: within ten minutes, while nobody else has the place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Opening
from app.models.assignments import Assignment, AssignmentState
from app.models.messages import Message
from app.models.replacements import ReplacementSearch
from app.operations.own_shifts import cannot_come
from app.operations.seating import NoSeat
from app.operations.second_thoughts import take_back_no
from app.operations.shift_answers import answer_shift
from tests.rotas import assign, companions, shift_on, wednesday


@pytest.fixture
def ye(cast) -> Actor:
    return Actor(cast.ye_account, {Role.SUPPORTER: frozenset()}, supporter_id=cast.ye)


@pytest.fixture
def opening(cast) -> int:
    """Wednesday's opening for two; Mei comes."""
    with transaction():
        row = shift_on(wednesday(), cast.centre).openings[0]
        row.most = 2
        assign(row, companions(cast, "Mei")[0], 1)
        return row.id


@pytest.fixture
def asked(cast, opening) -> int:
    with transaction():
        row = db.session.get_one(Opening, opening)
        return assign(row, cast.ye, state=AssignmentState.OFFERED, answer_by=now() + timedelta(days=3)).id


@pytest.fixture
def mine(cast, opening) -> int:
    with transaction():
        return assign(db.session.get_one(Opening, opening), cast.ye, answered_at=now()).id


def row(assignment_id: int) -> Assignment:
    db.session.expire_all()
    return db.session.get_one(Assignment, assignment_id)


def refusal(assignment_id: int, by: Actor) -> str:
    with pytest.raises(NoSeat) as refused:
        take_back_no(assignment_id, by=by)
    return refused.value.code


def earlier(assignment_id: int, minutes: int) -> None:
    with transaction():
        row(assignment_id).ended_at = now() - timedelta(minutes=minutes)


def test_a_no_taken_back_leaves_the_question_open_as_before(asked, ye):
    answer_shift(asked, yes=False, reason="times", by=ye)
    take_back_no(asked, by=ye)
    assert (row(asked).state, row(asked).reason, row(asked).answered_at, row(asked).ended_at) == (
        "offered",
        "",
        None,
        None,
    )
    answer_shift(asked, yes=True, by=ye)
    assert row(asked).state == "accepted"


def test_cannot_come_taken_back_puts_one_on_the_shift_ends_the_search_and_tells_staff(cast, mine, ye):
    cannot_come(mine, "ill", by=ye)
    take_back_no(mine, by=ye)
    assert row(mine).state == "accepted"
    assert db.session.scalars(select(ReplacementSearch)).one().state == "filled"
    told = set(db.session.scalars(select(Message.account_id).filter_by(kind="shift_no_gap")))
    assert told == {cast.director, cast.coordinator, cast.second_coordinator}


def test_pressing_twice_is_pressing_once(mine, ye):
    cannot_come(mine, by=ye)
    assert take_back_no(mine, by=ye).id == take_back_no(mine, by=ye).id
    assert len(db.session.scalars(select(Message).filter_by(kind="shift_no_gap")).all()) == 3


def test_after_ten_minutes_it_stands(mine, ye):
    cannot_come(mine, by=ye)
    earlier(mine, 11)
    assert refusal(mine, ye) == "gone"
    earlier(mine, 9)
    assert take_back_no(mine, by=ye).state == "accepted"


def test_a_place_somebody_else_took_stays_theirs(cast, opening, mine, ye):
    cannot_come(mine, by=ye)
    with transaction():
        assign(db.session.get_one(Opening, opening), companions(cast, "Hua")[0])
    assert refusal(mine, ye) == "full"
    assert row(mine).state == "cancelled"


def test_whoever_took_another_shift_meanwhile_stays_there(cast, mine, ye):
    cannot_come(mine, by=ye)
    with transaction():
        assign(shift_on(wednesday(), cast.other_village).openings[0], cast.ye)
    assert refusal(mine, ye) == "unfit"


def test_what_the_house_ended_is_not_theirs_to_take_back(mine, ye):
    cannot_come(mine, by=ye)
    for reason in ("replaced", "swapped", "lapsed", "shift_cancelled"):
        with transaction():
            row(mine).reason = reason
        assert refusal(mine, ye) == "gone"


def test_nobody_takes_back_what_another_said(cast, mine, ye):
    cannot_come(mine, by=ye)
    he = Actor(cast.he_account, {Role.SUPPORTER: frozenset()}, supporter_id=cast.he)
    assert refusal(mine, he) == "unknown"
