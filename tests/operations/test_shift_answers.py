"""A supporter's answer to a shift: once, with or without a reason; papers must hold on the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Opening, Shift
from app.models.assignments import Assignment, AssignmentState, ReplacementAsk
from app.models.messages import Message
from app.models.replacements import ReplacementSearch
from app.models.supporters import Evidence, Supporter
from app.operations.replacements import go_on
from app.operations.shift_answers import CannotAnswer, accept_all, answer_shift, lapse_shift_offers
from tests.cast import account
from tests.rotas import assign, companions, shift_on, wednesday


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


class TestWithin24Hours:
    """There is no time left for somebody to decide: others are asked at once, as when somebody cannot come."""

    @pytest.fixture
    def soon(self, cast, offer, time_machine) -> int:
        """Hua and Lan could come in Ye's place; it is ten hours before the shift. The id of its opening."""
        with transaction():
            for name, one in zip(("Hua", "Lan"), companions(cast, "Hua", "Lan"), strict=True):
                account(name, Role.SUPPORTER, supporter=db.session.get_one(Supporter, one))
            for other in (cast.he, cast.lin):
                db.session.get_one(Supporter, other).windows = []
            row = db.session.get_one(Assignment, offer)
            row.answer_by = row.shift.starts_at - timedelta(hours=9)
        time_machine.move_to(row.shift.starts_at - timedelta(hours=10), tick=False)
        return row.opening_id

    def assert_others_are_asked(self, cast, opening: int, offer: int) -> None:
        search = db.session.scalars(select(ReplacementSearch)).one()
        assert (search.opening_id, search.instead_of_id, search.state) == (opening, offer, "running")
        assert go_on(search.id) == 2
        asked = db.session.scalars(select(ReplacementAsk.supporter_id)).all()
        assert cast.ye not in asked
        told = set(db.session.scalars(select(Message.kind)))
        assert "shift_gap_late" in told
        assert "shift_open_again" not in told

    def test_a_no_lets_others_be_asked(self, cast, soon, offer, ye):
        answer_shift(offer, yes=False, by=ye)
        self.assert_others_are_asked(cast, soon, offer)

    def test_so_does_an_offer_nobody_answered(self, cast, soon, offer, ye, time_machine):
        time_machine.shift(timedelta(hours=2))
        assert lapse_shift_offers() == 1
        self.assert_others_are_asked(cast, soon, offer)

    def test_two_who_say_no_begin_one_search(self, cast, soon, offer, ye):
        with transaction():
            he = assign(db.session.get_one(Opening, soon), cast.he, 1, state=AssignmentState.OFFERED)
        answer_shift(offer, yes=False, by=ye)
        answer_shift(he.id, yes=False, by=Actor(cast.he_account, {Role.SUPPORTER: frozenset()}, supporter_id=cast.he))
        assert len(db.session.scalars(select(ReplacementSearch)).all()) == 1

    def test_nobody_is_asked_while_enough_come(self, cast, soon, offer, ye):
        with transaction():
            opening = db.session.get_one(Opening, soon)
            opening.least = opening.wanted = 1
            assign(opening, cast.he, 1)
        answer_shift(offer, yes=False, by=ye)
        assert db.session.scalars(select(ReplacementSearch)).all() == []


def test_earlier_nobody_is_asked_before_a_coordinator_has_looked(offer, ye):
    answer_shift(offer, yes=False, by=ye)
    assert db.session.scalars(select(ReplacementSearch)).all() == []
