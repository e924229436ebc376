"""Children by number: stable numbers, three absences, and nobody's name on a sheet."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.database import db, transaction
from app.models.accounts import Role
from app.models.children import Child
from app.models.hours import Attendance, Ticket
from app.models.messages import Message
from app.operations.attendance import CannotNote, give_tickets, note_attendance, rest_ticket
from tests.cast import Cast
from tests.days import shift_from
from tests.servers.databases import both_databases


def director(cast: Cast) -> Actor:
    return Actor(cast.director, {Role.DIRECTOR: frozenset({cast.village})})


def give(cast: Cast, *names: str) -> int:
    codes = [db.session.get_one(Child, getattr(cast, name)).public_id for name in names]
    return give_tickets(cast.centre, codes, by=director(cast))


def numbers(cast: Cast) -> dict[int, int]:
    return {one.child_id: one.number for one in db.session.scalars(select(Ticket))}


def absences_told() -> list[int]:
    return list(db.session.scalars(select(Message.account_id).where(Message.kind == "child_absent")))


class TestNumbers:
    def test_a_number_stays_and_is_never_given_to_another(self, cast):
        give(cast, "xiaoman")
        first = db.session.scalars(select(Ticket)).one().id
        rest_ticket(first, by=director(cast))
        give(cast, "bailu")
        give(cast, "xiaoman")
        assert numbers(cast) == {cast.xiaoman: 1, cast.bailu: 2}

    def test_only_children_one_may_know_of_get_one(self, cast):
        assert give(cast, "guyu") == 0
        assert numbers(cast) == {}

    def test_a_stranger_cannot_take_a_number_off(self, cast):
        give(cast, "xiaoman")
        other = Actor(cast.director, {Role.DIRECTOR: frozenset({cast.other_village})})
        assert not rest_ticket(db.session.scalars(select(Ticket)).one().id, by=other)


class TestAttendance:
    def note(self, cast: Cast, begun: int, *present: int, others_absent: bool = True) -> None:
        note_attendance(shift_from(cast, begun).shift, present, others_absent=others_absent, by=director(cast))

    def test_while_the_children_come_nobody_is_absent(self, cast):
        give(cast, "xiaoman", "bailu")
        self.note(cast, 10, 2, others_absent=False)
        assert [one.present for one in db.session.scalars(select(Attendance))] == [True]

    def test_a_wrong_tick_is_taken_back(self, cast):
        give(cast, "xiaoman")
        day = shift_from(cast, 10)
        note_attendance(day.shift, {1}, others_absent=False, by=director(cast))
        note_attendance(day.shift, set(), others_absent=False, by=director(cast))
        assert db.session.scalar(select(Attendance)) is None

    @both_databases
    def test_three_absences_in_a_row_are_told_to_the_director_once(self, cast):
        give(cast, "xiaoman")
        for begun in (5000, 3500):
            self.note(cast, begun)
        assert absences_told() == []
        self.note(cast, 2000)
        self.note(cast, 600)
        assert absences_told() == [cast.director]

    def test_having_come_in_between_begins_anew(self, cast):
        give(cast, "xiaoman")
        self.note(cast, 5000)
        self.note(cast, 3500)
        self.note(cast, 2000, 1)
        self.note(cast, 600)
        assert absences_told() == []

    def test_a_child_who_no_longer_comes_is_not_absent(self, cast):
        give(cast, "xiaoman")
        rest_ticket(db.session.scalars(select(Ticket)).one().id, by=director(cast))
        self.note(cast, 600)
        assert db.session.scalar(select(Attendance)) is None

    def test_a_signed_off_shift_is_not_changed(self, cast):
        day = shift_from(cast, 600)
        with transaction():
            day.row().state = "closed"
        with pytest.raises(CannotNote) as refused:
            note_attendance(day.shift, set(), others_absent=True, by=director(cast))
        assert refused.value.code == "signed_off"
