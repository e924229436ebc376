"""Reminders: the evening before and two hours before, each once, never with a name."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.database import db, transaction
from app.models.children import Child
from app.models.meetings import Meeting
from app.models.messages import Message, Reminder
from app.models.supporters import Supporter
from app.operations import reminders
from app.operations.meeting_dates import date_meetings
from app.operations.meetings import cancel_meeting, move_meeting
from app.operations.reminders import remind
from app.queries.coming import Coming
from app.queries.meeting_times import other_times
from app.wording.messages import words_of
from tests.cast import Cast, live_match
from tests.march import actor_for, in_march, saturday  # noqa: F401
from tests.servers.databases import both_databases

EVENING_BEFORE = saturday(3, 14) - timedelta(hours=14, minutes=30)


@pytest.fixture
def meeting(cast: Cast) -> int:
    """Ye's first meeting with Xiaoman: Saturday 14 March, 9:00, at the centre."""
    with transaction():
        row = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        db.session.flush()
        date_meetings(row.id)
    first = db.session.query(Meeting).filter(Meeting.starts_at == saturday(3, 14)).one()
    return first.id


def told() -> list[tuple[int, str]]:
    db.session.expire_all()
    return [(message.account_id, message.kind) for message in db.session.query(Message).order_by(Message.id)]


@both_databases
def test_come_the_evening_before_and_two_hours_before_each_once(cast: Cast, meeting: int, in_march) -> None:  # noqa: F811
    in_march.move_to(EVENING_BEFORE - timedelta(minutes=1))
    assert remind() == 0
    in_march.move_to(EVENING_BEFORE)
    assert remind() == 1
    assert remind() == 0
    in_march.move_to(saturday(3, 14) - timedelta(hours=2, minutes=1))
    assert remind() == 0
    in_march.move_to(saturday(3, 14) - timedelta(hours=2))
    assert remind() == 1
    assert remind() == 0
    assert told() == [(cast.ye_account, "meeting_tomorrow"), (cast.ye_account, "meeting_reminder")]


def test_say_when_and_where_and_not_who(cast: Cast, meeting: int, in_march) -> None:  # noqa: F811
    in_march.move_to(EVENING_BEFORE)
    remind()
    message = db.session.query(Message).one()
    words = words_of(message)
    text = f"{words.subject} {words.text} {message.params}"
    assert "青坪儿童之家" in words.text
    child = db.session.get_one(Child, cast.xiaoman)
    assert child.name not in text
    assert str(child.number) not in words.text


def test_do_not_come_for_what_was_called_off(cast: Cast, meeting: int, in_march) -> None:  # noqa: F811
    cancel_meeting(meeting, by=actor_for(cast.ye_account))
    in_march.move_to(EVENING_BEFORE)
    assert remind() == 0


def test_come_again_for_what_was_moved(cast: Cast, meeting: int, in_march) -> None:  # noqa: F811
    in_march.move_to(EVENING_BEFORE)
    remind()
    row = db.session.get_one(Meeting, meeting)
    later = other_times(row)[0]
    move_meeting(meeting, later, by=actor_for(cast.ye_account))
    in_march.move_to(later - timedelta(hours=1))
    assert remind() == 1


def test_a_late_tick_gives_the_second_reminder_only(cast: Cast, meeting: int, in_march) -> None:  # noqa: F811
    in_march.move_to(saturday(3, 14) - timedelta(minutes=30))
    assert remind() == 1
    in_march.move_to(saturday(3, 14) + timedelta(minutes=1))
    assert remind() == 0
    assert told() == [(cast.ye_account, "meeting_reminder")]


def test_of_another_noun_come_through_one_function(cast: Cast, in_march, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    def shifts(since: datetime, until: datetime) -> list[Coming]:
        begins = saturday(3, 14)
        return [Coming(cast.he_account, "shift", begins, None, "/shifts/1")] if since <= begins <= until else []

    monkeypatch.setattr(reminders, "SOURCES", (shifts,))
    in_march.move_to(EVENING_BEFORE)
    assert remind() == 1
    assert told() == [(cast.he_account, "shift_tomorrow")]
    assert db.session.query(Message).one().path == "/shifts/1"


def test_are_forgotten_after_some_days(cast: Cast, meeting: int, in_march) -> None:  # noqa: F811
    in_march.move_to(EVENING_BEFORE)
    remind()
    in_march.move_to(saturday(3, 14) + timedelta(days=3))
    remind()
    assert db.session.query(Reminder).count() == 0
