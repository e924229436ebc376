"""The pages of living with the rota: open places, my shift, being asked, and what staff see of it, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.clock import today
from app.database import db, transaction
from app.jobs.rota_repairs import search_repair
from app.models.accounts import Role
from app.models.activities import Opening, Shift
from app.models.assignments import Assignment, ReplacementAsk, SwapOffer
from app.models.replacements import ReplacementSearch
from app.models.supporters import Supporter
from app.operations.replacements import go_on
from app.operations.rota_repairs import SEARCHES
from tests.cast import account
from tests.rotas import assign, companions, shift_on, wednesday


@pytest.fixture
def town(cast) -> dict[str, int]:
    """Wednesday's opening: Ye and Mei come, one more may; Hua, Lan and Qiu could, and have accounts."""
    with transaction():
        names = ("Mei", "Hua", "Lan", "Qiu")
        ids = dict(zip(names, companions(cast, *names), strict=True))
        accounts = {
            f"{name}_account": account(name, Role.SUPPORTER, supporter=db.session.get_one(Supporter, one))
            for name, one in ids.items()
        }
        opening = shift_on(wednesday(), cast.centre).openings[0]
        mine = assign(opening, cast.ye)
        assign(opening, ids["Mei"], 1)
        for one in (cast.he, cast.lin):
            db.session.get_one(Supporter, one).windows = []
        db.session.flush()
        return (
            ids
            | {name: row.id for name, row in accounts.items()}
            | {"opening": opening.id, "mine": mine.id, "shift": opening.shift_id}
        )


def name(table, row_id: int) -> str:
    return db.session.get_one(table, row_id).public_id


def text(answer) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


class TestOpenPlaces:
    """What somebody may take."""

    def test_the_list_holds_what_fits_and_says_why_the_rest_is_left_out(self, cast, town, sign_in):
        with transaction():
            night = shift_on(wednesday(), cast.centre)
            night.starts_at += timedelta(hours=4)
            night.ends_at += timedelta(hours=4)
        page = text(sign_in(town["Hua_account"]).get("/me/open"))
        assert f"/me/open/{name(Opening, town['opening'])}" in page
        assert page.count("<article") == 1
        assert "1: outside the times you named" in page

    def test_taking_it_leads_to_my_shift(self, town, sign_in):
        browser = sign_in(town["Hua_account"])
        opening = name(Opening, town["opening"])
        assert "I will come" in text(browser.get(f"/me/open/{opening}"))
        page = text(browser.post(f"/me/open/{opening}/take", follow_redirects=True))
        assert "It is on your schedule" in page
        assert '/cannot"' in page
        assert browser.get(f"/me/open/{opening}").status_code == 302

    def test_a_full_one_offers_the_list(self, town, sign_in):
        opening = name(Opening, town["opening"])
        sign_in(town["Hua_account"]).post(f"/me/open/{opening}/take")
        browser = sign_in(town["Lan_account"])
        page = text(browser.post(f"/me/open/{opening}/take", follow_redirects=True))
        assert "Every place is taken" in page
        page = text(browser.post(f"/me/open/{opening}/wait", follow_redirects=True))
        assert "You are on the list, and the first." in page
        assert "You wait for a place" in text(browser.get("/me/open"))
        browser.post(f"/me/open/{opening}/leave")
        assert "You wait for a place" not in text(browser.get("/me/open"))

    @pytest.mark.parametrize(("language", "words"), [("en", "Full: wait for a place"), ("zh", "已满，可以排队等")])
    def test_a_full_one_stands_in_the_list_for_whoever_could_come(self, cast, town, sign_in, language, words):
        with transaction():
            db.session.get_one(Opening, town["opening"]).most = 2
        opening = name(Opening, town["opening"])
        browser = sign_in(town["Hua_account"], language)
        page = text(browser.get("/me/open"))
        assert words in page
        assert f"/me/open/{opening}" in page
        browser.post(f"/me/open/{opening}/wait")
        assert words not in text(browser.get("/me/open"))
        assert words not in text(sign_in(cast.he_account, language).get("/me/open"))

    def test_full_ones_are_shown_ten_at_a_time(self, cast, town, sign_in):
        with transaction():
            for number in range(11):
                row = shift_on(wednesday(), cast.centre).openings[0]
                row.most = 2
                for seat, one in enumerate(companions(cast, f"A{number}", f"B{number}")):
                    assign(row, one, seat)
        browser = sign_in(town["Hua_account"])
        first, second = (text(browser.get(f"/me/open?full={number}")) for number in (1, 2))
        assert first.count('<li class="split split-c">') == 10
        assert second.count('<li class="split split-c">') == 1

    def test_a_shift_offered_by_somebody_is_among_them(self, cast, town, sign_in):
        with transaction():
            db.session.get_one(Opening, town["opening"]).most = 2
        sign_in(cast.ye_account).post(f"/me/shifts/{name(Assignment, town['mine'])}/offer")
        swap = db.session.scalars(select(SwapOffer)).one().public_id
        browser = sign_in(town["Hua_account"])
        assert f"/me/open/swaps/{swap}" in text(browser.get("/me/open"))
        assert "I take it over" in text(browser.get(f"/me/open/swaps/{swap}"))
        assert "It is yours now" in text(browser.post(f"/me/open/swaps/{swap}/take", follow_redirects=True))
        assert "Somebody took it over" in text(
            sign_in(cast.ye_account).get(f"/me/shifts/{name(Assignment, town['mine'])}")
        )

    def test_unknown_ones_are_not_there(self, town, sign_in):
        browser = sign_in(town["Hua_account"])
        for path in ("/me/open/nothing", "/me/open/swaps/nothing", "/me/shifts/nothing", "/me/asks/nothing"):
            assert browser.get(path).status_code == 404


