"""Calling off, moving, being late, noting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.actors import NOBODY
from app.clock import now
from app.database import db, transaction
from app.models.children import Child
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.models.messages import Message
from app.models.supporters import Evidence, Supporter
from app.models.traces import Change
from app.operations.meeting_dates import date_meetings
from app.operations.meetings import (
    CannotChange,
    call_off,
    cancel_meeting,
    come_late,
    move_meeting,
    note_meeting,
)
from app.queries.meeting_times import other_times
from tests.cast import Cast, live_match
from tests.march import actor_for, in_march, saturday  # noqa: F401


@pytest.fixture
def meeting(cast: Cast) -> int:
    """Ye's first meeting with Xiaoman: Saturday 14 March, 9:00."""
    with transaction():
        row = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        db.session.flush()
        date_meetings(row.id)
    return db.session.query(Meeting).order_by(Meeting.starts_at).first().id


def row(meeting_id: int) -> Meeting:
    db.session.expire_all()
    return db.session.get_one(Meeting, meeting_id)


def told() -> dict[int, str]:
    return {message.account_id: message.kind for message in db.session.query(Message)}


def begin(meeting_id: int, ago: timedelta) -> None:
    with transaction():
        row(meeting_id).starts_at = now() - ago


def refusal(action, *args, **kwargs) -> str:
    with pytest.raises(CannotChange) as refused:
        action(*args, **kwargs)
    return refused.value.code


class TestCallingOff:
    def test_by_the_supporter_tells_director_and_coordinators(self, cast: Cast, meeting: int) -> None:
        cancel_meeting(meeting, by=actor_for(cast.ye_account))
        assert row(meeting).state == MeetingState.CANCELLED
        assert told() == dict.fromkeys([cast.director, cast.coordinator, cast.second_coordinator], "meeting_cancelled")
        assert db.session.query(Change).filter_by(subject="meeting").one().fields == {"state": ["planned", "cancelled"]}

    def test_by_the_director_tells_the_supporter(self, cast: Cast, meeting: int) -> None:
        cancel_meeting(meeting, by=actor_for(cast.director))
        assert cast.ye_account in told()
        assert cast.director not in told()

    def test_is_done_once(self, cast: Cast, meeting: int) -> None:
        cancel_meeting(meeting, by=actor_for(cast.ye_account))
        assert refusal(cancel_meeting, meeting, by=actor_for(cast.coordinator)) == "not_planned"

    def test_comes_too_late_for_one_that_has_begun(self, cast: Cast, meeting: int) -> None:
        begin(meeting, timedelta(minutes=1))
        assert refusal(cancel_meeting, meeting, by=actor_for(cast.ye_account)) == "over"

    @pytest.mark.parametrize("who", ["he_account", "zhou_account", "organizer", "admin", "nobody"])
    def test_is_not_for_others(self, cast: Cast, meeting: int, who: str) -> None:
        actor = NOBODY if who == "nobody" else actor_for(getattr(cast, who))
        assert refusal(cancel_meeting, meeting, by=actor) == "unknown"

    def test_ends_with_the_supporters_vetting(self, cast: Cast, meeting: int) -> None:
        with transaction():
            db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="record_check").one().ended_at = now()
        assert refusal(cancel_meeting, meeting, by=actor_for(cast.ye_account)) == "unknown"
        cancel_meeting(meeting, by=actor_for(cast.coordinator))

    def test_all_that_come_when_a_pair_ends(self, cast: Cast, meeting: int) -> None:
        match_id = row(meeting).match_id
        begin(meeting, timedelta(days=1))
        assert call_off(match_id, "ended", by=actor_for(cast.coordinator)) == 3
        states = [found.state for found in db.session.query(Meeting).order_by(Meeting.starts_at)]
        assert states == ["planned", "cancelled", "cancelled", "cancelled"]
        assert told() == {}


