"""Repairs by today's facts: few people move, the chosen way is carried out whole or not at all, nothing in the freeze."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, true

from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Opening, Shift
from app.models.assignments import Assignment
from app.models.messages import Message
from app.models.replacements import ReplacementSearch
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.operations.replacements import ask_by_hand, place_by_hand, start_search
from app.operations.rota_repairs import CannotRepair, carry_out
from app.operations.seating import NoSeat
from app.queries.rota_repairs import gaps_of_person, gaps_of_shift, read, search
from tests.rotas import assign, companions, coordinator_of, shift_on, two_of_three, wednesday


@pytest.fixture
def ji(cast) -> Actor:
    return coordinator_of(cast)


@pytest.fixture
def town(cast) -> dict[str, int]:
    """Two shifts at the same hour: Ye and Mei at the first, Lan and Qiu at the second; Hua alone is free."""
    ids = two_of_three(cast)
    with transaction():
        ids |= dict(zip(("Lan", "Qiu"), companions(cast, "Lan", "Qiu"), strict=True))
        second = shift_on(wednesday(2), cast.centre).openings[0]
        lan = assign(second, ids["Lan"])
        assign(second, ids["Qiu"], 1)
        return ids | {"second": second.id, "lan": lan.id}


def gaps(cast):
    return gaps_of_person(cast.ye, today(), today() + timedelta(days=40), true())


def repairs_of(some):
    """What is found for some gaps, as a page reads it."""
    return read(search(some))


def state(assignment_id: int) -> str:
    db.session.expire_all()
    return db.session.get_one(Assignment, assignment_id).state


def test_somebody_free_disturbs_nobody_else(cast, town):
    found = repairs_of(gaps(cast))
    assert [gap.assignment.id for gap in found.gaps] == [town["mine"]]
    best = found.proposals[0]
    assert [(move.supporter.id, move.opening.id) for move in best.joins] == [(town["Hua"], town["first"])]
    assert (best.leaves, best.left_open, best.disturbed) == ([], [], 1)
    assert len(found.proposals) <= 3
    assert [one.disturbed for one in found.proposals] == sorted(one.disturbed for one in found.proposals)


def test_a_person_who_is_needed_elsewhere_moves_only_when_another_takes_their_place(cast, town):
    with transaction():
        db.session.get_one(Opening, town["first"]).skills = ["drawing"]
        for name in ("Mei", "Lan"):
            db.session.get_one(Supporter, town[name]).skills = ["drawing"]
    best = repairs_of(gaps(cast)).proposals[0]
    assert {(move.supporter.id, move.opening.id) for move in best.joins} == {
        (town["Lan"], town["first"]),
        (town["Hua"], town["second"]),
    }
    assert [move.assignment.id for move in best.leaves] == [town["lan"]]
    assert best.disturbed == 2


def test_the_chosen_way_is_carried_out_whole_and_everybody_hears_once(cast, town, ji):
    with transaction():
        db.session.get_one(Opening, town["first"]).skills = ["drawing"]
        db.session.get_one(Supporter, town["Lan"]).skills = ["drawing"]
    joins = [(town["first"], town["Lan"]), (town["second"], town["Hua"])]
    carry_out([town["mine"]], [town["lan"]], joins, by=ji)
    assert (state(town["mine"]), state(town["lan"])) == ("cancelled", "cancelled")
    there = {
        (row.supporter_id, row.opening_id) for row in db.session.scalars(select(Assignment).filter_by(state="accepted"))
    }
    assert {(town["Lan"], town["first"]), (town["Hua"], town["second"])} <= there
    assert db.session.scalar(select(Disclosure).filter_by(action="rota.repaired")).detail == "2 joined, 1 left, 1 out"


def test_for_what_stays_open_people_are_asked(town, ji):
    carry_out([town["mine"]], [], [], by=ji)
    search = db.session.scalars(select(ReplacementSearch)).one()
    assert (search.opening_id, search.instead_of_id, search.state) == (town["first"], town["mine"], "running")


def test_nothing_is_changed_when_a_rule_speaks_against_one_of_them(cast, town, ji):
    with pytest.raises(CannotRepair, match="unfit"):
        carry_out([town["mine"]], [], [(town["first"], town["Lan"])], by=ji)
    assert state(town["mine"]) == "accepted"


def test_nothing_is_changed_when_somebody_has_moved_meanwhile(cast, town, ji):
    with transaction():
        db.session.get_one(Assignment, town["lan"]).state = "cancelled"
    with pytest.raises(CannotRepair, match="changed"):
        carry_out([town["mine"]], [town["lan"]], [(town["first"], town["Hua"])], by=ji)
    assert state(town["mine"]) == "accepted"


def test_a_place_that_was_filled_meanwhile_takes_nobody_more(cast, town, ji):
    with transaction():
        db.session.get_one(Assignment, town["mine"]).state = "cancelled"
    place_by_hand(town["first"], town["Hua"], by=ji)
    with pytest.raises(CannotRepair, match="changed"):
        carry_out([], [], [(town["first"], cast.ye)], by=ji)


def test_nobody_is_moved_at_places_one_may_not_see(cast, town):
    elsewhere = Actor(cast.coordinator, {Role.COORDINATOR: frozenset({0})})
    with pytest.raises(CannotRepair, match="unknown"):
        carry_out([town["mine"]], [], [(town["first"], town["Hua"])], by=elsewhere)
    assert state(town["mine"]) == "accepted"


def test_inside_the_freeze_nobody_is_moved(cast, town, ji):
    with transaction():
        shift = db.session.get_one(Shift, town["shift"])
        moved = shift.starts_at - timedelta(days=shift.local_day.toordinal() - today().toordinal() - 1)
        shift.starts_at, shift.ends_at = moved, moved + timedelta(hours=2)
        for row in db.session.scalars(select(Supporter)):
            row.windows = [[0, 336, "can"]] if row.windows else []
    found = repairs_of(gaps(cast))
    assert found.proposals == []
    assert [gap.opening.id for gap in found.frozen] == [town["first"]]
    with pytest.raises(CannotRepair, match="freeze"):
        carry_out([town["mine"]], [], [(town["first"], town["Hua"])], by=ji)


def test_a_shift_that_was_always_short_is_repaired_too(cast, town):
    with transaction():
        db.session.get_one(Assignment, town["mine"]).state = "cancelled"
    shift = db.session.get_one(Shift, town["shift"])
    found = repairs_of(gaps_of_shift(shift))
    assert [gap.assignment for gap in found.gaps] == [None]
    assert [move.supporter.id for move in found.proposals[0].joins] in ([town["Hua"]], [cast.ye])


class TestByHand:
    """A coordinator asks, or puts somebody there."""

    def test_chosen_people_are_asked_once(self, town, ji):
        assert ask_by_hand(town["first"], [town["Hua"], town["Hua"]], by=ji) == 1
        assert ask_by_hand(town["first"], [town["Hua"]], by=ji) == 0

    def test_whoever_agreed_is_put_there(self, town, ji):
        with transaction():
            db.session.get_one(Assignment, town["mine"]).state = "cancelled"
        made = place_by_hand(town["first"], town["Hua"], by=ji)
        assert (made.state, made.how, made.placed_by) == ("accepted", "hand", ji.account_id)

    def test_a_must_is_never_set_aside(self, town, ji):
        with pytest.raises(NoSeat, match="unfit"):
            place_by_hand(town["first"], town["Lan"], by=ji)

    def test_nobody_is_told_twice_that_enough_come(self, town, ji):
        start_search(town["first"], by=ji)
        assert db.session.scalars(select(Message)).all() == []
