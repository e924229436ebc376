"""Long lists of places are searched inside the form, without script: nothing is checked, what is chosen stays."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.clock import today
from app.database import db, transaction
from app.models.activities import ActivitySeries, ActivityTemplate
from app.models.places import Place, PlaceKind
from app.models.rounds import Round
from app.operations.activity_templates import ensure_ready_made
from app.queries.sounds import sound_of
from tests.activities import afternoon
from tests.cast import place
from tests.programmes import programme_version

NAMES = ("安溪", "白鹤", "长塘", "大坪", "东坑", "枫林", "高山", "黄岭", "金竹", "兰溪", "梅岐", "南山", "平坑")


@pytest.fixture
def centres(cast) -> dict[str, str]:
    """Many centres, each with a shift; public ids by name."""
    with transaction():
        village = db.session.get_one(Place, cast.village)
        rows = {
            name: place(PlaceKind.CENTRE, f"c{number}", f"{name}儿童之家", 27.9, 119.6, village)
            for number, name in enumerate(NAMES)
        }
        for name, row in rows.items():
            row.sound = sound_of(name)
        db.session.flush()
        for row in rows.values():
            afternoon(row.id, 9)
        return {name: row.public_id for name, row in rows.items()}


def template() -> str:
    return db.session.scalar(select(ActivityTemplate.public_id).where(ActivityTemplate.code == "after_school"))


def options(page: str) -> set[str]:
    """Return the places one can choose, in a select or as boxes."""
    select = re.search(r'<select[^>]*name="place"[^>]*>(.*?)</select>', page, re.S)
    if select:
        return set(re.findall(r'value="([^"]+)"', select[1]))
    return set(re.findall(r'name="places"[^>]*value="([^"]+)"', page))


@pytest.mark.parametrize(("text", "found"), [("南山", "南山"), ("lanxi", "兰溪")])
def test_a_series_place_is_found_by_name_or_pinyin_and_the_rest_of_the_form_stays(cast, centres, sign_in, text, found):
    ensure_ready_made()
    desk, address = sign_in(cast.organizer), f"/programme/activities/new?template={template()}"
    assert "Narrow the list" in desk.get(address).text
    data = {"find_place": text, "narrow": "1", "place": centres["安溪"], "name": "Reading corner"}
    page = desk.post(address, data=data).text
    assert options(page) == {centres[found], centres["安溪"]}
    assert f'<option selected value="{centres["安溪"]}">' in page
    assert 'value="Reading corner"' in page
    assert "Please fill this in." not in page
    assert db.session.query(ActivitySeries).filter_by(name="Reading corner").count() == 0


def test_where_nothing_fits_all_places_stay(cast, centres, sign_in):
    ensure_ready_made()
    desk, address = sign_in(cast.organizer), f"/programme/activities/new?template={template()}"
    page = desk.post(address, data={"find_place": "nowhere", "narrow": "1"}).text
    assert "No place is called so; all are listed." in page
    assert set(centres.values()) <= options(page)


def test_places_of_a_rota_are_searched_and_the_ticked_ones_stay(cast, centres, sign_in):
    programme_version()
    desk = sign_in(cast.coordinator)
    assert "Narrow the list" in desk.get("/coordination/rota/new").text
    data = {"find_place": "meiqi", "narrow": "1", "places": [centres["高山"]], "first_day": today() + timedelta(days=7)}
    page = desk.post("/coordination/rota/new", data=data).text
    assert options(page) == {centres["梅岐"], centres["高山"]}
    assert re.search(rf'checked[^>]*value="{centres["高山"]}"', page)
    assert db.session.query(Round).count() == 0


def test_few_places_need_no_search(cast, sign_in):
    ensure_ready_made()
    page = sign_in(cast.organizer).get(f"/programme/activities/new?template={template()}").text
    assert "Narrow the list" not in page
