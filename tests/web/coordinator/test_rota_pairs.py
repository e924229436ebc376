"""With whom and where somebody comes on shifts: a page for coordinators, found by search, never read by the people."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.actors import SYSTEM
from app.database import db, transaction
from app.models.accounts import Grant, Role
from app.models.places import Place
from app.models.rotas import PlaceExclusion, RotaPair
from app.models.supporters import Supporter, SupporterState
from app.models.traces import Change
from app.operations.rota_pairs import end_rota_pair, pair_up
from app.operations.search import index_person
from tests.programmes import programme_version
from tests.rotas import assign, code_of, companions, shift_on, wednesday
from tests.web.reading import english_in, text_of


@pytest.fixture
def pan(cast) -> int:
    programme_version()
    with transaction():
        (found,) = companions(cast, "Pan Qiu")
        for row in db.session.scalars(select(Supporter)):
            index_person("supporter", row.id, row.name, row.phone)
        return found


@pytest.fixture
def desk(cast, sign_in):
    return sign_in(cast.coordinator)


def address(supporter_id: int, rest: str = "") -> str:
    return f"/coordination/supporters/{code_of(supporter_id)}{rest}"


def with_whom(supporter_id: int, rest: str = "") -> str:
    return address(supporter_id, f"/shifts-with{rest}")


def note(browser, one: int, other: int, rule: str, search: str = "?q=pan"):
    return browser.post(with_whom(one, search), data={"other": code_of(other), "rule": rule}, follow_redirects=True)


def test_two_are_found_by_search_noted_and_shown_from_both_sides(cast, pan, desk):
    assert "On shifts: with whom, and where" in desk.get(address(cast.ye)).text
    found = desk.get(with_whom(cast.ye, "?q=pan")).text
    assert "Pan Qiu" in found.split("Keep apart, or together")[1]
    assert "Ye Wenzhou" not in desk.get(with_whom(cast.ye, "?q=ye")).text.split("Keep apart, or together")[1]
    assert "Noted. Rounds keep to it from now on" in note(desk, cast.ye, pan, "apart:quarrel").text
    for one, other in ((cast.ye, "Pan Qiu"), (pan, "Ye Wenzhou")):
        said = text_of(desk.get(with_whom(one)).text)
        assert f"Never on one shift: {other}" in said
        assert "they do not work well side by side" in said
        assert "Ji Xiaolan" in said
    assert "kept apart from somebody on shifts: — → they do not work well side by side" in desk.get(address(pan)).text


def test_what_is_missing_or_cannot_be_is_said_beside_the_field(cast, pan, desk):
    page = note(desk, cast.ye, pan, "").text
    assert 'id="rule-error"' in page
    assert "Please choose one." in page
    assert re.search(rf'value="{code_of(pan)}" id="o\d+" checked', page), "who was chosen stays chosen"
    page = desk.post(with_whom(cast.ye, "?q=pan"), data={"rule": "apart:asked"}).text
    assert 'id="other-error"' in page
    assert '<option selected value="apart:asked">' in page
    note(desk, cast.ye, pan, "apart:asked")
    assert "The opposite holds for these two: end that first." in note(desk, cast.ye, pan, "together:way").text
    assert "rule-error" in note(desk, cast.ye, pan, "apart:her child is ill").text
    assert db.session.query(RotaPair).count() == 1


def test_it_ends_with_a_reason_and_stays_in_the_history(cast, pan, desk):
    pair_up(cast.ye, pan, "apart", "quarrel", by=SYSTEM)
    end = with_whom(cast.ye, f"/{db.session.query(RotaPair.public_id).scalar()}/end")
    assert 'id="reason-error"' in desk.post(end, data={}).text
    said = desk.post(end, data={"reason": "settled"}, follow_redirects=True).text
    assert "It has ended. Rounds no longer look at it." in said
    assert "What held before" in said
    assert "no longer needed" in said
    assert "It has ended already." in desk.get(end).text


def test_shifts_published_otherwise_are_linked(cast, pan, desk):
    with transaction():
        row = shift_on(wednesday(), cast.centre)
        assign(row.openings[0], cast.ye)
        assign(row.openings[0], pan, 1)
        code = row.public_id
    pair_up(cast.ye, pan, "apart", "quarrel", by=SYSTEM)
    page = desk.get(with_whom(pan)).text
    assert "Published already, and otherwise:" in page
    assert f"/shifts/{code}" in page


def test_who_waits_for_somebody_that_is_not_there_is_named(cast, pan, desk):
    pair_up(cast.ye, pan, "together", "learning", by=SYSTEM)
    with transaction():
        db.session.get_one(Supporter, pan).state = SupporterState.PAUSED
    assert "As long as this holds, Ye Wenzhou is put on no shift." in desk.get(with_whom(cast.ye)).text


def test_the_people_themselves_read_nothing_of_it(cast, pan, sign_in):
    pair_up(cast.ye, pan, "apart", "quarrel", by=SYSTEM)
    with transaction():
        row = shift_on(wednesday(), cast.centre)
        assign(row.openings[0], pan)
        code = row.openings[0].public_id
    ye = sign_in(cast.ye_account)
    page = ye.get(f"/me/open/{code}").text
    assert "This does not work: planned otherwise." in page
    for address_ in ("/me/open", f"/me/open/{code}", "/me"):
        assert "apart" not in text_of(ye.get(address_).text)
        assert "Pan Qiu" not in text_of(ye.get(address_).text)
    assert ye.get(with_whom(cast.ye)).status_code == 403


def test_a_coordinator_of_another_township_meets_nobody(cast, pan, sign_in):
    with transaction():
        clinic = db.session.get_one(Place, cast.other_village)
        grants = select(Grant).where(Grant.account_id == cast.second_coordinator, Grant.role == Role.COORDINATOR)
        db.session.scalars(grants).one().place_id = clinic.id
    other = sign_in(cast.second_coordinator)
    assert other.get(with_whom(cast.ye)).status_code == 404


class TestPlaces:
    """Places somebody is not sent to."""

    @pytest.fixture
    def kept(self, cast, pan) -> str:
        with transaction():
            db.session.add(PlaceExclusion(supporter_id=pan, place_id=cast.centre, recorded_by=cast.coordinator))
            code = db.session.get_one(Place, cast.centre).public_id
        return address(pan, f"/places/{code}/back")

    def test_they_stand_on_the_page_with_who_noted_it(self, cast, pan, desk, kept):
        said = text_of(desk.get(with_whom(pan)).text)
        assert "Places they are not sent to" in said
        assert "Qingping-centre" in said
        assert "Ji Xiaolan" in said

    def test_somebody_is_let_back_after_one_more_look_and_it_is_traced(self, cast, pan, desk, kept):
        assert "May Pan Qiu come to Qingping-centre again?" in desk.get(kept).text
        assert db.session.scalar(select(PlaceExclusion.lifted_at)) is None
        assert "Noted. Rounds may send them there again." in desk.post(kept, follow_redirects=True).text
        assert db.session.scalar(select(PlaceExclusion.lifted_at)) is not None
        change = db.session.scalars(select(Change).where(Change.subject_id == code_of(pan))).one()
        assert (change.fields, change.by) == ({"place_exclusion": ["qingping-centre", None]}, cast.coordinator)
        assert desk.get(kept).status_code == 404

    def test_the_pages_in_chinese_have_no_english_left(self, cast, pan, sign_in, kept):
        pair_up(cast.ye, pan, "together", "learning", by=SYSTEM)
        with transaction():
            db.session.get_one(Supporter, cast.ye).state = SupporterState.PAUSED
        xiaolan = sign_in(cast.coordinator, "zh")
        end = with_whom(pan, f"/{db.session.query(RotaPair.public_id).scalar()}/end")
        for page in (with_whom(pan, "?q=ye"), end, kept):
            assert english_in(xiaolan.get(page).text, "enzhou") == []


ALL = "/coordination/rota/pairs"


def test_all_pairs_stand_on_one_list_searched_by_name_and_rule(cast, pan, desk):
    assert "No pair fits" in desk.get(ALL).text
    pair_up(cast.ye, pan, "apart", "quarrel", by=SYSTEM)
    pair_up(cast.he, pan, "together", "way", by=SYSTEM)
    said = " ".join(text_of(desk.get(ALL).text).split())
    assert "2 pairs" in said
    assert "Never on one shift: Ye Wenzhou , Pan Qiu they do not work well side by side" in said
    assert "they share the way" in said
    assert "1 pair" in text_of(desk.get(f"{ALL}?q=ye").text)
    assert "Ye Wenzhou" not in text_of(desk.get(f"{ALL}?rule=together").text)
    assert "No pair fits" in desk.get(f"{ALL}?state=ended").text
    end_rota_pair(db.session.query(RotaPair.id).filter_by(rule="apart").scalar(), "settled", by=SYSTEM)
    assert "1 pair" in text_of(desk.get(ALL).text)
    assert "no longer needed" in text_of(desk.get(f"{ALL}?state=ended").text)


def test_the_list_of_pairs_reads_in_chinese_and_is_for_coordinators_of_the_place(cast, pan, sign_in):
    pair_up(cast.ye, pan, "apart", "quarrel", by=SYSTEM)
    page = sign_in(cast.coordinator, "zh").get(ALL).text
    assert "Ye Wenzhou" in page
    assert english_in(page) == []
    with transaction():
        grant = db.session.scalars(select(Grant).where(Grant.account_id == cast.second_coordinator)).one()
        grant.place_id = cast.other_village
    assert "No pair fits" in sign_in(cast.second_coordinator).get(ALL).text


def test_the_list_is_cut_into_pages(cast, desk):
    with transaction():
        people = companions(cast, *(f"Invented {number}" for number in range(27)))
    for other in people[1:]:
        pair_up(people[0], other, "apart", "asked", by=SYSTEM)
    assert "26 pairs" in text_of(desk.get(ALL).text)
    assert "page=2" in desk.get(ALL).text
    assert "Invented 1" in text_of(desk.get(f"{ALL}?page=2").text)
