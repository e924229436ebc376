"""The day sheet, the forecast, signing off, hours: pages as their readers see them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account, Grant, Role
from app.models.activities import Shift
from app.models.assignments import ReplacementAsk
from app.models.children import Child
from app.models.hours import Attendance, Ticket
from app.models.places import Place
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.operations.attendance import give_tickets
from app.queries.check_codes import door_code, own_code
from tests.activities import afternoon, place_on
from tests.cast import Cast, account
from tests.days import Day, check_in, shift_from
from tests.rotas import companions, shift_on, wednesday
from tests.servers.databases import both_databases


@pytest.fixture
def day(cast: Cast) -> Day:
    """A shift that began twenty minutes ago; nobody was noted."""
    return shift_from(cast, 20)


def centre(cast: Cast) -> str:
    return db.session.get_one(Place, cast.centre).public_id


def by_director(cast: Cast) -> Actor:
    return Actor(cast.director, {Role.DIRECTOR: frozenset({cast.village})})


def sheet(browser, cast: Cast, day: Day) -> str:
    return browser.get(f"/day/{centre(cast)}?day={day.row().local_day}").text


class TestTheDaySheet:
    def test_says_do_not_start_and_whom_to_ring_while_the_second_adult_is_missing(self, cast, day, sign_in):
        check_in(day, "Ye")
        page = sheet(sign_in(cast.director), cast, day)
        assert "Do not start." in page
        assert "1 adult: do not start yet" in page
        assert 'href="tel:19900000000"' in page

    def test_phone_numbers_are_noted_in_the_audit_once_however_often_the_page_looks(self, cast, day, sign_in):
        browser = sign_in(cast.director)
        for _look in range(3):
            assert 'href="tel:19900000000"' in sheet(browser, cast, day)
        lines = db.session.query(Disclosure).filter_by(action="shift.call_list", account_id=cast.director)
        assert [line.subject_id for line in lines] == [day.row().public_id]

    def test_says_how_many_children_are_safe_with_the_adults_there(self, cast, day, sign_in):
        check_in(day, "Ye", "Mei")
        page = sheet(sign_in(cast.director), cast, day)
        assert "2 adults: up to 16 children" in page
        assert "Do not start." not in page

    def test_says_so_when_more_children_came_than_are_safe(self, cast, day, sign_in):
        check_in(day, "Ye", "Mei")
        with transaction():
            shift = db.session.get_one(Shift, day.shift)
            shift.ratio = 1
            shift.children = 2
        for name in ("xiaoman", "bailu", "guyu"):
            give_tickets(cast.centre, [db.session.get_one(Child, getattr(cast, name)).public_id], by=all_seeing(cast))
        browser = sign_in(cast.director)
        browser.post(f"/day/shifts/{day.row().public_id}/children", data={"here": ["1", "2", "3"]})
        assert "3 children are here, 2 are safe." in sheet(browser, cast, day)

    def test_raises_no_alarm_about_children_once_the_shift_has_ended(self, cast, sign_in):
        over = shift_from(cast, 121)
        check_in(over, "Ye", "Mei", left=120)
        give_tickets(cast.centre, [db.session.get_one(Child, cast.xiaoman).public_id], by=all_seeing(cast))
        browser = sign_in(cast.director)
        browser.post(f"/day/shifts/{over.row().public_id}/children", data={"here": ["1"]})
        page = sheet(browser, cast, over)
        assert "2 grown-ups were here" in page
        assert 'role="alert"' not in page

    def test_one_tap_notes_a_coming_and_another_takes_it_back(self, cast, day, sign_in):
        browser = sign_in(cast.director)
        name = day.of("Ye").public_id
        assert browser.post(f"/day/people/{name}/in").status_code == 302
        assert day.of("Ye").checked_in_at is not None
        browser.post(f"/day/people/{name}/back")
        assert day.of("Ye").checked_in_at is None

    def test_takes_the_code_somebody_shows(self, cast, day, sign_in):
        browser = sign_in(cast.director)
        answer = browser.post(
            f"/day/shifts/{day.row().public_id}/code", data={"code": own_code(day.of("Mei"))}, follow_redirects=True
        )
        assert "Lan Mei is here." in answer.text

    def test_27_numbers_are_typed_in_one_form_after_a_power_cut(self, cast, day, sign_in):
        with transaction():
            for number in range(1, 28):
                child = Child(
                    pseudonym="guyu", number=500 + number, name="x", sex="male", born=db.session.get_one(Child, cast.guyu).born,
                    village_id=cast.village, rhythm=3,
                )  # fmt: skip
                db.session.add(child)
                db.session.flush()
                db.session.add(Ticket(place_id=cast.centre, child_id=child.id, number=number))
        numbers = "99 " + " ".join(str(number) for number in range(1, 28) if number not in (4, 9))
        browser = sign_in(cast.director)
        address = f"/day/shifts/{day.row().public_id}/children"
        answer = browser.post(address, data={"typed": numbers, "all": "1"}, follow_redirects=True)
        assert "No child has this number here: 99." in answer.text
        noted = {one.ticket.number: one.present for one in db.session.query(Attendance)}
        assert len(noted) == 27
        assert [number for number, present in noted.items() if not present] == [4, 9]

    def test_no_name_of_a_child_and_no_pseudonym_stands_on_sheet_or_paper(self, cast, day, sign_in):
        give_tickets(cast.centre, [db.session.get_one(Child, cast.xiaoman).public_id], by=by_director(cast))
        browser = sign_in(cast.director)
        paper = browser.get(f"/day/{centre(cast)}/paper?day={day.row().local_day}").text
        for page in (sheet(browser, cast, day), paper):
            assert "Xiaoman" not in page
            assert "小满" not in page
        assert "Tick the numbers" in paper

    def test_a_day_without_shifts_has_a_heading_and_a_way_on_and_no_paper(self, cast, day, sign_in):
        browser = sign_in(cast.director)
        empty = day.row().local_day + timedelta(days=30)
        shown, paper = (browser.get(f"/day/{centre(cast)}{what}?day={empty}").text for what in ("", "/paper"))
        for page in (shown, paper):
            assert page.count("<h1") == 1
            assert "No shifts on this day" in page
            assert f'href="/day?day={empty}"' in page
        assert "On paper" not in shown

    def test_is_not_there_for_a_director_of_another_village(self, cast, day, sign_in):
        with transaction():
            other = Account(name="Other", handle="o@example.org", handle_hash=b"o" * 16, language="en")
            db.session.add(other)
            other.grants = [Grant(role=Role.DIRECTOR, place_id=cast.other_village)]
            db.session.flush()
            other_id = other.id
        browser = sign_in(other_id)
        assert browser.get(f"/day/{centre(cast)}").status_code == 404
        assert browser.post(f"/day/people/{day.of('Ye').public_id}/in").status_code == 404

    def test_reads_in_chinese(self, cast, day, sign_in):
        page = sign_in(cast.director, "zh").get(f"/day/{centre(cast)}?day={day.row().local_day}").text
        assert "先不要开始" in page


def all_seeing(cast: Cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


class TestComingIn:
    def test_ye_types_the_code_at_the_door_and_leaves_by_it(self, cast, day, sign_in):
        browser = sign_in(cast.ye_account)
        address = f"/me/day/{day.of('Ye').public_id}"
        assert own_code(day.of("Ye")) in browser.get(address).text
        browser.post(f"{address}/in", data={"code": door_code(day.row())})
        assert day.of("Ye").checked_in_at is not None
        browser.post(f"{address}/out", data={"code": door_code(day.row())})
        assert day.of("Ye").checked_out_at is not None

    def test_another_shifts_code_does_not_fit(self, cast, day, sign_in):
        browser = sign_in(cast.ye_account)
        wrong = "0000" if door_code(day.row()) != "0000" else "1111"
        answer = browser.post(f"/me/day/{day.of('Ye').public_id}/in", data={"code": wrong}, follow_redirects=True)
        assert "This code does not fit." in answer.text
        assert day.of("Ye").checked_in_at is None

    def test_who_was_noted_as_missing_still_comes_in_by_the_code(self, cast, day, sign_in):
        sign_in(cast.director).post(f"/day/people/{day.of('Ye').public_id}/missed")
        address = f"/me/day/{day.of('Ye').public_id}"
        sign_in(cast.ye_account).post(f"{address}/in", data={"code": door_code(day.row())})
        assert (day.of("Ye").state, day.of("Ye").checked_in_at is not None) == ("done", True)

    def test_somebody_elses_shift_is_not_there(self, cast, day, sign_in):
        assert sign_in(cast.ye_account).get(f"/me/day/{day.of('Mei').public_id}").status_code == 404


class TestTheForecast:
    @both_databases
    def test_says_in_words_what_a_shift_lacks(self, cast, sign_in):
        with transaction():
            afternoon(cast.centre, 3, needs_woman=True, needs_first_aider=True)
        page = sign_in(cast.coordinator).get("/forecast").text
        assert "2 more adults" in page
        assert "a woman" in page
        assert "a first-aider" in page
        assert "2 places: companion" in page

    def test_a_second_adult_is_called_so(self, cast, sign_in):
        with transaction():
            shift = shift_on(wednesday(), cast.centre)
            place_on(shift, cast.ye)
        browser = sign_in(cast.director)
        page = browser.get("/forecast").text
        assert "a second adult" in page
        [tap] = re.findall(r'action="(/shifts/[^"]+/search)"', page)
        assert "being asked" in browser.post(tap, follow_redirects=True).text
        assert "It cannot open as it stands." in page

    def test_offers_only_what_can_help_and_says_how_many_could_come(self, cast, sign_in):
        with transaction():
            hua, lan = companions(cast, "Hua", "Lan")
            account("Hua", Role.SUPPORTER, supporter=db.session.get_one(Supporter, hua))
            for one in (cast.he, cast.lin, cast.ye):
                db.session.get_one(Supporter, one).state = "ended"
            row = shift_on(wednesday(), cast.centre)
            place_on(row, companions(cast, "Mei")[0])
            opening = row.openings[0].id
        browser = sign_in(cast.coordinator)
        page = browser.get("/forecast").text
        assert "2 people could come and were not asked yet." in page
        assert "Ask a few at a time" in page
        assert "fewer children" not in page
        with transaction():
            for one in (hua, lan):
                db.session.add(ReplacementAsk(opening_id=opening, supporter_id=one, state="no", answer_by=now()))
        page = browser.get("/forecast").text
        assert "Nobody is left who could come by the rules" in page
        assert "Ask a few at a time" not in page
        with transaction():
            db.session.query(ReplacementAsk).delete()
            for one in (hua, lan):
                db.session.get_one(Supporter, one).windows = [[0, 20, "can"]]
        page = browser.get("/forecast").text
        assert "Only the hours keep 2 more people away." in page
        assert ">Other hours<" in page

    def test_is_quiet_about_shifts_that_can_open_or_lie_further_off(self, cast, sign_in):
        with transaction():
            full = afternoon(cast.centre, 3)
            place_on(full, cast.ye)
            place_on(full, cast.he, seat=1)
            afternoon(cast.centre, 20)
        assert "can open" in sign_in(cast.coordinator).get("/forecast").text

    def test_people_of_the_right_number_who_are_all_new_are_not_enough(self, cast, sign_in):
        with transaction():
            shift = afternoon(cast.centre, 3)
            for seat, who in enumerate((cast.ye, cast.he)):
                place_on(shift, who, seat=seat)
                db.session.get_one(Supporter, who).probation = True
        assert "somebody who is not new" in sign_in(cast.coordinator).get("/forecast").text


class TestSigningOff:
    def test_a_plain_shift_is_signed_off_with_one_tap_and_counts(self, cast, sign_in):
        day = shift_from(cast, 180)
        check_in(day, "Ye", "Mei", "Jing", came=-5, left=121)
        browser = sign_in(cast.director)
        assert "Sign off 1 shift where all is plain" in browser.get("/sign-off").text
        browser.post("/sign-off/plain", data={"shift": day.row().public_id})
        assert (day.row().state, day.of("Ye").minutes_signed) == ("closed", 120)
        assert "2 h" in sign_in(cast.ye_account).get("/me/hours").text

    def test_somebody_who_came_long_before_is_no_plain_case(self, cast, sign_in):
        day = shift_from(cast, 180)
        check_in(day, "Ye", "Mei", "Jing", came=-20, left=121)
        browser = sign_in(cast.director)
        page = browser.get("/sign-off").text
        assert "where all is plain" not in page
        assert "2 h (came more than 10 minutes early)" in page
        assert 'value="120"' in browser.get(f"/sign-off/{day.row().public_id}").text

    def test_minutes_are_corrected_with_a_reason(self, cast, sign_in):
        day = shift_from(cast, 180)
        check_in(day, "Ye", "Mei", came=0, left=120)
        browser = sign_in(cast.director)
        lines = {}
        for name, came, minutes in (("Ye", "yes", "90"), ("Mei", "yes", "120"), ("Jing", "no", "")):
            who = day.of(name).public_id
            lines |= {f"came-{who}": came, f"minutes-{who}": minutes, f"reason-{who}": ""}
        address = f"/sign-off/{day.row().public_id}"
        refused = browser.post(address, data=lines)
        assert refused.status_code == 422
        assert "choose why" in refused.text
        assert 'value="90"' in refused.text
        browser.post(address, data=lines | {f"reason-{day.of('Ye').public_id}": "early"})
        assert (day.of("Ye").minutes_signed, day.of("Ye").minutes_reason) == (90, "early")
        assert (day.of("Jing").state, day.of("Jing").minutes_signed) == ("missed", 0)

    def test_it_can_be_taken_back_today(self, cast, sign_in):
        day = shift_from(cast, 180)
        check_in(day, "Ye", "Mei", "Jing", left=120)
        browser = sign_in(cast.director)
        browser.post("/sign-off/plain", data={"shift": day.row().public_id})
        browser.post(f"/sign-off/{day.row().public_id}/back")
        assert (day.row().state, day.of("Ye").minutes_signed) == ("held", None)

    def test_what_is_not_signed_off_stands_on_the_hours_page(self, cast, sign_in):
        shift_from(cast, 180)
        assert "1 does not count yet" in sign_in(cast.ye_account).get("/me/hours").text
