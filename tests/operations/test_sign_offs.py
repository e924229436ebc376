"""Signing off: who may, what counts, and how it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.children import Child
from app.models.matches import Match
from app.models.meetings import Meeting
from app.models.supporters import Supporter
from app.models.traces import Change
from app.operations.certificates import issue
from app.operations.sign_offs import CannotSignOff, Line, sign_off, sign_off_plain, take_back_sign_off
from app.queries.service_hours import by_activity, served
from app.queries.sign_offs import suggestion
from tests.cast import Cast, live_match
from tests.days import Day, check_in, shift_from
from tests.operations.test_certificates import COUNTY
from tests.servers.databases import both_databases


def director(cast: Cast) -> Actor:
    return Actor(cast.director, {Role.DIRECTOR: frozenset({cast.village})})


def coordinator(cast: Cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


@pytest.fixture
def plain(cast: Cast) -> Day:
    """A shift that ended an hour ago: all three came and left in time."""
    day = shift_from(cast, 180)
    check_in(day, "Ye", "Mei", "Jing", came=-10, left=125)
    return day


def refusal(done) -> str:
    with pytest.raises(CannotSignOff) as refused:
        done()
    return refused.value.code


class TestOneTap:
    def test_minutes_within_the_shift_count_and_it_is_closed(self, cast, plain):
        sign_off_plain(plain.shift, by=director(cast))
        assert (plain.row().state, plain.row().closed_by) == ("closed", cast.director)
        assert [plain.of(name).minutes_signed for name in plain.names] == [120, 120, 120]

    @pytest.mark.parametrize(
        ("came", "left", "minutes", "doubts"),
        [
            (-50, 160, 120, ("early", "left_late")),
            (-11, 121, 120, ("early",)),
            (11, 109, 98, ("late", "left_early")),
        ],
    )
    def test_times_far_from_the_shift_are_a_doubt_and_only_minutes_within_it_are_proposed(
        self, cast, plain, came, left, minutes, doubts
    ):
        check_in(plain, "Ye", came=came, left=left)
        told = suggestion(plain.of("Ye"))
        assert (told.minutes, told.doubts) == (minutes, doubts)
        assert refusal(lambda: sign_off_plain(plain.shift, by=director(cast))) == "not_plain"

    def test_nine_minutes_before_the_start_are_neither_counted_nor_a_doubt(self, cast, plain):
        check_in(plain, "Ye", came=-9, left=121)
        assert (suggestion(plain.of("Ye")).minutes, suggestion(plain.of("Ye")).plain) == (120, True)

    def test_the_keeper_says_otherwise_with_a_reason(self, cast, plain):
        lines = {plain.of(name).public_id: Line(True, 120) for name in plain.names}
        lines[plain.of("Ye").public_id] = Line(True, 150, "longer")
        sign_off(plain.shift, lines, by=director(cast))
        assert (plain.of("Ye").minutes_signed, plain.of("Ye").minutes_reason) == (150, "longer")

    def test_somebody_who_forgot_to_check_out_is_not_plain(self, cast, plain):
        with transaction():
            plain.of("Jing").checked_out_at = None
        assert refusal(lambda: sign_off_plain(plain.shift, by=director(cast))) == "not_plain"

    def test_a_shift_nobody_came_to_is_looked_at(self, cast):
        day = shift_from(cast, 180)
        assert refusal(lambda: sign_off_plain(day.shift, by=director(cast))) == "not_plain"


class TestWhoMay:
    def test_nobody_signs_off_a_shift_they_were_on(self, cast, plain):
        both = Actor(cast.director, {Role.DIRECTOR: frozenset({cast.village})}, supporter_id=cast.ye)
        assert refusal(lambda: sign_off_plain(plain.shift, by=both)) == "own"

    def test_a_director_elsewhere_and_the_volunteer_do_not_know_it(self, cast, plain):
        elsewhere = Actor(cast.director, {Role.DIRECTOR: frozenset({cast.other_village})})
        volunteer = Actor(cast.he_account, {Role.SUPPORTER: frozenset()}, supporter_id=cast.he)
        for who in (elsewhere, volunteer):
            assert refusal(lambda who=who: sign_off_plain(plain.shift, by=who)) == "unknown"

    def test_not_before_it_has_ended_and_not_twice(self, cast, plain):
        running = shift_from(cast, 60)
        assert refusal(lambda: sign_off_plain(running.shift, by=director(cast))) == "not_over"
        sign_off_plain(plain.shift, by=director(cast))
        assert refusal(lambda: sign_off_plain(plain.shift, by=director(cast))) == "signed_off"


class TestByHand:
    def lines(self, day: Day, **told: Line) -> dict[str, Line]:
        return {day.of(name).public_id: told.get(name, Line(True, 120)) for name in day.names}

    def test_another_number_needs_a_reason_and_both_stand_in_the_history(self, cast, plain):
        wrong = self.lines(plain, Ye=Line(True, 90))
        assert refusal(lambda: sign_off(plain.shift, wrong, by=director(cast))) == "reason"
        assert plain.row().state == "planned"
        sign_off(plain.shift, self.lines(plain, Ye=Line(True, 90, "early")), by=director(cast))
        line = db.session.scalars(select(Change).where(Change.subject_id == plain.of("Ye").public_id)).one()
        assert line.fields == {"minutes_signed": [None, 90], "reason": ["", "early"]}

    @pytest.mark.parametrize("minutes", [0, -5, 1441])
    def test_minutes_out_of_range_are_refused(self, cast, plain, minutes):
        lines = self.lines(plain, Mei=Line(True, minutes, "other"))
        assert refusal(lambda: sign_off(plain.shift, lines, by=director(cast))) == "minutes"

    def test_everybody_is_spoken_of(self, cast, plain):
        lines = self.lines(plain)
        lines.pop(plain.of("Jing").public_id)
        assert refusal(lambda: sign_off(plain.shift, lines, by=director(cast))) == "missing"

    def test_who_did_not_come_gets_no_minutes_and_no_blame(self, cast, plain):
        sign_off(plain.shift, self.lines(plain, Jing=Line(False)), by=director(cast))
        assert (plain.of("Jing").state, plain.of("Jing").minutes_signed) == ("missed", 0)
        assert served([plain.of("Jing").supporter_id], today() - timedelta(days=2), today()) == []

    def test_who_never_answered_is_let_go(self, cast, plain):
        with transaction():
            one = plain.of("Jing")
            one.state, one.checked_in_at, one.checked_out_at = "offered", None, None
        sign_off_plain(plain.shift, by=director(cast))
        assert (plain.of("Jing").state, plain.of("Jing").reason) == ("cancelled", "lapsed")


class TestTakingBack:
    @both_databases
    def test_today_it_is_taken_back_and_counts_no_longer(self, cast, plain):
        sign_off_plain(plain.shift, by=director(cast))
        take_back_sign_off(plain.shift, by=coordinator(cast))
        assert (plain.row().state, plain.of("Ye").minutes_signed) == ("held", None)
        assert served([cast.ye], today() - timedelta(days=2), today()) == []
        sign_off_plain(plain.shift, by=director(cast))
        assert plain.row().state == "closed"

    def test_not_on_another_day(self, cast, plain):
        sign_off_plain(plain.shift, by=director(cast))
        with transaction():
            plain.row().closed_at = now() - timedelta(days=1)
        assert refusal(lambda: take_back_sign_off(plain.shift, by=director(cast))) == "another_day"

    def test_not_once_a_certificate_counts_it(self, cast, plain):
        sign_off_plain(plain.shift, by=director(cast))
        person = plain.of("Ye").supporter.public_id
        issue([person], today() - timedelta(days=3), today(), COUNTY, request_key="k", by=coordinator(cast))
        assert refusal(lambda: take_back_sign_off(plain.shift, by=director(cast))) == "in_certificate"


def test_a_meeting_counts_once_it_is_noted_with_its_minutes(cast: Cast, plain: Day) -> None:
    with transaction():
        match: Match = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        for days, minutes, state in ((1, 75, "held"), (2, None, "held"), (3, None, "planned"), (4, 60, "cancelled")):
            moment = now() - timedelta(days=days)
            db.session.add(
                Meeting(
                    match=match, planned_for=moment, starts_at=moment, state=state, minutes_held=minutes, noted_at=now()
                )
            )
    sign_off_plain(plain.shift, by=director(cast))
    sums = {one.activity: one.minutes for one in by_activity(served([cast.ye], today() - timedelta(days=9), today()))}
    assert sums == {"circle_meeting": 75, "after_school": 120}
