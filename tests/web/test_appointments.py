"""The pages on which a meeting by appointment gets its date; both languages, no script. It is 5 March 2026."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.database import db, transaction
from app.models.children import Child
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting
from app.models.places import Place
from app.models.supporters import Evidence, Supporter
from tests.cast import Cast, live_match
from tests.march import in_march, saturday  # noqa: F401


@pytest.fixture
def pair(cast: Cast) -> str:
    """He, the doctor, beside Xiaoman since January, every four weeks: overdue since 29 January."""
    return beside(cast)


def beside(cast: Cast, **values) -> str:
    with transaction():
        child, he = db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.he)
        given = {"role": "doctor", "half_hour": None, "every_weeks": 4, "live_from": date(2026, 1, 1), **values}
        row = live_match(child, he, **given)
        db.session.flush()
        return row.public_id


def meetings() -> list[Meeting]:
    db.session.expire_all()
    return db.session.query(Meeting).all()


def address(pair: str) -> str:
    return f"/pairs/{pair}/appointment"


@pytest.mark.parametrize(("language", "words"), [("en", "Was due by Jan 29"), ("zh", "本应在 1月29日 前见面")])
@pytest.mark.parametrize("page", ["/me/schedule", "/me/circle"])
def test_the_supporter_reads_by_when_and_is_led_to_a_time(
    cast: Cast, sign_in, pair: str, page, language, words
) -> None:
    text = sign_in(cast.he_account, language).get(page).text
    assert words in text
    assert address(pair) in text


@pytest.mark.parametrize(("language", "words"), [("en", "Plan Sat, Mar 7 9:00"), ("zh", "约在 3月7日周六 9:00")])
@pytest.mark.parametrize("page", ["/coordination/", "/coordination/appointments"])
def test_the_office_is_offered_the_first_free_time_at_one_tap(
    cast: Cast, sign_in, pair: str, page: str, language: str, words: str
) -> None:
    text = sign_in(cast.coordinator, language).get(page).text
    assert words in text
    assert address(pair) in text


def test_one_tap_plans_it_and_the_line_is_gone(cast: Cast, sign_in, pair: str) -> None:
    ji = sign_in(cast.coordinator)
    form = re.search(rf'action="(/coordination/appointments/{pair})".*?</form>', ji.get("/coordination/").text, re.S)
    values = dict(re.findall(r'name="(starts_at|back)" value="([^"]+)"', form.group(0)))
    answer = ji.post(form.group(1), data=values, follow_redirects=True)
    assert "Planned for Sat, Mar 7 9:00" in answer.text
    assert "Was due by" not in answer.text
    assert [meeting.starts_at for meeting in meetings()] == [saturday(3, 7)]
    again = ji.post(form.group(1), data=values, follow_redirects=True)
    assert "The supporter already meets somebody at that time." in again.text
    assert len(meetings()) == 1


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-03-07T09:00"])
def test_a_button_that_carries_no_time_does_nothing(cast: Cast, sign_in, pair: str, text: str) -> None:
    assert (
        sign_in(cast.coordinator).post(f"/coordination/appointments/{pair}", data={"starts_at": text}).status_code
        == 400
    )


def test_a_button_never_leads_out_of_the_house(cast: Cast, sign_in, pair: str) -> None:
    data = {"starts_at": saturday(3, 7).isoformat(), "back": "https://elsewhere.example"}
    answer = sign_in(cast.coordinator).post(f"/coordination/appointments/{pair}", data=data)
    assert answer.location == "/coordination/appointments"


@pytest.mark.parametrize("page", ["/coordination/children/{child}", "/coordination/children/{child}/pair?role=doctor"])
def test_the_child_and_its_pairs_lead_to_it_too(cast: Cast, sign_in, pair: str, page: str) -> None:
    from tests.programmes import programme_version  # noqa: PLC0415

    programme_version()
    child = db.session.get_one(Child, cast.xiaoman).public_id
    text = sign_in(cast.coordinator).get(page.format(child=child)).text
    assert "Was due by Jan 29" in text
    assert address(pair) in text


def test_a_time_offered_is_taken_and_stands_in_the_schedule_and_the_calendar(cast: Cast, sign_in, pair: str) -> None:
    he = sign_in(cast.he_account)
    offered = re.findall(r'name="starts_at"[^>]*value="([^"]+)"', he.get(address(pair)).text)
    assert offered[0] == saturday(3, 7).isoformat()
    answer = he.post(address(pair), data={"starts_at": offered[1]}, follow_redirects=True)
    assert "It stands in the schedule. The others have been told." in answer.text
    schedule = he.get("/me/schedule").text
    assert "Next meeting · in 9 days" in schedule
    assert "To agree on" not in schedule
    he.post("/me/calendar/renew")
    key = re.search(r"/calendar/([^/\"]+)\.ics", he.get("/me/calendar").text).group(1)
    assert "DTSTART;TZID=Asia/Shanghai:20260314T090000" in he.get(f"/calendar/{key}.ics").text


def test_a_day_and_an_hour_of_ones_own(cast: Cast, sign_in, pair: str) -> None:
    sign_in(cast.he_account).post(address(pair), data={"day": "2026-06-13", "time": "19"})
    assert [meeting.starts_at.hour * 60 + meeting.starts_at.minute for meeting in meetings()] == [90]
    assert meetings()[0].starts_at.date() == date(2026, 6, 13)


@pytest.mark.parametrize(
    ("language", "data", "words"),
    [
        ("en", {}, "Choose one of the times, or write down a day and an hour."),
        ("en", {"starts_at": "nonsense"}, "Choose one of the times, or write down a day and an hour."),
        ("en", {"day": "soon", "time": "18"}, "Please write the day as year-month-day"),
        ("en", {"day": "2026-03-04", "time": "18"}, "That time is over."),
        ("en", {"day": "2036-03-04", "time": "18"}, "That is more than a year ahead."),
        ("en", {"day": "2026-03-08", "time": "18"}, "The child is not free then."),
        ("zh", {"day": "2026-03-08", "time": "18"}, "孩子那时没空。有空的时间写在这一页。"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(cast: Cast, sign_in, pair: str, language, data, words) -> None:
    answer = sign_in(cast.he_account, language).post(address(pair), data=data)
    assert answer.status_code == 200
    assert words in answer.text
    assert meetings() == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "not on record: please ask before you choose"), ("zh", "选之前请先问一问")]
)
def test_hours_that_are_not_known_are_told_of(cast: Cast, sign_in, pair: str, language: str, words: str) -> None:
    with transaction():
        db.session.get_one(Child, cast.xiaoman).windows = []
    assert words in sign_in(cast.he_account, language).get(address(pair)).text


def test_where_no_second_adult_ever_is_the_page_says_what_to_do(cast: Cast, sign_in, pair: str) -> None:
    with transaction():
        db.session.get_one(Place, cast.centre).staffed = []
    text = sign_in(cast.he_account).get(address(pair)).text
    assert "No staffed hours are on record" in text
    assert "No time of the next four weeks is free" in text
    assert "No common free time in four weeks." in sign_in(cast.coordinator).get("/coordination/appointments").text


def test_the_meeting_moves_to_a_day_and_an_hour_of_ones_own(cast: Cast, sign_in, pair: str) -> None:
    he = sign_in(cast.he_account)
    he.post(address(pair), data={"starts_at": saturday(3, 7).isoformat()})
    here = f"/meetings/{meetings()[0].public_id}"
    assert 'name="day"' in he.get(here).text
    assert (
        "The child is not free then."
        in he.post(f"{here}/move", data={"day": "2026-03-08", "time": "18"}, follow_redirects=True).text
    )
    he.post(f"{here}/move", data={"day": "2026-03-21", "time": "18"})
    assert meetings()[0].starts_at == saturday(3, 21)
    assert "Moved from" not in he.get(here).text


@pytest.mark.parametrize("values", [{"half_hour": 258}, {"state": MatchState.OFFERED, "live_from": None}])
def test_a_weekly_or_offered_pair_has_no_such_page(cast: Cast, sign_in, values) -> None:
    assert sign_in(cast.he_account).get(address(beside(cast, **values))).status_code == 404


def test_for_another_supporter_there_is_no_such_page(cast: Cast, sign_in, pair: str) -> None:
    assert sign_in(cast.ye_account).get(address(pair)).status_code == 404
    assert sign_in(cast.director).get(address(pair)).status_code == 403


def test_once_papers_have_run_out_there_is_no_such_page(cast: Cast, sign_in, pair: str) -> None:
    with transaction():
        db.session.query(Evidence).filter_by(supporter_id=cast.he, kind="record_check").one().valid_until = date(
            2026, 3, 4
        )
    assert sign_in(cast.he_account).get(address(pair)).status_code == 404


def test_the_pages_hold_nothing_of_the_child_but_the_pseudonym(cast: Cast, sign_in, pair: str) -> None:
    for who, page in ((cast.he_account, address(pair)), (cast.coordinator, "/coordination/appointments")):
        text = sign_in(who).get(page).text
        assert "Xiaoman 042" in text
        for canary in ("Invented Xiaoman", "Invented Grandmother", "by the old mill", "19900000001"):
            assert canary not in text


def test_an_ended_pair_is_gone_for_its_supporter(cast: Cast, sign_in, pair: str) -> None:
    with transaction():
        db.session.query(Match).one().state = MatchState.ENDED
    assert sign_in(cast.he_account).get(address(pair)).status_code == 404