class TestCannotCome:
    """One button, then what follows."""

    def test_the_page_says_what_follows_before_anything_happens(self, cast, town, sign_in):
        mine = name(Assignment, town["mine"])
        page = text(sign_in(cast.ye_account).get(f"/me/shifts/{mine}/cannot"))
        assert "There is more than a day" in page
        assert "the shift does not start: 2 adults have to be there." in page
        assert db.session.get_one(Assignment, town["mine"]).state == "accepted"

    def test_with_three_there_the_safe_number_falls(self, cast, town, sign_in):
        with transaction():
            found = db.session.get_one(Opening, town["opening"])
            found.shift.children = 24
            assign(found, town["Hua"], 2)
        mine = name(Assignment, town["mine"])
        page = text(sign_in(cast.ye_account).get(f"/me/shifts/{mine}/cannot"))
        assert "there is room for 16 children." in page

    def test_telling_them_frees_the_place_and_my_calendar_and_schedule_follow(self, cast, town, sign_in):
        browser = sign_in(cast.ye_account)
        mine = name(Assignment, town["mine"])
        assert f"/me/shifts/{mine}" in text(browser.get("/me/schedule"))
        page = text(browser.post(f"/me/shifts/{mine}/cannot", data={"reason": "ill"}, follow_redirects=True))
        assert "others are asked now" in page
        assert f"/me/shifts/{mine}" not in text(browser.get("/me/schedule"))
        browser.post("/me/calendar/renew")
        found = re.search(r"/calendar/[\w-]+\.ics", text(browser.get("/me/calendar")))
        feed = browser.get(found[0]).get_data(as_text=True)
        assert "STATUS:CANCELLED" in feed

    def test_somebody_elses_shift_is_not_there(self, town, sign_in):
        mine = name(Assignment, town["mine"])
        browser = sign_in(town["Hua_account"])
        assert browser.get(f"/me/shifts/{mine}/cannot").status_code == 404
        assert browser.post(f"/me/shifts/{mine}/cannot").status_code == 404


