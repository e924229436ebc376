"""The map and its table."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.database import db, transaction
from app.models.accounts import Grant
from app.models.children import Child, Consent
from app.models.matches import MatchState
from app.models.places import Place, PlaceKind
from app.models.programmes import Programme, ProgrammeVersion
from app.models.supporters import Supporter
from app.web.map_drawing import WIDTH, Ground, labels
from tests.cast import Cast, live_match, place
from tests.servers.databases import both_databases

MAP = "/coordination/map"


@pytest.fixture
def programme(house) -> None:
    with transaction():
        row = Programme(code="test", name_en="Test", name_zh="测试", current=True)
        row.versions = [ProgrammeVersion(number=1, rules={"roles": [{"code": "volunteer"}]})]
        db.session.add(row)


def cells(page: str, name: str) -> list[str]:
    row = re.search(rf"<tr><th scope=\"row\">(?:<a [^>]*>)?{name}(?:</a>)?</th>(.*?)</tr>", page, re.S).group(1)
    return re.findall(r"(\d+|–)(?:</b>)?</td>", row)


@both_databases
def test_the_table_counts_children_and_open_places(cast: Cast, programme: None, sign_in) -> None:
    with transaction():
        live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        ended = live_match(db.session.get_one(Child, cast.guyu), db.session.get_one(Supporter, cast.ye))
        ended.state = MatchState.ENDED
    desk = sign_in(cast.coordinator)
    page = desk.get(MAP).text
    assert cells(page, "Qingping") == ["3", "2", "2"]
    assert page.count('class="p0" cx') == 3  # two villages and the key
    township = db.session.get_one(Place, cast.township).public_id
    page = desk.get(MAP, query_string={"township": township}).text
    assert cells(page, "Qingping-village") == ["2", "1", "1"]
    assert cells(page, "Shiqiao") == ["1", "1", "1"]


def test_a_child_without_consent_is_not_counted(cast: Cast, programme: None, sign_in) -> None:
    with transaction():
        db.session.execute(db.delete(Consent).where(Consent.child_id == cast.guyu))
    page = sign_in(cast.coordinator).get(MAP).text
    assert cells(page, "Qingping") == ["2", "2", "2"]


def test_of_children_out_of_scope_no_number_is_shown(cast: Cast, programme: None, sign_in) -> None:
    with transaction():
        db.session.scalar(db.select(Grant).where(Grant.account_id == cast.coordinator)).place_id = cast.other_village
    desk = sign_in(cast.coordinator)
    township = db.session.get_one(Place, cast.township).public_id
    with_neighbours = desk.get(MAP, query_string={"township": township}).text
    assert cells(with_neighbours, "Qingping-village") == ["–", "–", "–"]
    assert cells(with_neighbours, "Shiqiao") == ["1", "1", "1"]
    with transaction():
        for child_id in (cast.xiaoman, cast.bailu):
            db.session.get_one(Child, child_id).village_id = cast.county
    alone = desk.get(MAP, query_string={"township": township}).text
    assert alone.split("<main")[1] == with_neighbours.split("<main")[1]


def test_a_large_county_stays_a_small_page(cast: Cast, programme: None, sign_in) -> None:
    with transaction():
        county = db.session.get_one(Place, cast.county)
        for number in range(25):
            township = place(PlaceKind.TOWNSHIP, f"t{number}", f"第{number}镇", 27 + number * 0.03, 111.5, county)
            for one in range(21):
                village = place(
                    PlaceKind.VILLAGE, f"v{number}-{one}", f"{one}村", 27 + number * 0.03, 111.5 + one * 0.02, township
                )
                child = Child(
                    pseudonym="lixia",
                    number=number * 100 + one,
                    name="x",
                    sex="male",
                    born=date(2016, 1, 1),
                    village=village,
                )
                child.consents = [Consent(given_on=date(2026, 1, 1), valid_until=date(2036, 1, 1))]
                db.session.add(child)
    assert len(sign_in(cast.coordinator).get(MAP).data) < 60_000


def test_names_do_not_lie_over_each_other() -> None:
    near = [Place(name_zh=str(number), lat=27.9 + number * 0.0001, lon=119.6) for number in range(9)]
    far = Place(name_zh="far", lat=28.2, lon=119.9)
    ground = Ground.around([*near, far])
    written = labels(ground, [("鹤溪街道", one) for one in [*near, far]])
    assert 2 <= len(written) < 10
    assert all(0 <= ground.at(one)[0] <= WIDTH and 0 <= ground.at(one)[1] <= ground.height for one in [*near, far])
    assert ground.at(far)[1] < ground.at(near[0])[1]
    assert ground.at(far)[0] > ground.at(near[0])[0]


def test_an_empty_county_has_a_page(house, cast: Cast, sign_in) -> None:
    with transaction():
        for row in db.session.scalars(db.select(Place)):
            row.closed = True
    assert "No villages yet" in sign_in(cast.coordinator).get(MAP).text
