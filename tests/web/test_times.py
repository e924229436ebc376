"""My times, and a coordinator's way to keep them for somebody on the phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.clock import today
from app.database import db, transaction
from app.models.children import Child
from app.models.supporters import Supporter
from tests.cast import SATURDAY_MORNING, WEDNESDAY_AFTERNOON, Cast, live_match
from tests.web.test_supporters import assert_chinese, page_of

LIMITS = {"mode": "bus", "weekly_minutes": "180", "travel_limit": "45", "stays_until": ""}


@pytest.fixture
def phone(cast: Cast, sign_in) -> FlaskClient:
    return sign_in(cast.ye_account)


def supporter(cast: Cast) -> Supporter:
    return db.session.get_one(Supporter, cast.ye)


def save(cast: Cast, browser: FlaskClient, path: str = "/me/times", **fields: str):
    return browser.post(path, data=LIMITS | {"version": supporter(cast).version} | fields, follow_redirects=True)


def test_painted_cells_are_kept_and_finer_hours_stay(cast: Cast, phone: FlaskClient) -> None:
    answer = save(cast, phone, **{"week-0-0": "prefer", "week-5-0": "partly", "week-2-3": "no"})
    assert "Saved: 5.5 hours a week" in answer.text
    assert supporter(cast).windows == [[17, 23, "prefer"], SATURDAY_MORNING]
    assert (supporter(cast).mode, supporter(cast).weekly_minutes, supporter(cast).travel_limit) == ("bus", 180, 45)


def test_the_page_offers_limits_of_ones_own_that_are_not_usual(cast: Cast, phone: FlaskClient) -> None:
    with transaction():
        supporter(cast).weekly_minutes = 150
        supporter(cast).travel_limit = 33
    page = phone.get("/me/times").text
    assert '<option selected value="150">2.5 hours</option>' in page
    assert '<option selected value="33">33 minutes</option>' in page


def test_a_meeting_outside_the_new_hours_is_named(cast: Cast, phone: FlaskClient) -> None:
    with transaction():
        live_match(db.session.get_one(Child, cast.xiaoman), supporter(cast))
    assert "lies outside" not in save(cast, phone).text
    answer = save(cast, phone, **{"week-5-0": "no"})
    assert "The meeting on Sat 9:00 stays, though it lies outside these hours" in answer.text


def test_an_applicant_hears_when_the_hours_count(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.zhou_account)
    version = db.session.get_one(Supporter, cast.zhou).version
    answer = browser.post("/me/times", data=LIMITS | {"version": version}, follow_redirects=True)
    assert "as soon as your vetting is done" in answer.text


def test_a_slip_keeps_what_was_painted(cast: Cast, phone: FlaskClient) -> None:
    answer = save(cast, phone, stays_until="2001-01-01", **{"week-1-1": "prefer"})
    assert answer.status_code == 422
    assert "This day is over." in answer.text
    assert re.search(r'name="week-1-1" id="week-1-1-2" value="prefer" checked', answer.text)
    assert supporter(cast).windows == [SATURDAY_MORNING, WEDNESDAY_AFTERNOON]


def test_a_page_that_lay_open_while_a_coordinator_changed_it_is_not_saved(cast: Cast, phone: FlaskClient) -> None:
    version = supporter(cast).version
    save(cast, phone, **{"week-0-0": "can"})
    assert phone.post("/me/times", data=LIMITS | {"version": version, "week-0-0": "no"}).status_code == 409
    assert supporter(cast).windows[0] == [17, 23, "can"]


def test_days_away_are_added_and_removed(cast: Cast, phone: FlaskClient) -> None:
    first = today() + timedelta(days=3)
    phone.post("/me/times/away", data={"first_day": str(first), "last_day": "", "note": "exams"})
    assert [(row.first_day, row.last_day) for row in supporter(cast).away] == [(first, first)]
    assert "exams" in phone.get("/me/times").text
    phone.post("/me/times/away/remove", data={"first_day": str(first), "last_day": str(first)})
    assert supporter(cast).away == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"first_day": ""}, "fill this in"),
        ({"first_day": "next week"}, "year-month-day"),
        ({"first_day": "2999-01-02", "last_day": "2999-01-01"}, "before the first day"),
        ({"first_day": "2001-01-01"}, "is over"),
    ],
)
def test_days_that_cannot_be_are_told(cast: Cast, phone: FlaskClient, data: dict, words: str) -> None:
    answer = phone.post("/me/times/away", data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert supporter(cast).away == []


class TestOnBehalf:
    """A coordinator writes down what was told on the phone."""

    def test_paints_types_exact_hours_and_days(self, cast: Cast, sign_in) -> None:
        desk, path = sign_in(cast.coordinator), f"{page_of(cast.ye)}/times"
        assert save(cast, desk, path, **{"week-5-0": "no", "week-2-3": "no"}).status_code == 200
        assert supporter(cast).windows == []
        exact = {"weekday": "5", "first": "18", "until": "23", "gladly": "can"}
        desk.post(f"{path}/hours", data=exact | {"version": supporter(cast).version})
        assert supporter(cast).windows == [[258, 263, "can"]]
        assert "Sat 9:00–11:30" in desk.get(path).text
        first = str(today())
        desk.post(f"{path}/away", data={"first_day": first})
        desk.post(f"{path}/away/remove", data={"first_day": first, "last_day": first})
        assert supporter(cast).away == []

    def test_hours_that_end_before_they_begin_are_refused(self, cast: Cast, sign_in) -> None:
        desk = sign_in(cast.coordinator)
        backwards = {"weekday": "5", "first": "23", "until": "18", "gladly": "can", "version": "1"}
        answer = desk.post(f"{page_of(cast.ye)}/times/hours", data=backwards)
        assert answer.status_code == 422
        assert "after the beginning" in answer.text


def test_the_page_speaks_chinese_and_stays_light(cast: Cast, sign_in) -> None:
    page = sign_in(cast.ye_account, "zh").get("/me/times").text
    assert_chinese(page)
    assert len(page.encode()) < 60_000
