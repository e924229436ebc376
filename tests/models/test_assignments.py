"""What the tables themselves refuse, whoever writes them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.database import db, transaction
from app.models.activities import SHIFT_MOVES, Opening, Shift, ShiftState
from app.models.assignments import (
    ASK_MOVES,
    ASSIGNMENT_MOVES,
    STANDBY_MOVES,
    SWAP_MOVES,
    AskState,
    Assignment,
    AssignmentState,
    How,
    StandbyState,
    SwapState,
)
from tests.activities import afternoon
from tests.servers.databases import both_databases


def seat(opening: Opening, supporter_id: int, number: int, state: AssignmentState = AssignmentState.ACCEPTED) -> None:
    db.session.add(
        Assignment(
            opening_id=opening.id,
            shift_id=opening.shift_id,
            supporter_id=supporter_id,
            seat=number,
            state=state,
            how=How.TAKEN,
        )
    )
    db.session.flush()


@pytest.fixture
def opening(cast) -> Opening:
    with transaction():
        return afternoon(cast.centre).openings[0]


@both_databases
def test_a_numbered_seat_is_held_by_one_person(cast, opening):
    with transaction():
        seat(opening, cast.ye, 0)
    with pytest.raises(IntegrityError), transaction():
        seat(opening, cast.he, 0)


@both_databases
def test_nobody_stands_twice_on_one_shift(cast, opening):
    with transaction():
        seat(opening, cast.ye, 0)
    with pytest.raises(IntegrityError), transaction():
        seat(opening, cast.ye, 1)


@both_databases
def test_a_seat_that_was_declined_or_cancelled_can_be_taken_again(cast, opening):
    with transaction():
        seat(opening, cast.ye, 0, AssignmentState.DECLINED)
        seat(opening, cast.ye, 0, AssignmentState.CANCELLED)
        seat(opening, cast.he, 0)
    assert db.session.query(Assignment).count() == 3


def test_an_assignment_stands_on_the_shift_of_its_opening(cast, opening):
    with transaction():
        other = afternoon(cast.centre, days=2)
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            Assignment(opening_id=opening.id, shift_id=other.id, supporter_id=cast.ye, state="accepted", how=How.HAND)
        )


def test_an_opening_never_asks_for_more_than_its_most(cast, opening):
    with pytest.raises(IntegrityError), transaction():
        opening.least = opening.most + 1


def test_dating_again_makes_no_second_shift(cast, opening):
    planned = db.session.get_one(Shift, opening.shift_id)
    with pytest.raises(IntegrityError), transaction():
        afternoon(cast.centre, series_id=planned.series_id)


def test_a_shift_ends_after_it_begins(cast, opening):
    shift = db.session.get_one(Shift, opening.shift_id)
    with pytest.raises(IntegrityError), transaction():
        shift.ends_at = shift.starts_at - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("states", "moves"),
    [
        (ShiftState, SHIFT_MOVES),
        (AssignmentState, ASSIGNMENT_MOVES),
        (StandbyState, STANDBY_MOVES),
        (SwapState, SWAP_MOVES),
        (AskState, ASK_MOVES),
    ],
)
def test_every_state_has_its_moves_and_leads_to_known_states(states, moves):
    assert set(moves) == set(states)
    assert all(after <= set(states) for after in moves.values())
