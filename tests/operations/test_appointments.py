"""Agreeing on a meeting of a pair without an hour of the week. It is Thursday, 5 March 2026, 10:00."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.actors import NOBODY, SYSTEM
from app.clock import at_half_hour, monday, now
from app.database import db, transaction
from app.models.calendars import DeclaredDay
from app.models.children import Child
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.models.messages import Message
from app.models.places import Place
from app.models.supporters import Away, Evidence, Supporter
from app.operations.appointments import plan_appointment
from app.operations.meeting_dates import date_meetings, extend_meetings
from app.operations.meetings import CannotChange, call_off, cancel_meeting, move_meeting, note_meeting
from app.operations.reminders import remind
from app.queries.appointments import free_times
from tests.cast import Cast, live_match
from tests.march import actor_for, in_march, saturday  # noqa: F401
from tests.servers.databases import both_databases

#: Saturday 7 March, 9:00: the child, the doctor and the centre's keeper are all there
SATURDAY = at_half_hour(date(2026, 3, 2), 258)
WEDNESDAY = at_half_hour(date(2026, 3, 9), 129)


def by_appointment(cast: Cast, child: str = "xiaoman", supporter: str = "he", **values) -> int:
    with transaction():
        row = live_match(
            db.session.get_one(Child, getattr(cast, child)),
            db.session.get_one(Supporter, getattr(cast, supporter)),
            **{"role": "doctor", "half_hour": None, "every_weeks": 13, **values},
        )
        db.session.flush()
        return row.id


@pytest.fixture
def pair(cast: Cast) -> int:
    return by_appointment(cast)


def meeting_of(public_id: str) -> Meeting:
    db.session.expire_all()
    return db.session.query(Meeting).filter_by(public_id=public_id).one()


def planned(match_id: int, starts_at: datetime, by: int) -> int:
    return meeting_of(plan_appointment(match_id, starts_at, by=actor_for(by))).id


def refusal(action, *args, **kwargs) -> str:
    with pytest.raises(CannotChange) as refused:
        action(*args, **kwargs)
    return refused.value.code


def told() -> dict[int, str]:
    return {message.account_id: message.kind for message in db.session.query(Message)}


def test_the_supporter_puts_it_in_the_schedule_and_the_others_hear(cast: Cast, pair: int) -> None:
    meeting = meeting_of(plan_appointment(pair, SATURDAY, by=actor_for(cast.he_account)))
    assert (meeting.starts_at, meeting.place_id, meeting.state) == (SATURDAY, cast.centre, MeetingState.PLANNED)
    assert told() == dict.fromkeys([cast.director, cast.coordinator, cast.second_coordinator], "meeting_planned")


def test_a_coordinator_does_it_too_and_the_supporter_hears(cast: Cast, pair: int) -> None:
    plan_appointment(pair, SATURDAY, by=actor_for(cast.coordinator))
    assert told()[cast.he_account] == "meeting_planned"


@pytest.mark.parametrize("who", ["ye_account", "zhou_account", "organizer", "admin", "director"])
def test_for_anybody_else_there_is_no_such_pair(cast: Cast, pair: int, who: str) -> None:
    assert refusal(plan_appointment, pair, SATURDAY, by=actor_for(getattr(cast, who))) == "unknown"


@pytest.mark.parametrize("actor", [NOBODY, SYSTEM])
def test_for_nobody_there_is_no_such_pair(pair: int, actor) -> None:
    assert refusal(plan_appointment, pair, SATURDAY, by=actor) == "unknown"


@pytest.mark.parametrize("values", [{"half_hour": 258}, {"state": MatchState.OFFERED}, {"state": MatchState.ENDED}])
def test_a_weekly_offered_or_ended_pair_has_no_appointments(cast: Cast, values) -> None:
    assert (
        refusal(plan_appointment, by_appointment(cast, **values), SATURDAY, by=actor_for(cast.he_account)) == "unknown"
    )


class TestWhatSpeaksAgainstATime:
    def against(self, cast: Cast, pair: int, starts_at: datetime) -> str:
        code = refusal(plan_appointment, pair, starts_at, by=actor_for(cast.he_account))
        assert db.session.query(Meeting).count() == 0
        return code

    def test_the_past(self, cast: Cast, pair: int) -> None:
        assert self.against(cast, pair, now() - timedelta(minutes=1)) == "past"

    @pytest.mark.parametrize("year", [1, 2028, 9999])
    def test_a_year_that_makes_no_sense(self, cast: Cast, pair: int, year: int) -> None:
        code = self.against(cast, pair, datetime(year, 12, 31, 23, 30, tzinfo=UTC))
        assert code == ("past" if year == 1 else "too_far")

    def test_a_time_off_the_half_hour(self, cast: Cast, pair: int) -> None:
        assert self.against(cast, pair, SATURDAY + timedelta(minutes=10)) == "half_hour"

    def test_the_hours_of_the_child(self, cast: Cast, pair: int) -> None:
        assert self.against(cast, pair, WEDNESDAY) == "child_hours"

    def test_a_meeting_that_would_outlast_the_hours_of_the_child(self, cast: Cast, pair: int) -> None:
        assert self.against(cast, pair, SATURDAY + timedelta(minutes=90)) == "child_hours"

    def test_the_hours_of_the_supporter(self, cast: Cast, pair: int) -> None:
        with transaction():
            db.session.get_one(Supporter, cast.he).windows = [[129, 133, "can"]]
        assert self.against(cast, pair, SATURDAY) == "supporter_hours"

    def test_a_holiday(self, cast: Cast, pair: int) -> None:
        with transaction():
            db.session.add(DeclaredDay(day=date(2026, 3, 7), workday=False, name="Market day"))
        assert self.against(cast, pair, SATURDAY) == "closed_day"

    def test_days_away(self, cast: Cast, pair: int) -> None:
        with transaction():
            db.session.add(Away(supporter_id=cast.he, first_day=date(2026, 3, 7), last_day=date(2026, 3, 8)))
        assert self.against(cast, pair, SATURDAY) == "away"

    def test_a_place_without_its_keeper(self, cast: Cast, pair: int) -> None:
        with transaction():
            db.session.get_one(Place, cast.centre).staffed = [[258, 260]]
        assert self.against(cast, pair, SATURDAY) == "second_adult"

    def test_papers_that_end_before(self, cast: Cast, pair: int) -> None:
        with transaction():
            row = db.session.query(Evidence).filter_by(supporter_id=cast.he, kind="record_check").one()
            row.valid_until = date(2026, 3, 6)
        assert self.against(cast, pair, SATURDAY) == "papers"


def test_hours_nobody_gave_stand_in_nobodys_way(cast: Cast, pair: int) -> None:
    with transaction():
        db.session.get_one(Child, cast.xiaoman).windows = []
        db.session.get_one(Supporter, cast.he).windows = []
    assert planned(pair, WEDNESDAY, cast.he_account)


def test_a_guardian_who_is_there_stands_for_the_keeper(cast: Cast) -> None:
    with transaction():
        db.session.get_one(Place, cast.centre).staffed = []
    assert planned(by_appointment(cast, second_adult="guardian"), SATURDAY, cast.he_account)


def test_a_supporter_never_meets_two_children_at_once(cast: Cast, pair: int) -> None:
    planned(pair, SATURDAY, cast.he_account)
    other = by_appointment(cast, "bailu")
    by = actor_for(cast.he_account)
    assert refusal(plan_appointment, other, SATURDAY + timedelta(minutes=30), by=by) == "supporter_busy"


def test_a_child_never_meets_two_supporters_at_once(cast: Cast, pair: int) -> None:
    planned(pair, SATURDAY, cast.he_account)
    other = by_appointment(cast, supporter="lin", role="officer")
    assert refusal(plan_appointment, other, SATURDAY, by=actor_for(cast.coordinator)) == "child_busy"


def test_a_second_tap_makes_no_second_meeting(cast: Cast, pair: int) -> None:
    planned(pair, SATURDAY, cast.he_account)
    assert refusal(plan_appointment, pair, SATURDAY, by=actor_for(cast.he_account)) == "supporter_busy"


def test_a_weekly_hour_that_has_no_date_yet_is_not_given_away(cast: Cast, pair: int) -> None:
    with transaction():
        volunteer = live_match(
            db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye), every_weeks=1
        )
        db.session.flush()
        date_meetings(volunteer.id)
    far_ahead = at_half_hour(monday(date(2026, 6, 13)), 258)
    assert refusal(plan_appointment, pair, far_ahead, by=actor_for(cast.he_account)) == "child_busy"


def test_weekly_meetings_make_way_for_one_agreed_on_before(cast: Cast, pair: int) -> None:
    planned(pair, saturday(3, 14), cast.he_account)
    with transaction():
        live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
    extend_meetings()
    weekly = [row.starts_at for row in db.session.query(Meeting) if row.match.role == "volunteer"]
    assert saturday(3, 14) not in weekly
    assert saturday(3, 28) in weekly


class TestAfterwards:
    @pytest.fixture
    def meeting(self, cast: Cast, pair: int) -> int:
        return planned(pair, SATURDAY, cast.he_account)

    def test_it_moves_to_any_hour_that_fits(self, cast: Cast, meeting: int) -> None:
        move_meeting(meeting, saturday(6, 13), by=actor_for(cast.coordinator))
        assert db.session.get_one(Meeting, meeting).starts_at == saturday(6, 13)
        assert told()[cast.he_account] == "meeting_moved"

    def test_it_does_not_move_to_an_hour_that_does_not_fit(self, cast: Cast, meeting: int) -> None:
        by = actor_for(cast.he_account)
        assert refusal(move_meeting, meeting, WEDNESDAY, by=by) == "child_hours"
        assert refusal(move_meeting, meeting, SATURDAY, by=by) == "same"

    def test_half_an_hour_later_it_is_not_in_its_own_way(self, cast: Cast, meeting: int) -> None:
        move_meeting(meeting, SATURDAY + timedelta(minutes=30), by=actor_for(cast.he_account))

    def test_its_own_time_is_not_offered_when_it_moves(self, cast: Cast, pair: int, meeting: int) -> None:
        match, this = db.session.get_one(Match, pair), db.session.get_one(Meeting, meeting)
        assert free_times(match, 1) == [saturday(3, 14)]
        assert free_times(match, 1, ignoring=this) == [SATURDAY + timedelta(minutes=30)]

    def test_called_off_the_same_time_can_be_agreed_on_again(self, cast: Cast, pair: int, meeting: int) -> None:
        cancel_meeting(meeting, by=actor_for(cast.he_account))
        assert planned(pair, SATURDAY, cast.he_account) != meeting

    def test_it_is_reminded_of_and_noted(self, cast: Cast, meeting: int, in_march) -> None:  # noqa: F811
        in_march.move_to(SATURDAY - timedelta(hours=13))
        assert remind() == 1
        in_march.move_to(SATURDAY + timedelta(hours=3))
        note_meeting(meeting, happened=True, minutes=40, felt=3, by=actor_for(cast.he_account))
        assert db.session.get_one(Meeting, meeting).state == MeetingState.HELD

    def test_dating_weekly_hours_leaves_it_alone(self, cast: Cast, pair: int, meeting: int) -> None:
        call_off(pair, "vetting_ended", by=SYSTEM)
        extend_meetings()
        assert db.session.get_one(Meeting, meeting).state == MeetingState.CANCELLED


def test_times_offered_fit_everybody_and_leave_time_to_hear_of_them(cast: Cast, pair: int) -> None:
    planned(pair, saturday(3, 14), cast.he_account)
    with transaction():
        db.session.add(Away(supporter_id=cast.he, first_day=date(2026, 3, 21), last_day=date(2026, 3, 21)))
    match = db.session.get_one(Match, pair)
    assert free_times(match, 9) == [saturday(3, 7), saturday(3, 28), saturday(4, 4)]
    assert free_times(match, 1) == [saturday(3, 7)]


@both_databases
def test_two_who_choose_the_same_hour_at_the_same_moment_get_one_meeting(house: Flask, cast: Cast) -> None:
    pairs = [by_appointment(cast), by_appointment(cast, "bailu"), by_appointment(cast, "guyu")]
    db.session.rollback()
    start, codes = threading.Barrier(len(pairs)), []

    def work(match_id: int) -> None:
        with house.app_context():
            start.wait()
            try:
                plan_appointment(match_id, SATURDAY, by=actor_for(cast.he_account))
                codes.append("")
            except CannotChange as fault:
                codes.append(fault.code)

    threads = [threading.Thread(target=work, args=(match_id,)) for match_id in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["", "supporter_busy", "supporter_busy"]
    assert db.session.query(Meeting).count() == 1