class TestBeingAsked:
    """From the message's link."""

    @pytest.fixture
    def asked(self, cast, town, sign_in) -> dict[int, str]:
        sign_in(cast.ye_account).post(f"/me/shifts/{name(Assignment, town['mine'])}/cannot")
        go_on(db.session.scalars(select(ReplacementSearch.id)).one())
        return {row.supporter_id: row.public_id for row in db.session.scalars(select(ReplacementAsk))}

    def test_the_first_yes_has_it_and_the_next_reads_thank_you(self, town, asked, sign_in):
        hua, lan = sign_in(town["Hua_account"]), sign_in(town["Lan_account"])
        assert "Could you?" in text(hua.get("/me/schedule"))
        assert "I will come" in text(hua.get(f"/me/asks/{asked[town['Hua']]}"))
        assert "You said yes." in text(hua.post(f"/me/asks/{asked[town['Hua']]}/yes", follow_redirects=True))
        page = text(lan.post(f"/me/asks/{asked[town['Lan']]}/yes", follow_redirects=True))
        assert "Someone is coming already, thank you" in page

    def test_a_no_with_a_reason(self, town, asked, sign_in):
        browser = sign_in(town["Hua_account"])
        path = f"/me/asks/{asked[town['Hua']]}"
        page = text(browser.post(f"{path}/no", data={"reason": "times"}, follow_redirects=True))
        assert "You said not this time." in page
        assert browser.get(f"/me/asks/{asked[town['Lan']]}").status_code == 404

    def test_staff_see_the_waves(self, cast, town, asked, sign_in):
        page = text(sign_in(cast.director).get(f"/shifts/{name(Shift, town['shift'])}/people"))
        assert page.count("Wave 1 ·") == 3
        assert "people are being asked" in page


class TestStaff:
    """Who could come, asked or placed by hand."""

    def test_asking_and_placing_by_hand(self, cast, town, sign_in):
        browser = sign_in(cast.coordinator)
        shift, opening = name(Shift, town["shift"]), name(Opening, town["opening"])
        mine = name(Assignment, town["mine"])
        page = text(browser.post(f"/shifts/{shift}/people/{mine}/cannot", follow_redirects=True))
        assert "Noted. Others are asked now." in page
        assert "never asked so far" in page
        path = f"/shifts/{shift}/people/{opening}/ask"
        page = text(browser.post(path, data={"supporter": name(Supporter, town["Hua"])}, follow_redirects=True))
        assert "1 person is asked." in page
        both = [name(Supporter, town[one]) for one in ("Lan", "Qiu")]
        page = text(browser.post(path, data={"supporter": both, "place": "1"}, follow_redirects=True))
        assert "choose exactly one" in page
        for chosen in both:  # they stay chosen
            assert re.search(rf'value="{chosen}" id="c\d+" checked', page)
        page = text(browser.post(path, data={"supporter": both[0], "place": "1"}, follow_redirects=True))
        assert "On the rota." in page
        assert "somebody was found" in page

    def test_stopping_and_starting(self, cast, town, sign_in):
        browser = sign_in(cast.coordinator)
        shift, opening = name(Shift, town["shift"]), name(Opening, town["opening"])
        browser.post(f"/shifts/{shift}/people/{name(Assignment, town['mine'])}/cannot")
        path = f"/shifts/{shift}/people/{opening}/search"
        assert "asking was stopped" in text(browser.post(path, data={"stop": "1"}, follow_redirects=True))
        assert "people are being asked" in text(browser.post(path, follow_redirects=True))


