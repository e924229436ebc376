"""An organizer says what binds a rota; every change is a version, and other changes keep it."""

from __future__ import annotations

import re

import pytest

from app.actors import SYSTEM
from app.database import db
from app.models.programmes import Programme
from app.operations.programmes import save_version
from app.queries.rota_rules import rota_rules_of
from tests.programmes import programme_version


@pytest.fixture
def address(cast) -> str:
    programme_version()
    return f"/programme/{db.session.query(Programme).one().public_id}/rota"


def form_of(page: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (("checkbox" not in tag) or "checked" in tag):
            fields.setdefault(name.group(1), []).append(value.group(1) if value else "")
    return fields


def newest():
    db.session.expire_all()
    return db.session.query(Programme).one().versions[-1]


@pytest.mark.parametrize(("language", "words"), [("en", "Rules of the rota"), ("zh", "排班规则")])
def test_the_page_shows_what_is_usual(cast, sign_in, address, language, words):
    page = sign_in(cast.organizer, language).get(address).text
    assert words in page
    assert form_of(page)["rest_minutes"] == ["600"]
    assert len(form_of(page)["shift_musts"]) == 4


def test_a_change_is_a_version_that_rounds_read(cast, sign_in, address):
    wen = sign_in(cast.organizer)
    form = form_of(wen.get(address).text)
    form |= {"shift_musts": ["woman"], "live_duties": ["counsellor"], "most_days_in_a_row": ["3"]}
    assert "Saved as version 2" in wen.post(address, data=form, follow_redirects=True).text
    version = newest()
    rules = rota_rules_of(version)
    assert (version.number, version.live_duties, rules.most_days_in_a_row) == (2, ["counsellor"], 3)
    assert [must.value for must in rules.programme.shift_musts] == ["woman"]
    assert version.rules["version"] == 2


def test_another_change_of_the_programme_keeps_it(cast, sign_in, address):
    wen = sign_in(cast.organizer)
    wen.post(address, data=form_of(wen.get(address).text) | {"live_duties": ["counsellor"]})
    version = newest()
    save_version(
        version.programme_id, {**version.rules, "stay_months": 5}, version.live_roles, "", earlier=2, by=SYSTEM
    )
    assert (newest().number, newest().live_duties) == (3, ["counsellor"])
    assert newest().rota["rest_minutes"] == 600


def test_a_number_out_of_bounds_is_named_beside_its_field(cast, sign_in, address):
    wen = sign_in(cast.organizer)
    page = wen.post(address, data=form_of(wen.get(address).text) | {"most_days_in_a_row": ["99"]}).text
    assert "Between 1 and 31, please." in page
    assert newest().number == 1


def test_more_than_a_day_of_rest_is_refused_beside_the_field_with_the_remedy(cast, sign_in, address):
    wen = sign_in(cast.organizer)
    page = wen.post(address, data=form_of(wen.get(address).text) | {"rest_minutes": ["1441"]}).text
    assert "At most 1440 minutes (24 hours), please" in page
    assert 'id="rest_minutes-error"' in page
    assert newest().number == 1
    wen.post(address, data=form_of(wen.get(address).text) | {"rest_minutes": ["1440"]})
    assert rota_rules_of(newest()).rest_minutes == 1440


def test_the_second_of_two_editors_is_told(cast, sign_in, address):
    wen = sign_in(cast.organizer)
    form = form_of(wen.get(address).text)
    wen.post(address, data=form | {"rest_minutes": ["500"]})
    assert wen.post(address, data=form | {"rest_minutes": ["400"]}).status_code == 409
