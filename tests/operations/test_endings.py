"""Goodbyes: four weeks' notice, who follows before it, three weeks of peace after it, and the emergency."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.jobs import timetable
from app.models.accounts import Role
from app.models.children import Child
from app.models.endings import Ending
from app.models.matches import Match
from app.models.meetings import Meeting
from app.models.messages import Message
from app.models.programmes import ProgrammeVersion
from app.models.supporters import Supporter
from app.operations import answers, endings
from app.operations.endings import CannotEnd
from app.operations.matches import pair_by_hand
from app.operations.meeting_dates import date_meetings
from app.queries.endings import followers, under_way
from app.queries.seats import current_roles, matches_of, seats_of
from app.queries.snapshots import snapshot
from tests.cast import live_match
from tests.programmes import programme_version

IN_FIVE_WEEKS = timedelta(weeks=5)


@pytest.fixture
def ji(cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


@pytest.fixture
def version(house) -> int:
    return programme_version()


@pytest.fixture
def pair(cast, version) -> int:
    """Ye and Xiaoman meet on Saturdays at nine; Lin could follow."""
    with transaction():
        match = live_match(
            db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye), half_hour=258,
            live_from=today() - timedelta(days=200),
        )  # fmt: skip
        db.session.get_one(Supporter, cast.lin).kind = "volunteer"
        db.session.flush()
    date_meetings(match.id)
    return match.id


def notice(pair: int, ji: Actor, **facts) -> Ending:
    last_day = facts.pop("last_day", today() + IN_FIVE_WEEKS)
    return db.session.get_one(Ending, endings.give_notice(pair, last_day, "office", by=ji, **facts))


def days_later(ending: Ending, monkeypatch, days: int) -> None:
    """Let the last day lie so many days back."""
    with transaction():
        ending = db.session.get_one(Ending, ending.id)
        match = db.session.get_one(Match, ending.match_id)
        ending.noticed_on = today() - timedelta(days=days + 35)
        ending.last_day = match.ends_on = today() - timedelta(days=days)


def told() -> list[str]:
    return list(db.session.scalars(select(Message.kind).order_by(Message.id)))


def test_notice_keeps_the_pair_until_the_last_day_and_calls_off_what_comes_after(cast, ji, pair):
    ending = notice(pair, ji, last_day=today() + timedelta(days=29))
    match = db.session.get_one(Match, pair)
    assert (match.state, match.ends_on, ending.state) == ("live", ending.last_day, "notice")
    planned = db.session.scalars(select(Meeting.starts_at).where(Meeting.state == "planned")).all()
    assert planned
    assert all(moment.date() <= ending.last_day for moment in planned)
    assert told() == ["ending_planned"]
    date_meetings(pair)
    assert db.session.scalars(select(Meeting.starts_at).where(Meeting.state == "planned")).all() == planned


def test_less_than_four_weeks_is_no_notice(cast, ji, pair):
    with pytest.raises(CannotEnd, match="too_soon"):
        endings.give_notice(pair, today() + timedelta(days=27), "office", by=ji)
    endings.give_notice(pair, today() + timedelta(days=28), "office", by=ji)
    with pytest.raises(CannotEnd, match="planned"):
        endings.give_notice(pair, today() + IN_FIVE_WEEKS, "office", by=ji)


def test_who_follows_is_asked_while_the_old_supporter_is_still_there(cast, ji, pair, version):
    ending = notice(pair, ji)
    seats = seats_of(db.session.get_one(Child, cast.xiaoman), matches_of([cast.xiaoman])[cast.xiaoman], current_roles())
    assert [seat.arc for seat in seats if seat.role == "volunteer"] == ["on", "open"]
    new = pair_by_hand(version, cast.xiaoman, cast.lin, "volunteer", by=ji)
    assert {row.id for row in followers([ending]).values()} == {new}
    assert db.session.get_one(Match, pair).state == "live"
    with pytest.raises(CannotEnd, match="followed"):
        endings.stay(ending.id, by=ji)


def test_a_round_fills_the_seat_of_who_leaves_and_not_with_the_same_person(cast, ji, pair, version):
    notice(pair, ji)
    this = db.session.get_one(ProgrammeVersion, version)
    facts = snapshot(this, Child.id == cast.xiaoman, "test")
    assert facts.problem.existing == ()
    ye = db.session.get_one(Supporter, cast.ye).public_id
    assert [one.supporter for one in facts.problem.exclusions] == [ye]
    assert facts.problem.supporter_by_id[ye].elsewhere == 1


def test_a_goodbye_needs_somebody_who_follows_or_the_word_that_nobody_does(cast, ji, pair, monkeypatch):
    ending = notice(pair, ji)
    with pytest.raises(CannotEnd, match="too_soon"):
        endings.say_goodbye(ending.id, by=ji)
    days_later(ending, monkeypatch, 0)
    with pytest.raises(CannotEnd, match="nobody"):
        endings.say_goodbye(ending.id, by=ji)
    endings.say_nobody_follows(ending.id, by=ji)
    endings.say_goodbye(ending.id, by=ji)
    assert (db.session.get_one(Match, pair).state, db.session.get_one(Ending, ending.id).state) == ("ended", "done")


def test_the_ticker_ends_who_is_followed_and_reminds_of_the_others(cast, ji, pair, version, monkeypatch):
    ending = notice(pair, ji)
    days_later(ending, monkeypatch, 1)
    assert endings.end_due() == 0
    assert (db.session.get_one(Match, pair).state, told()[-1]) == ("live", "ending_nobody")
    pair_by_hand(version, cast.xiaoman, cast.lin, "volunteer", by=ji)
    assert endings.end_due() == 1
    assert db.session.get_one(Match, pair).state == "ended"
    assert endings.end_due in {entry.operation for entry in timetable.TIMETABLE}


def test_who_was_named_before_the_goodbye_begins_at_once(cast, ji, pair, version, monkeypatch):
    ending = notice(pair, ji)
    new = pair_by_hand(version, cast.xiaoman, cast.lin, "volunteer", by=ji)
    days_later(ending, monkeypatch, 0)
    endings.say_goodbye(ending.id, by=ji)
    answers.answer(new, True, by=Actor(None, {Role.SUPPORTER: frozenset()}, cast.lin))
    assert db.session.get_one(Match, new).live_from == today()


def test_after_a_goodbye_without_a_follower_nobody_new_begins_for_three_weeks(cast, ji, pair, version, monkeypatch):
    ending = notice(pair, ji)
    endings.say_nobody_follows(ending.id, by=ji)
    days_later(ending, monkeypatch, 0)
    endings.say_goodbye(ending.id, by=ji)
    new = pair_by_hand(version, cast.xiaoman, cast.lin, "volunteer", by=ji)
    answers.answer(new, True, by=Actor(None, {Role.SUPPORTER: frozenset()}, cast.lin))
    assert db.session.get_one(Match, new).live_from == today() + timedelta(weeks=3)
    first = db.session.scalars(select(Meeting.starts_at).where(Meeting.match_id == new)).first()
    assert first is None or first.date() > today() + timedelta(weeks=3)


def test_a_doctor_begins_at_once_after_a_goodbye(cast, ji, pair, version):
    with transaction():
        doctor = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.he), "doctor")
        doctor.live_from = today() - timedelta(days=90)
        db.session.flush()
    endings.end_at_once(doctor.id, "office", by=ji)
    again = db.session.get_one(Match, pair_by_hand(version, cast.xiaoman, cast.he, "doctor", by=ji))
    assert (again.state, again.live_from) == ("live", today())


def test_an_emergency_ends_at_once_and_the_office_owes_a_visit(cast, ji, pair):
    ending = db.session.get_one(Ending, endings.end_at_once(pair, "safety", by=ji))
    assert (db.session.get_one(Match, pair).state, ending.emergency) == ("ended", True)
    assert ending.visit_by == today() + timedelta(days=3)
    assert {one.id for one in under_way(ji)} == {ending.id}
    assert "ending_visit" in told()
    endings.note_visit(ending.id, by=ji)
    assert under_way(ji) == []


def test_notice_that_was_taken_back_leaves_the_pair_as_it_was(cast, ji, pair):
    ending = notice(pair, ji)
    endings.stay(ending.id, by=ji)
    assert (db.session.get_one(Match, pair).ends_on, db.session.get_one(Ending, ending.id).state) == (None, "stayed")
    later = now() + timedelta(days=29)
    assert db.session.scalars(select(Meeting).where(Meeting.state == "planned", Meeting.starts_at > later)).all()
    endings.give_notice(pair, today() + IN_FIVE_WEEKS, "office", by=ji)


def test_a_supporters_own_notice_tells_the_office(cast, ji, pair):
    notice(pair, Actor(None, {Role.SUPPORTER: frozenset()}, cast.ye), said_by="supporter")
    assert set(told()) == {"ending_said"}