class TestRepairs:
    """A coordinator asks, a worker looks, the page shows how far it is, and one way is chosen."""

    @pytest.fixture
    def asked(self, cast, sign_in):
        """Return the coordinator's browser, and where the repair for Ye stands, who is out in the week after next."""
        with transaction():
            later = shift_on(wednesday(2), cast.centre).openings[0]
            assign(later, cast.ye)
        browser, day = sign_in(cast.coordinator), wednesday(2).isoformat()
        path = f"/coordination/rota/repairs/people/{name(Supporter, cast.ye)}"
        assert f'value="{today() + timedelta(days=7)}"' in text(browser.get(path))
        return browser, browser.post(path, data={"first": day, "last": day}).location

    def test_while_a_worker_looks_the_page_says_how_far_it_is_and_changes_nothing(self, cast, town, asked):
        browser, path = asked
        page = text(browser.get(path))
        assert 'aria-current="step">Waits for its turn' in page
        assert f'href="{path}">Reload' in page
        claimed = SEARCHES.claim(1, 40)
        SEARCHES.extend(claimed, stage="searching")
        page = text(browser.get(path))
        assert 'aria-current="step">Tries who could change places' in page
        assert "Do it this way" not in page

    def test_the_ways_are_shown_with_the_budget_and_one_is_carried_out(self, cast, town, asked):
        browser, path = asked
        search_repair(1)
        page = text(browser.get(path))
        assert "None changes the plans of more than 3 people." in page
        numbers = [int(one) for one in re.findall(r"the plans of (\d+) (?:person|people) change, of 3 at most", page)]
        assert 1 <= len(numbers) <= 3
        assert numbers == sorted(numbers)
        assert "Done." in text(browser.post(f"{path}/choice", data={"choice": "0"}, follow_redirects=True))
        page = text(browser.get(path))
        assert "One of these ways was carried out." in page
        assert "Do it this way" not in page
        again = text(browser.post(f"{path}/choice", data={"choice": "0"}, follow_redirects=True))
        assert "carried out before" in again

    def test_what_no_longer_holds_is_said_and_can_be_looked_for_again(self, cast, town, asked):
        browser, path = asked
        search_repair(1)
        with transaction():
            db.session.scalars(select(Assignment).filter_by(supporter_id=cast.ye)).all()[-1].state = "cancelled"
        page = text(browser.post(f"{path}/choice", data={"choice": "0"}, follow_redirects=True))
        assert "Somebody has moved meanwhile" in page
        day = wednesday(2).isoformat()
        who = name(Supporter, cast.ye)
        again = browser.post(f"/coordination/rota/repairs/people/{who}", data={"first": day, "last": day}).location
        search_repair(2)
        assert "Nothing to repair" in text(browser.get(again))

    def test_a_reason_is_given_where_nothing_could_be_looked_for(self, cast, town, asked):
        browser, path = asked
        SEARCHES.fail(SEARCHES.claim(1, 40), "worker_lost")
        page = text(browser.get(path))
        assert "cut off three times" in page
        assert "Look for ways again" in page

    def test_only_who_asked_sees_it(self, cast, town, asked, sign_in):
        _browser, path = asked
        other = sign_in(cast.second_coordinator)
        assert other.get(path).status_code == other.post(f"{path}/choice").status_code == 404

    def test_a_shift_is_repaired_from_its_page(self, cast, town, sign_in):
        browser, shift = sign_in(cast.coordinator), name(Shift, town["shift"])
        with transaction():
            db.session.get_one(Assignment, town["mine"]).state = "cancelled"
        assert f'action="/coordination/rota/repairs/shifts/{shift}"' in text(browser.get(f"/shifts/{shift}/people"))
        answer = browser.post(f"/coordination/rota/repairs/shifts/{shift}")
        search_repair(1)
        assert "Places to fill" in text(browser.get(answer.location))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_reads_in_both_languages(cast, town, sign_in, language):
    mine, opening = name(Assignment, town["mine"]), name(Opening, town["opening"])
    ye, hua = sign_in(cast.ye_account, language), sign_in(town["Hua_account"], language)
    staff = sign_in(cast.coordinator, language)
    for browser, path in (
        (ye, f"/me/shifts/{mine}"),
        (ye, f"/me/shifts/{mine}/cannot"),
        (hua, "/me/open"),
        (hua, f"/me/open/{opening}"),
        (sign_in(cast.director, language), f"/shifts/{name(Shift, town['shift'])}/people"),
        (staff, f"/coordination/rota/repairs/people/{name(Supporter, cast.ye)}"),
        (staff, staff.post(f"/coordination/rota/repairs/shifts/{name(Shift, town['shift'])}").location),
    ):
        page = text(browser.get(path))
        assert f'lang="{language}' in page or f'lang="{language}-' in page
