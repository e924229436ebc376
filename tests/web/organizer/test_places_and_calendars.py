"""The organizer's pages of places and calendars."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest

from app.database import db
from app.models.calendars import DeclaredDay, Season
from app.models.places import Place
from tests.cast import Cast
from tests.servers.databases import both_databases
from tests.web.reading import english_in

PLACES = "/programme/places"
CALENDARS = "/programme/calendars"


@pytest.fixture
def office(cast: Cast, sign_in):
    return sign_in(cast.organizer)


def public(place_id: int) -> str:
    return db.session.get_one(Place, place_id).public_id


def place_form(cast: Cast, place_id: int | None = None, **values) -> dict:
    row = db.session.get_one(Place, place_id or cast.centre)
    return {
        "version": row.version, "kind": row.kind, "name_zh": row.name_zh, "name_en": row.name_en,
        "parent": public(row.parent_id), "lat": row.lat, "lon": row.lon, "grid": "wgs84", **values,
    }  # fmt: skip


class TestPlaces:
    """The tree, the search, the form."""

    def test_the_tree_leads_from_county_to_centre(self, cast: Cast, office) -> None:
        assert "Jinghe" in office.get(PLACES).text
        township = office.get(PLACES, query_string={"in": public(cast.township)}).text
        assert "Shiqiao" in township
        assert "Qingping-centre" not in township
        assert "Qingping-centre" in office.get(PLACES, query_string={"in": public(cast.village)}).text

    @both_databases
    def test_search_finds_below_where_one_stands(self, cast: Cast, office) -> None:
        asked = {"q": "儿童之家", "in": public(cast.township)}
        assert "Qingping-centre" in office.get(PLACES, query_string=asked).text
        asked = {"q": "儿童之家", "in": public(cast.other_village)}
        assert "Qingping-centre" not in office.get(PLACES, query_string=asked).text

    def test_a_place_is_added_with_its_hours(self, cast: Cast, office) -> None:
        form = {**place_form(cast, name_zh="石桥小学", kind="school"), "week-5-0": "can", "grid": "gcj02"}
        assert office.post(f"{PLACES}/new", data=form).status_code == 302
        new = db.session.scalars(db.select(Place).order_by(Place.id.desc())).first()
        assert (new.name_zh, new.source, new.staffed) == ("石桥小学", "gcj02", [[257, 263, "can"]])

    def test_faults_stand_beside_their_fields(self, cast: Cast, office) -> None:
        page = office.post(f"{PLACES}/new", data=place_form(cast, lat="north", kind="village")).text
        assert 'id="lat-error"' in page
        page = office.post(f"{PLACES}/new", data=place_form(cast, lat=95)).text
        assert "latitude is −90 to 90" in page
        page = office.post(f"{PLACES}/new", data=place_form(cast, kind="township")).text
        assert 'id="parent-error"' in page

    def test_the_second_editor_sees_both_versions(self, cast: Cast, office) -> None:
        path = f"{PLACES}/{public(cast.centre)}"
        opened = place_form(cast, name_zh="旧家")
        assert office.post(path, data=place_form(cast, name_zh="新家")).status_code == 302
        answer = office.post(path, data=opened)
        assert answer.status_code == 409
        assert "<td>新家</td><td>旧家</td>" in answer.text
        newer = re.search(r'name="version"[^>]*value="(\d+)"', answer.text).group(1)
        assert office.post(path, data={**opened, "version": newer}).status_code == 302
        assert db.session.get_one(Place, cast.centre).name_zh == "旧家"

    def test_hours_finer_than_the_grid_survive_an_edit(self, cast: Cast, office) -> None:
        before = [[258, 263, "can"], [129, 133, "can"]]
        office.post(f"{PLACES}/{public(cast.centre)}", data=place_form(cast, name_zh="新家"))
        assert sorted(db.session.get_one(Place, cast.centre).staffed) == sorted(before)

    def test_closing_says_what_stands_in_the_way(self, cast: Cast, office) -> None:
        office.post(f"{PLACES}/{public(cast.township)}/close")
        assert "still open" in office.get(f"{PLACES}/{public(cast.township)}").text
        office.post(f"{PLACES}/{public(cast.centre)}/close")
        assert db.session.get_one(Place, cast.centre).closed
        office.post(f"{PLACES}/{public(cast.centre)}/close")
        assert not db.session.get_one(Place, cast.centre).closed

    def test_only_organizers_enter(self, cast: Cast, sign_in) -> None:
        for who in (cast.coordinator, cast.admin, cast.ye_account):
            assert sign_in(who).get(PLACES).status_code == 403


class TestCalendars:
    """A month, the yearly list, the school year."""

    def test_a_month_shows_holidays_and_make_up_workdays(self, cast: Cast, office) -> None:
        page = office.get(CALENDARS, query_string={"month": "2026-10"}).text
        assert "National Day" in page
        assert '<td class=" make"><b>10</b><br>workday' in page
        assert office.get(CALENDARS, query_string={"month": "yesterday"}).status_code == 200
        assert office.get(CALENDARS, query_string={"month": "9999-12"}).status_code == 200

    def test_a_declared_day_shows_and_can_be_taken_back(self, cast: Cast, office) -> None:
        office.post(CALENDARS, data={"day": "2027-04-09", "kind": "off", "name": "三月三"})
        assert "三月三" in office.get(CALENDARS, query_string={"month": "2027-04"}).text
        office.post(f"{CALENDARS}/forget", data={"day": "2027-04-09"})
        assert db.session.query(DeclaredDay).count() == 0
        assert office.post(f"{CALENDARS}/forget", data={"day": "soon"}).status_code == 400

    def test_the_list_is_shown_before_it_is_written(self, cast: Cast, office) -> None:
        text = "2027-02-05,off,Eve\n2027-02-20,work"
        page = office.post(f"{CALENDARS}/list", data={"text": text}).text
        assert "2 days would be declared" in page
        assert db.session.query(DeclaredDay).count() == 0
        office.post(f"{CALENDARS}/list", data={"text": text, "write": "yes"})
        assert [(row.day, row.workday) for row in db.session.query(DeclaredDay)] == [
            (date(2027, 2, 5), False),
            (date(2027, 2, 20), True),
        ]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
    def test_a_file_is_read_in_the_encodings_people_have(self, cast: Cast, office, encoding: str) -> None:
        file = (BytesIO("日期,类型,名称\n2027-02-05,放假,除夕".encode(encoding)), "list.csv")
        page = office.post(f"{CALENDARS}/list", data={"text": "", "file": file}).text
        assert "除夕" in page

    def test_a_faulty_line_writes_nothing(self, cast: Cast, office) -> None:
        form = {"text": "2027-02-05,off\nsome day,off", "write": "yes"}
        page = office.post(f"{CALENDARS}/list", data=form).text
        assert "line 2" in page
        assert db.session.query(DeclaredDay).count() == 0

    def test_a_term_is_added_changed_and_dropped(self, cast: Cast, office) -> None:
        form = {"kind": "term", "name": "Autumn", "first_day": "2026-09-01", "last_day": "2027-01-20"}
        office.post(f"{CALENDARS}/seasons/new", data=form)
        season = db.session.query(Season).one()
        path = f"{CALENDARS}/seasons/{season.public_id}"
        assert "another part" in office.post(f"{CALENDARS}/seasons/new", data=form).text.lower()
        office.post(path, data={**form, "name": "Autumn term"})
        assert "Autumn term" in office.get(CALENDARS, query_string={"month": "2026-09"}).text
        office.post(f"{path}/drop")
        assert db.session.query(Season).count() == 0


@pytest.mark.parametrize("path", [PLACES, f"{PLACES}/new", CALENDARS, f"{CALENDARS}/list", f"{CALENDARS}/seasons/new"])
def test_every_page_reads_in_chinese(cast: Cast, sign_in, path: str) -> None:
    page = sign_in(cast.organizer, "zh").get(path).text
    assert english_in(page, allowed="off work") == []
