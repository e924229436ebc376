"""The calendar a phone subscribes to: times and places, nothing about a child."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest

from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account
from app.models.children import Child
from app.models.meetings import Meeting
from app.models.places import PlaceKind
from app.models.supporters import Evidence, Supporter
from app.models.traces import Disclosure
from app.operations.meeting_dates import date_meetings
from app.operations.meetings import cancel_meeting, move_meeting
from app.operations.subscriptions import end_calendar, renew_calendar
from tests.cast import Cast, live_match, place
from tests.march import actor_for, in_march, saturday  # noqa: F401


@pytest.fixture
def address(cast: Cast) -> str:
    """Ye's calendar, with four meetings with Xiaoman."""
    with transaction():
        row = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        db.session.flush()
        date_meetings(row.id)
    return f"/calendar/{renew_calendar(by=actor_for(cast.ye_account))}.ics"


def events(text: str) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_holds_every_meeting_by_the_countys_clock_with_its_zone(client, address: str) -> None:
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    found = sorted(event.start for event in events(answer.text))
    assert found == [saturday(3, 14), saturday(3, 28), saturday(4, 11), saturday(4, 25)]
    assert "BEGIN:VTIMEZONE" in answer.text
    assert "TZID:Asia/Shanghai" in answer.text
    assert {event["SUMMARY"] for event in events(answer.text)} == {"Care Circle meeting"}
    assert all(event.end - event.start == timedelta(minutes=75) for event in events(answer.text))


def test_holds_nothing_of_a_child(client, cast: Cast, address: str) -> None:
    with transaction():
        for meeting in db.session.query(Meeting):
            meeting.note = "canary note"
    text = client.get(address).text.replace("\r\n ", "")
    child = db.session.get_one(Child, cast.xiaoman)
    for canary in (
        "Xiaoman", "小满", "Invented", "mill", "19900000001", "canary", "football", "Ye Wenzhou", child.public_id,
    ):  # fmt: skip
        assert canary not in text, canary


def test_names_a_hamlet_by_its_township_only(client, cast: Cast, address: str) -> None:
    with transaction():
        home = place(PlaceKind.HOME, "by-the-mill", "磨坊边", 27.9, 119.5, db.session.get_one(Meeting, 1).place.parent)
        db.session.flush()
        for meeting in db.session.query(Meeting):
            meeting.place_id = home.id
    assert {event["LOCATION"] for event in events(client.get(address).text)} == {"Qingping"}


def test_speaks_the_readers_language(client, cast: Cast, address: str) -> None:
    with transaction():
        db.session.get_one(Account, cast.ye_account).language = "zh"
    event = events(client.get(address).text)[0]
    assert (event["SUMMARY"], event["LOCATION"]) == ("守护圈见面", "青坪儿童之家, 青坪镇")


def test_a_moved_meeting_keeps_its_identity_and_a_cancelled_one_says_so(client, cast: Cast, address: str) -> None:
    before = {event["UID"] for event in events(client.get(address).text)}
    first, second, *_ = [meeting.id for meeting in db.session.query(Meeting).order_by(Meeting.id)]
    move_meeting(first, saturday(3, 21), by=actor_for(cast.ye_account))
    cancel_meeting(second, by=actor_for(cast.ye_account))
    after = events(client.get(address).text)
    assert {event["UID"] for event in after} == before
    assert saturday(3, 21) in {event.start for event in after}
    assert [event["STATUS"] for event in after].count("CANCELLED") == 1


@pytest.mark.parametrize("what", ["unknown", "renewed", "ended", "account closed"])
def test_a_key_that_does_not_hold_looks_like_no_page(client, cast: Cast, address: str, what: str) -> None:
    match what:
        case "unknown":
            address = f"/calendar/{'x' * 43}.ics"
        case "renewed":
            renew_calendar(by=actor_for(cast.ye_account))
        case "ended":
            end_calendar(by=actor_for(cast.ye_account))
        case _:
            with transaction():
                db.session.get_one(Account, cast.ye_account).disabled_at = now()
    assert client.get(address).status_code == 404


def test_is_empty_once_the_vetting_has_ended(client, cast: Cast, address: str) -> None:
    with transaction():
        db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="record_check").one().ended_at = now()
    assert events(client.get(address).text) == []


def test_the_page_makes_renews_and_ends_the_address(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.ye_account)
    assert "You have no address yet." in browser.get("/me/calendar").text
    assert ".ics" in browser.post("/me/calendar/renew", follow_redirects=True).text
    assert "no longer works" in browser.post("/me/calendar/end", follow_redirects=True).text
    actions = [line.action for line in db.session.query(Disclosure) if line.action.startswith("calendar")]
    assert actions == ["calendar.renewed", "calendar.ended"]
    assert "秘密地址" in sign_in(cast.ye_account, "zh").get("/me/calendar").text
