"""Coming and going: who may note it, when, and what is never noted."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.hours import ShiftAlert
from app.models.messages import Message
from app.models.supporters import Evidence, EvidenceKind, Supporter
from app.operations import check_ins
from app.operations.check_ins import CannotCheck
from app.operations.reminders import remind
from app.operations.shift_alerts import tell_of_missing_adults
from app.queries.check_codes import door_code, own_code
from app.queries.day_sheets import day_sheet
from tests.cast import Cast
from tests.days import Day, check_in, shift_from
from tests.servers.databases import both_databases


def director(cast: Cast) -> Actor:
    return Actor(cast.director, {Role.DIRECTOR: frozenset({cast.village})})


def ye(cast: Cast) -> Actor:
    return Actor(cast.ye_account, {Role.SUPPORTER: frozenset()}, supporter_id=cast.ye)


def code(refused: pytest.ExceptionInfo[CannotCheck]) -> str:
    return refused.value.code


class TestByCode:
    def test_the_code_of_another_shift_does_not_fit(self, cast):
        one, other = shift_from(cast, 5), shift_from(cast, 500)
        assert door_code(one.row()) != door_code(other.row())
        with pytest.raises(CannotCheck) as refused:
            check_ins.arrive(one.names["Ye"], door_code(other.row()), by=ye(cast))
        assert code(refused) == "code"

    def test_guessing_ends_after_eight_tries_and_then_the_right_code_does_not_help(self, cast):
        day = shift_from(cast, 5)
        right = door_code(day.row())
        wrong = "0000" if right != "0000" else "1111"
        for _try in range(8):
            with pytest.raises(CannotCheck):
                check_ins.arrive(day.names["Ye"], wrong, by=ye(cast))
        with pytest.raises(CannotCheck) as refused:
            check_ins.arrive(day.names["Ye"], right, by=ye(cast))
        assert code(refused) == "tries"

    def test_it_opens_an_hour_before_the_shift(self, cast):
        early, soon = shift_from(cast, -70), shift_from(cast, -50)
        with pytest.raises(CannotCheck) as refused:
            check_ins.arrive(early.names["Ye"], door_code(early.row()), by=ye(cast))
        assert code(refused) == "too_early"
        check_ins.arrive(soon.names["Ye"], door_code(soon.row()), by=ye(cast))
        assert soon.of("Ye").checked_in_at is not None

    def test_somebody_elses_shift_is_unknown(self, cast):
        day = shift_from(cast, 5)
        with pytest.raises(CannotCheck) as refused:
            check_ins.arrive(day.names["Mei"], door_code(day.row()), by=ye(cast))
        assert code(refused) == "unknown"

    def test_the_keeper_types_the_code_somebody_shows_first_in_then_out(self, cast):
        day = shift_from(cast, 5)
        shown = own_code(day.of("Mei"))
        assert check_ins.note_by_code(day.shift, shown, by=director(cast))[1] is True
        assert check_ins.note_by_code(day.shift, shown, by=director(cast))[1] is False
        assert day.of("Mei").checked_out_at is not None


class TestByTheKeeper:
    def test_whose_papers_ran_out_cannot_be_noted_as_there(self, cast):
        day = shift_from(cast, 5)
        with transaction():
            query = select(Evidence).where(Evidence.supporter_id == cast.ye, Evidence.kind == EvidenceKind.TRAINING)
            db.session.scalars(query).one().ended_at = now()
        with pytest.raises(CannotCheck) as refused:
            check_ins.note_coming(day.names["Ye"], by=director(cast))
        assert code(refused) == "vetting"

    def test_nobody_notes_themselves_as_keeper(self, cast):
        day = shift_from(cast, 5)
        both = Actor(cast.director, {Role.DIRECTOR: frozenset({cast.village})}, supporter_id=cast.ye)
        with pytest.raises(CannotCheck) as refused:
            check_ins.note_coming(day.names["Ye"], by=both)
        assert code(refused) == "unknown"

    def test_somebody_asked_who_simply_came_has_said_yes(self, cast):
        day = shift_from(cast, 5)
        with transaction():
            day.of("Jing").state = "offered"
        check_ins.note_coming(day.names["Jing"], by=director(cast))
        assert day.of("Jing").state == "accepted"

    def test_did_not_come_is_taken_back_when_they_come_after_all(self, cast):
        day = shift_from(cast, 5)
        check_ins.note_missing(day.names["Mei"], by=director(cast))
        assert day.of("Mei").state == "missed"
        check_ins.note_coming(day.names["Mei"], by=director(cast))
        assert (day.of("Mei").state, day.of("Mei").checked_in_at is None) == ("done", False)

    def test_a_director_of_another_village_notes_nothing(self, cast):
        day = shift_from(cast, 5)
        other = Actor(cast.director, {Role.DIRECTOR: frozenset({cast.other_village})})
        with pytest.raises(CannotCheck):
            check_ins.note_coming(day.names["Ye"], by=other)

    def test_the_keeper_of_the_series_runs_it_wherever_they_are_director(self, cast):
        day = shift_from(cast, 5)
        with transaction():
            day.row().series.keeper_id = cast.director
        other = Actor(cast.director, {Role.DIRECTOR: frozenset({cast.other_village})})
        check_ins.note_coming(day.names["Ye"], by=other)
        assert day.of("Ye").checked_in_at is not None

    def test_paper_times_beside_the_shift_are_refused(self, cast):
        day = shift_from(cast, 150)
        starts_at = day.row().starts_at
        with pytest.raises(CannotCheck) as refused:
            check_ins.type_in(day.names["Ye"], starts_at, starts_at.replace(year=2020), by=director(cast))
        assert code(refused) == "times"


class TestTheAlarm:
    def told(self) -> list[Message]:
        return list(db.session.scalars(select(Message).where(Message.kind == "second_adult_missing")))

    @both_databases
    def test_a_quarter_of_an_hour_in_coordinator_and_director_are_told_once(self, cast):
        day = shift_from(cast, 16)
        check_in(day, "Ye")
        assert tell_of_missing_adults() == 1
        assert tell_of_missing_adults() == 0
        told = self.told()
        assert {cast.coordinator, cast.director} <= {one.account_id for one in told}
        assert (told[0].params["count"], told[0].params["least"]) == (1, 2)
        assert db.session.query(ShiftAlert).count() == 1

    @pytest.mark.parametrize(("begun", "names"), [(14, ["Ye"]), (16, ["Ye", "Mei"]), (121, [])])
    def test_not_before_not_with_two_adults_and_not_when_it_is_over(self, cast, begun, names):
        check_in(shift_from(cast, begun), *names)
        assert tell_of_missing_adults() == 0

    def test_somebody_under_age_does_not_count_as_the_second_adult(self, cast):
        day = shift_from(cast, 16)
        check_in(day, "Ye", "Mei")
        with transaction():
            db.session.get_one(Supporter, day.of("Mei").supporter_id).birth_year = now().year - 17
        assert day_sheet(day.row()).adults == 1
        assert tell_of_missing_adults() == 1

    def test_a_lecture_without_children_needs_no_second_adult(self, cast):
        shift_from(cast, 16, children=0)
        assert tell_of_missing_adults() == 0


def test_who_said_yes_is_reminded_two_hours_before_once(cast: Cast) -> None:
    day: Day = shift_from(cast, -90)
    with transaction():
        day.of("Mei").state = "declined"
    assert remind() == 1
    assert remind() == 0
    told = db.session.scalars(select(Message).where(Message.kind == "shift_reminder")).one()
    assert (told.account_id, told.path) == (cast.ye_account, f"/me/day/{day.of('Ye').public_id}")
