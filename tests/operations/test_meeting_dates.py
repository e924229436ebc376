"""Dates for the weekly hour of a pair."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from flask import Flask

from app.actors import SYSTEM
from app.clock import local, now
from app.database import db, transaction
from app.models.calendars import DeclaredDay, Season, SeasonKind
from app.models.children import Child, ChildState, Consent
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting
from app.models.places import Place
from app.models.supporters import Away, Evidence, Supporter
from app.operations.meeting_dates import date_meetings, extend_meetings
from app.operations.meetings import call_off, cancel_meeting
from tests.cast import Cast, live_match
from tests.march import actor_for, in_march, saturday  # noqa: F401
from tests.servers.databases import both_databases


def pair(cast: Cast, child: str = "xiaoman", supporter: str = "ye", **values) -> int:
    with transaction():
        row = live_match(
            db.session.get_one(Child, getattr(cast, child)),
            db.session.get_one(Supporter, getattr(cast, supporter)),
            **values,
        )
        db.session.flush()
        return row.id


def days() -> list[str]:
    rows = db.session.query(Meeting).order_by(Meeting.starts_at)
    return [f"{local(row.starts_at):%m-%d %H:%M}" for row in rows]


def test_every_second_week_from_the_first_one_on(cast: Cast) -> None:
    assert date_meetings(pair(cast)) == 4
    assert days() == ["03-14 09:00", "03-28 09:00", "04-11 09:00", "04-25 09:00"]
    assert db.session.query(Meeting).first().place_id == cast.centre


def test_a_new_pair_first_meets_after_the_day_of_the_yes(cast: Cast) -> None:
    date_meetings(pair(cast, live_from=date(2026, 3, 5)), weeks=2)
    assert days() == ["03-07 09:00"]


def test_dating_again_makes_no_second_meeting_even_of_a_moved_one(cast: Cast) -> None:
    match_id = pair(cast)
    date_meetings(match_id)
    with transaction():
        db.session.query(Meeting).order_by(Meeting.id).first().starts_at = saturday(3, 21)
    assert date_meetings(match_id) == 0


def test_what_comes_into_view_is_added_later(cast: Cast) -> None:
    date_meetings(pair(cast), weeks=4)
    assert days() == ["03-14 09:00", "03-28 09:00"]
    assert extend_meetings() == 2
    assert extend_meetings() == 0


def test_by_appointment_nothing_is_dated(cast: Cast) -> None:
    assert date_meetings(pair(cast, half_hour=None)) == 0


def test_an_offer_has_no_meetings(cast: Cast) -> None:
    assert date_meetings(pair(cast, state=MatchState.OFFERED)) == 0


def test_a_public_holiday_is_left_out(cast: Cast) -> None:
    date_meetings(pair(cast, every_weeks=1, half_hour=33, second_adult="guardian"))
    assert "03-30 16:30" in days()
    assert "04-06 16:30" not in days()
    assert "04-13 16:30" in days()


@pytest.mark.parametrize("what", ["declared holiday", "make-up workday", "spring festival", "away"])
def test_days_on_which_one_cannot_meet_are_left_out(cast: Cast, what: str) -> None:
    day = date(2026, 3, 14)
    with transaction():
        match what:
            case "declared holiday":
                db.session.add(DeclaredDay(day=day, workday=False, name="Market day"))
            case "make-up workday":
                db.session.add(DeclaredDay(day=day, workday=True))
            case "spring festival":
                db.session.add(Season(kind=SeasonKind.SPRING_FESTIVAL, name="x", first_day=day, last_day=day))
            case _:
                db.session.add(Away(supporter_id=cast.ye, first_day=day, last_day=day))
    date_meetings(pair(cast))
    assert days() == ["03-28 09:00", "04-11 09:00", "04-25 09:00"]


def test_a_paused_child_has_no_meetings(cast: Cast) -> None:
    with transaction():
        db.session.get_one(Child, cast.xiaoman).state = ChildState.PAUSED
    assert date_meetings(pair(cast)) == 0


def test_beyond_the_end_of_vetting_nothing_is_dated(cast: Cast) -> None:
    with transaction():
        row = db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="record_check").one()
        row.valid_until = date(2026, 3, 28)
    date_meetings(pair(cast))
    assert days() == ["03-14 09:00", "03-28 09:00"]


def test_beyond_the_end_of_consent_nothing_is_dated(cast: Cast) -> None:
    with transaction():
        db.session.query(Consent).filter_by(child_id=cast.xiaoman).one().valid_until = date(2026, 3, 20)
    date_meetings(pair(cast))
    assert days() == ["03-14 09:00"]


def test_withdrawn_consent_leaves_no_meeting(cast: Cast) -> None:
    with transaction():
        db.session.query(Consent).filter_by(child_id=cast.xiaoman).one().withdrawn_at = now() - timedelta(hours=1)
    assert date_meetings(pair(cast)) == 0


def test_without_a_second_adult_nothing_is_dated(cast: Cast) -> None:
    with transaction():
        db.session.get_one(Place, cast.centre).staffed = [[258, 260]]
    assert date_meetings(pair(cast)) == 0


def test_a_guardian_who_is_there_stands_for_the_keeper(cast: Cast) -> None:
    with transaction():
        db.session.get_one(Place, cast.centre).staffed = []
    assert date_meetings(pair(cast, second_adult="guardian")) == 4


def test_a_supporter_never_meets_two_children_at_once(cast: Cast) -> None:
    first, second = pair(cast), pair(cast, "bailu", half_hour=260)
    date_meetings(first)
    assert date_meetings(second) == 0


def test_a_child_never_meets_two_supporters_at_once(cast: Cast) -> None:
    pair(cast)
    pair(cast, "xiaoman", "he", role="doctor")
    assert extend_meetings() == 4
    assert {row.match.role for row in db.session.query(Meeting).join(Match)} == {"volunteer"}


def test_meetings_one_after_the_other_are_fine(cast: Cast) -> None:
    with transaction():
        db.session.get_one(Place, cast.centre).staffed = [[258, 270]]
    date_meetings(pair(cast))
    assert date_meetings(pair(cast, "bailu", half_hour=261)) == 4


def test_meetings_called_off_with_the_vetting_come_back_with_it_but_not_those_people_called_off(cast: Cast) -> None:
    match_id = pair(cast)
    date_meetings(match_id)
    first = db.session.query(Meeting).order_by(Meeting.starts_at).first().id
    cancel_meeting(first, by=actor_for(cast.coordinator))
    assert call_off(match_id, "vetting_ended", by=SYSTEM) == 3
    assert date_meetings(match_id) == 3
    states = [row.state for row in db.session.query(Meeting).order_by(Meeting.starts_at)]
    assert states == ["cancelled", "planned", "planned", "planned"]


@both_databases
def test_datings_at_the_same_moment_do_not_lay_two_meetings_on_one_hour(house: Flask, cast: Cast) -> None:
    match_ids = [pair(cast), pair(cast, "bailu"), pair(cast, "guyu")]
    db.session.rollback()
    start = threading.Barrier(len(match_ids))

    def work(match_id: int) -> None:
        with house.app_context():
            start.wait()
            date_meetings(match_id)

    threads = [threading.Thread(target=work, args=(match_id,)) for match_id in match_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(days()) == len(set(days())) == 4
