"""The supporter's side of a rota: shifts to answer, beside circle meetings on the schedule, on paper, in the calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.models.accounts import Account, Role
from app.models.assignments import Assignment, AssignmentState
from app.models.children import Child
from app.models.meetings import Meeting
from app.models.supporters import Supporter
from app.operations.subscriptions import renew_calendar
from app.queries.agenda import coming_keys, entries, next_entry
from tests.activities import moment
from tests.cast import live_match
from tests.rotas import assign, shift_on, wednesday


@pytest.fixture
def ye(cast, sign_in):
    return sign_in(cast.ye_account)


@pytest.fixture
def offer(cast) -> str:
    with transaction():
        opening = shift_on(wednesday(), cast.centre).openings[0]
        row = assign(opening, cast.ye, state=AssignmentState.OFFERED, reasons=[{"code": "familiar", "strength": 3}])
        return row.public_id


@pytest.fixture
def busy_week(cast) -> None:
    """A meeting on Tuesday and a shift said yes to on Wednesday of next week."""
    with transaction():
        match = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        when = moment(wednesday() - timedelta(days=1), 17)
        db.session.add(Meeting(match=match, planned_for=when, starts_at=when, place_id=cast.centre))
        assign(shift_on(wednesday(), cast.centre).openings[0], cast.ye)


def state_of(public_id: str) -> str:
    db.session.expire_all()
    return db.session.query(Assignment).filter_by(public_id=public_id).one().state


class TestAnswering:
    """Yes or no, one by one or all at once."""

    @pytest.mark.parametrize(("language", "words"), [("en", "Not this time"), ("zh", "这次不合适")])
    def test_the_page_says_what_and_why(self, cast, sign_in, offer, language, words):
        page = sign_in(cast.ye_account, language).get("/me/shifts").text
        assert words in page
        assert "16:30–18:30" in page

    @pytest.mark.parametrize(
        ("language", "words"), [("en", "Please answer by {0:%a, %b} {0.day} 9:05."), ("zh", "{0.month}月{0.day}日")]
    )
    def test_day_and_hour_to_answer_by_are_said(self, cast, sign_in, offer, language, words):
        until = moment(wednesday() - timedelta(days=1), 9, 5)
        with transaction():
            db.session.query(Assignment).filter_by(public_id=offer).one().answer_by = until
        page = sign_in(cast.ye_account, language).get("/me/shifts").text
        assert words.format(until) in page
        assert " 9:05" in page

    def test_a_shift_moved_forward_is_answered_before_it_begins(self, cast, ye, offer):
        with transaction():
            row = db.session.query(Assignment).filter_by(public_id=offer).one()
            row.answer_by = row.shift.starts_at
            row.shift.starts_at -= timedelta(hours=3)
        assert "13:30." in ye.get("/me/shifts").text

    def test_a_yes_goes_on_the_schedule(self, ye, offer):
        assert "It is on your schedule" in ye.post(f"/me/shifts/{offer}/yes", follow_redirects=True).text
        assert state_of(offer) == "accepted"

    def test_a_no_is_thanked_for_with_or_without_a_reason(self, ye, offer):
        assert "Thank you for telling us" in ye.post(f"/me/shifts/{offer}/no", follow_redirects=True).text
        assert state_of(offer) == "declined"

    @pytest.mark.parametrize(("language", "words"), [("en", ">Take it back<"), ("zh", ">撤回<")])
    def test_a_slip_of_the_finger_is_taken_back(self, cast, sign_in, offer, language, words):
        browser = sign_in(cast.ye_account, language)
        assert words in browser.post(f"/me/shifts/{offer}/no", follow_redirects=True).text
        assert words in browser.get(f"/me/shifts/{offer}").text
        browser.post(f"/me/shifts/{offer}/back")
        assert state_of(offer) == "offered"
        assert words not in browser.get("/me/shifts").text

    def test_all_at_once(self, cast, ye, offer):
        with transaction():
            assign(shift_on(wednesday(2), cast.centre).openings[0], cast.ye, state=AssignmentState.OFFERED)
        assert "Yes to all 2" in ye.get("/me/shifts").text
        assert "2 shifts are on your schedule." in ye.post("/me/shifts/yes", follow_redirects=True).text

    def test_somebody_elses_offer_is_not_there(self, cast, sign_in, offer):
        assert sign_in(cast.he_account).post(f"/me/shifts/{offer}/yes").status_code == 404
        assert state_of(offer) == "offered"

    def test_a_strange_answer_is_not_there(self, ye, offer):
        assert ye.post(f"/me/shifts/{offer}/perhaps").status_code == 404


class TestSchedule:
    """Meetings and shifts in one list."""

    def test_both_stand_in_order(self, cast, busy_week):
        found = entries(db.session.scalars(coming_keys(cast.ye)))
        assert [bool(entry.meeting) for entry in found] == [True, False]
        assert next_entry(cast.ye).meeting is not None

    @pytest.mark.parametrize(("language", "words"), [("en", "After-school class"), ("zh", "课后陪伴")])
    def test_the_page_shows_both(self, cast, sign_in, busy_week, language, words):
        page = sign_in(cast.ye_account, language).get("/me/schedule").text
        assert words in page
        assert "16:30–18:30" in page

    def test_the_week_marks_both_days(self, ye, busy_week):
        page = ye.get(f"/me/schedule?week={wednesday().isoformat()}").text
        assert page.count('class="has"') == 2

    def test_a_shift_that_comes_first_leads_the_page(self, cast, ye):
        with transaction():
            assign(shift_on(today() + timedelta(days=1), cast.centre).openings[0], cast.ye)
        assert "Next shift" in ye.get("/me/schedule").text

    def test_an_offer_is_told_of_and_does_not_stand_in_the_list(self, cast, ye, offer):
        assert "There is 1 shift we would like to ask you for." in ye.get("/me/schedule").text
        assert entries(db.session.scalars(coming_keys(cast.ye))) == []

    def test_paper_shows_both(self, ye, busy_week):
        page = ye.get("/me/schedule/print").text
        assert page.count('<th scope="row">') == 2

    def test_the_phones_calendar_gets_times_and_places_of_both_and_nothing_about_a_child(self, cast, client, busy_week):
        renew_calendar(by=Actor(cast.ye_account, {Role.SUPPORTER: frozenset()}, supporter_id=cast.ye))
        key = db.session.get_one(Account, cast.ye_account).calendar_key
        text = client.get(f"/calendar/{key}.ics").text
        assert text.count("BEGIN:VEVENT") == 2
        assert "Care Circle shift" in text
        assert "xiaoman" not in text.lower()

    def test_a_shift_that_fell_away_is_cancelled_on_the_phone(self, cast, client):
        with transaction():
            assign(shift_on(wednesday(), cast.centre).openings[0], cast.ye, state=AssignmentState.CANCELLED)
        renew_calendar(by=Actor(cast.ye_account, {Role.SUPPORTER: frozenset()}, supporter_id=cast.ye))
        key = db.session.get_one(Account, cast.ye_account).calendar_key
        assert "STATUS:CANCELLED" in client.get(f"/calendar/{key}.ics").text


class TestShare:
    """One's own hours next to the median, and everybody's for the coordinator."""

    def test_ones_own_share_stands_next_to_the_median(self, cast, ye):
        with transaction():
            for number, supporter_id in enumerate((cast.ye, cast.he, cast.lin)):
                for _ in range(number + 1):
                    row = shift_on(today(), cast.centre, state="held")
                    assign(row.openings[0], supporter_id, state=AssignmentState.DONE, minutes=15)
        page = ye.get("/me/shifts").text
        # two hours and a quarter of an hour each way; the one in the middle came twice
        assert "2.5 h" in page
        assert "5 h" in page
        assert "Compared with 3 people who offered hours this month." in page

    @pytest.mark.parametrize("order", ["share", "least", "hours", "ways", "declined"])
    def test_the_coordinator_sees_who_carries_how_much_sorted(self, cast, sign_in, order):
        with transaction():
            assign(shift_on(today() + timedelta(days=1), cast.centre).openings[0], cast.he, minutes=20)
            no = shift_on(today() + timedelta(days=2), cast.centre).openings[0]
            assign(no, cast.ye, state=AssignmentState.DECLINED)
        page = sign_in(cast.coordinator).get(f"/coordination/rota/burdens?order={order}").text
        names = [name for name in ("Ye Wenzhou", "He Qingyuan") if name in page]
        assert len(names) == 2
        first = "Ye Wenzhou" if order in ("declined", "least") else "He Qingyuan"
        assert page.index(first) == min(page.index(name) for name in names)

    def test_a_strange_order_is_not_there(self, cast, sign_in):
        assert sign_in(cast.coordinator).get("/coordination/rota/burdens?order=beauty").status_code == 404

    def test_what_people_said_no_to_is_listed_with_its_reason(self, cast, sign_in):
        with transaction():
            opening = shift_on(wednesday(), cast.centre).openings[0]
            assign(opening, cast.ye, state=AssignmentState.DECLINED, reason="too_far")
        ji = sign_in(cast.coordinator)
        assert "Ye Wenzhou" in ji.get("/coordination/rota/declined?reason=too_far").text
        assert "Ye Wenzhou" not in ji.get("/coordination/rota/declined?reason=times").text


class TestPublishedBoard:
    """The rota as it stands, and on paper."""

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_the_board_shows_who_stands_and_who_is_asked(self, cast, sign_in, offer, language):
        page = sign_in(cast.coordinator, language).get(f"/coordination/rota?week={wednesday().isoformat()}").text
        assert "Wenzhou" in page
        assert "slot-short" in page

    def test_the_sheet_has_first_names_and_emergency_numbers_on_its_back(self, cast, sign_in, busy_week):
        with transaction():
            place = shift_on(wednesday(), cast.centre).place.public_id
        page = sign_in(cast.coordinator).get(f"/coordination/rota/print/{place}?week={wednesday().isoformat()}").text
        assert "Wenzhou" in page
        assert "Ye Wenzhou" not in page
        assert page.count('class="sheet"') == 2
        for number in ("110", "120", "119", "12345", "12338", "12355", "12309", "12356"):
            assert number in page

    def test_the_child_director_prints_her_own_centre_and_no_other(self, cast, sign_in):
        with transaction():
            own = shift_on(wednesday(), cast.centre).place.public_id
            other = shift_on(wednesday(), cast.other_village).place.public_id
        lan = sign_in(cast.director)
        week = wednesday().isoformat()
        assert lan.get(f"/village/print/rota/{own}?week={week}").status_code == 200
        assert lan.get(f"/village/print/rota/{other}?week={week}").status_code == 404

    def test_a_place_without_shifts_has_no_sheet(self, sign_in, cast):
        assert sign_in(cast.coordinator).get("/coordination/rota/print/nothing").status_code == 404