class TestMoving:
    def test_to_another_hour_both_have_free(self, cast: Cast, meeting: int) -> None:
        move_meeting(meeting, saturday(3, 21), by=actor_for(cast.ye_account))
        assert row(meeting).starts_at == saturday(3, 21)
        assert row(meeting).planned_for == saturday(3, 14)
        assert row(meeting).state == MeetingState.PLANNED
        message = db.session.query(Message).filter_by(account_id=cast.director).one()
        assert message.kind == "meeting_moved"
        assert set(message.params) == {"before", "starts_at"}

    def test_choices_keep_the_second_adult_and_both_peoples_hours(self, cast: Cast, meeting: int) -> None:
        # both are free 9:00–11:30 on Saturdays while the keeper is there: 9:00, 9:30, 10:00
        times = other_times(row(meeting))
        assert saturday(3, 7) in times
        assert saturday(3, 7) + timedelta(hours=1) in times
        assert saturday(3, 7) + timedelta(hours=1, minutes=30) not in times
        assert saturday(3, 14) not in times
        assert all(moment.weekday() == 5 for moment in times)

    def test_not_onto_another_meeting(self, cast: Cast, meeting: int) -> None:
        assert refusal(move_meeting, meeting, saturday(3, 28), by=actor_for(cast.ye_account)) == "not_free"

    def test_not_to_an_hour_the_child_does_not_have(self, cast: Cast, meeting: int) -> None:
        wednesday = saturday(3, 7) + timedelta(days=4, hours=7, minutes=30)
        assert refusal(move_meeting, meeting, wednesday, by=actor_for(cast.coordinator)) == "not_free"

    def test_not_into_the_past(self, cast: Cast, meeting: int) -> None:
        assert refusal(move_meeting, meeting, saturday(2, 28), by=actor_for(cast.ye_account)) == "not_free"

    def test_not_after_it_has_begun(self, cast: Cast, meeting: int) -> None:
        begin(meeting, timedelta(minutes=5))
        assert refusal(move_meeting, meeting, saturday(3, 21), by=actor_for(cast.ye_account)) == "over"


class TestBeingLate:
    def test_is_told_once(self, cast: Cast, meeting: int) -> None:
        begin(meeting, timedelta(minutes=-20))
        come_late(meeting, by=actor_for(cast.ye_account))
        come_late(meeting, by=actor_for(cast.ye_account))
        assert db.session.query(Message).filter_by(account_id=cast.director, kind="meeting_late").count() == 1

    def test_is_not_known_days_ahead(self, cast: Cast, meeting: int) -> None:
        assert refusal(come_late, meeting, by=actor_for(cast.ye_account)) == "too_early"

    def test_is_over_when_the_meeting_is(self, cast: Cast, meeting: int) -> None:
        begin(meeting, timedelta(hours=2))
        assert refusal(come_late, meeting, by=actor_for(cast.ye_account)) == "over"


class TestNoting:
    def test_what_happened_how_long_and_how_it_felt(self, cast: Cast, meeting: int) -> None:
        begin(meeting, timedelta(hours=2))
        note_meeting(meeting, happened=True, minutes=80, felt=3, note="chess", by=actor_for(cast.ye_account))
        found = row(meeting)
        assert (found.state, found.minutes_held, found.felt, found.note) == ("held", 80, 3, "chess")
        assert (found.noted_at is not None, found.noted_by) == (True, cast.ye_account)

    def test_by_the_director_for_someone_without_a_phone(self, cast: Cast, meeting: int) -> None:
        begin(meeting, timedelta(hours=2))
        note_meeting(meeting, happened=False, minutes=80, felt=1, by=actor_for(cast.director))
        found = row(meeting)
        assert (found.state, found.minutes_held, found.felt, found.noted_by) == ("missed", None, None, cast.director)

    def test_again_corrects_it_and_keeps_the_history(self, cast: Cast, meeting: int) -> None:
        begin(meeting, timedelta(hours=2))
        note_meeting(meeting, happened=False, by=actor_for(cast.ye_account))
        note_meeting(meeting, happened=True, minutes=60, by=actor_for(cast.ye_account))
        assert row(meeting).state == MeetingState.HELD
        assert db.session.query(Change).count() == 2

    def test_not_before_it_begins(self, cast: Cast, meeting: int) -> None:
        assert refusal(note_meeting, meeting, happened=True, by=actor_for(cast.ye_account)) == "too_early"

    def test_not_of_one_called_off(self, cast: Cast, meeting: int) -> None:
        cancel_meeting(meeting, by=actor_for(cast.ye_account))
        begin(meeting, timedelta(hours=2))
        assert refusal(note_meeting, meeting, happened=True, by=actor_for(cast.ye_account)) == "not_planned"

    @pytest.mark.parametrize(
        ("values", "code"), [({"minutes": 0}, "minutes"), ({"minutes": 481}, "minutes"), ({"felt": 4}, "felt"), ({"note": "x" * 301}, "note")]
    )  # fmt: skip
    def test_refuses_what_cannot_be(self, cast: Cast, meeting: int, values: dict, code: str) -> None:
        assert refusal(note_meeting, meeting, happened=True, by=actor_for(cast.ye_account), **values) == code


def test_an_ex_supporter_has_no_meetings_left(cast: Cast, meeting: int) -> None:
    with transaction():
        db.session.query(Match).one().state = MatchState.ENDED
    assert refusal(cancel_meeting, meeting, by=actor_for(cast.ye_account)) == "unknown"
