"""Shifts as staff see them: the week's list, one shift, one date changed, many called off and taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.clock import SHANGHAI, local, today
from app.database import db, transaction
from app.models.activities import Cancellation, Shift
from app.models.places import Place, PlaceKind
from tests.activities import afternoon, place_on
from tests.cast import place
from tests.web.organizer.test_activities import form_of


@pytest.fixture(autouse=True)
def a_monday_in_november(time_machine) -> None:
    """Wednesday's shift lies in this week whenever the tests run."""
    time_machine.move_to(datetime(2026, 11, 16, 8, tzinfo=SHANGHAI))


@pytest.fixture
def wednesday(cast) -> Shift:
    """A shift at Qingping's centre with Ye on it, and one elsewhere in the county."""
    with transaction():
        shift = afternoon(cast.centre, days=2)
        place_on(shift, cast.ye)
        far = place(PlaceKind.CENTRE, "far", "远处儿童之家", 27.8, 119.4, db.session.get_one(Place, cast.county))
        db.session.flush()
        afternoon(far.id, days=3)
    return shift


def text(browser, address: str) -> str:
    return browser.get(address).get_data(as_text=True)


def test_a_coordinator_sees_the_week_and_the_short_handed(cast, wednesday, sign_in):
    desk = sign_in(cast.coordinator)
    week = text(desk, "/coordination/shifts")
    assert "Qingping-centre" in week
    assert "1 adult short" in week
    assert "Far" in text(desk, "/coordination/shifts?kind=short")
    assert "No shift like that" in text(desk, "/coordination/shifts?kind=off")
    found = text(desk, "/coordination/shifts?q=qingping")
    assert "1 adult short" in found
    assert "2 adults short" not in found
    assert "No shifts in this week" in text(desk, "/coordination/shifts?week=2027-03-01")


def test_a_director_sees_the_villages_own_shifts_alone(cast, wednesday, sign_in):
    director = sign_in(cast.director)
    week = text(director, "/village/shifts")
    assert "Qingping-centre" in week
    assert "2 adults short" not in week
    far = db.session.scalar(select(Shift).where(Shift.id != wednesday.id))
    assert director.get(f"/shifts/{far.public_id}").status_code == 404


def test_a_shift_shows_who_comes_in_both_languages(cast, wednesday, sign_in):
    desk = sign_in(cast.coordinator)
    page = text(desk, f"/shifts/{wednesday.public_id}")
    assert "Ye Wenzhou" in page
    assert "1 adult is missing. It opens only with 2." in page
    assert "还缺 1 位大人" in text(sign_in(cast.coordinator, "zh"), f"/shifts/{wednesday.public_id}")


def test_one_date_is_changed_after_a_look(cast, wednesday, sign_in):
    desk = sign_in(cast.coordinator)
    address = f"/shifts/{wednesday.public_id}/change"
    data = form_of(text(desk, address)) | {"start": "19:00", "end": "20:00"}
    shown = desk.post(address, data=data | {"look": "1"}).get_data(as_text=True)
    assert "not free at that time" in shown
    assert desk.post(address, data=data | {"write": "1"}).status_code == 302
    assert f"{local(db.session.get_one(Shift, wednesday.id).starts_at):%H:%M}" == "19:00"
    again = desk.post(address, data=data | {"write": "1"}).get_data(as_text=True)
    assert "Somebody has changed this meanwhile" in again


def test_a_typhoon_takes_a_township_in_one_action_and_is_undone(cast, wednesday, sign_in):
    desk = sign_in(cast.coordinator)
    township = db.session.get_one(Place, cast.township).public_id
    data = {
        "townships": township,
        "first_day": today().isoformat(),
        "last_day": (today() + timedelta(4)).isoformat(),
        "reason": "typhoon",
    }
    shown = desk.post("/shifts/off", data=data | {"look": "1"}).get_data(as_text=True)
    assert "1 shift</b>, at 1 place, 16 children expected, 1 person told" in shown
    answer = desk.post("/shifts/off", data=data | {"write": "1"}, follow_redirects=True).get_data(as_text=True)
    assert "Nobody has been told yet" in answer
    name = db.session.scalar(select(Cancellation.public_id))
    listed = desk.get("/shifts/off").get_data(as_text=True)
    assert f'href="/shifts/off/{name}"' in listed
    assert "nobody told yet" in listed
    undone = desk.post(f"/shifts/off/{name}/restore", follow_redirects=True).get_data(as_text=True)
    assert "1 shift is planned again." in undone
    assert "Taken back: typhoon or flood" in undone
    assert "taken back" in desk.get("/shifts/off").get_data(as_text=True)
    assert db.session.get_one(Shift, wednesday.id).state == "planned"


def test_without_a_place_nothing_is_called_off(cast, wednesday, sign_in):
    desk = sign_in(cast.coordinator)
    data = {"first_day": today().isoformat(), "last_day": today().isoformat(), "reason": "snow", "write": "1"}
    assert "Please choose one." in desk.post("/shifts/off", data=data).get_data(as_text=True)
    assert db.session.scalar(select(Cancellation.id)) is None


def test_after_people_were_told_the_shifts_are_restored_and_people_asked_again(cast, wednesday, sign_in):
    director = sign_in(cast.director)
    answer = director.post(f"/shifts/{wednesday.public_id}/off", data={"reason": "keeper"})
    address = answer.headers["Location"]
    director.post(f"{address}/tell")
    assert "1 person was told" in text(director, address)
    refused = director.post(f"{address}/restore", follow_redirects=True).get_data(as_text=True)
    assert "restore it instead" in refused
    restored = director.post(f"{address}/restore", data={"told": "1"}, follow_redirects=True).get_data(as_text=True)
    assert "1 person is asked again." in restored
