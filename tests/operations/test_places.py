"""Places: added, corrected, closed."""

from __future__ import annotations

import pytest

from app.actors import Actor
from app.database import db
from app.models.accounts import Role
from app.models.places import Place
from app.operations.places import PlaceRefused, Reading, add_place, edit_place, set_closed
from app.operations.versions import ChangedMeanwhile
from app.planning.geography import Point, gcj02_from_wgs84, haversine_km
from app.queries.places import matching_places
from tests.cast import Cast

BY = Actor(None, {Role.ORGANIZER: frozenset()})
HERE = Reading(27.93, 119.58)


def facts(cast: Cast, **values):
    return {"kind": "centre", "name_zh": "石桥儿童之家", "name_en": "", "parent_id": cast.other_village, **values}


def row(place_id: int) -> Place:
    return db.session.get_one(Place, place_id)


def test_a_new_place_has_a_code_and_is_found_by_its_sound(cast: Cast) -> None:
    new = add_place(facts(cast, staffed=[[258, 263, "can"]]), HERE, by=BY)
    again = add_place(facts(cast), HERE, by=BY)
    assert row(new).code == "centre-shiqiaoertongzhijia"
    assert row(again).code != row(new).code
    assert row(new).staffed == [[258, 263, "can"]]
    assert {place.id for place in db.session.scalars(matching_places("shi qiao er"))} == {new, again}


def test_a_point_read_from_a_chinese_map_is_kept_in_wgs84(cast: Cast) -> None:
    true = Point(27.93, 119.58)
    shown = gcj02_from_wgs84(true)
    new = row(add_place(facts(cast), Reading(shown.lat, shown.lon, "gcj02"), by=BY))
    assert haversine_km(Point(new.lat, new.lon), true) < 0.001
    assert haversine_km(shown, true) > 0.3
    assert new.source == "gcj02"


@pytest.mark.parametrize(
    ("values", "reading", "field"),
    [
        ({"name_zh": "  "}, HERE, "name_zh"),
        ({}, Reading(91, 119), "lat"),
        ({}, Reading(27, 190), "lon"),
        ({}, Reading(27, 119, "baidu"), "grid"),
        ({"kind": "village"}, HERE, "parent"),
        ({"kind": "township", "parent_id": None}, HERE, "parent"),
        ({"kind": "county"}, HERE, "parent"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(cast: Cast, values: dict, reading: Reading, field: str) -> None:
    with pytest.raises(PlaceRefused) as refused:
        add_place(facts(cast, **values), reading, by=BY)
    assert refused.value.field == field


def test_a_place_cannot_stand_in_itself(cast: Cast) -> None:
    village = row(cast.other_village)
    values = {"kind": "school", "name_zh": "x", "name_en": "", "parent_id": cast.other_village, "staffed": []}
    with pytest.raises(PlaceRefused, match="inside_itself"):
        edit_place(village.id, village.version, values, HERE, by=BY)


def test_the_second_editor_writes_nothing(cast: Cast) -> None:
    opened = row(cast.centre).version
    edit_place(cast.centre, opened, facts(cast, name_zh="新家"), HERE, by=BY)
    with pytest.raises(ChangedMeanwhile):
        edit_place(cast.centre, opened, facts(cast, name_zh="旧家"), HERE, by=BY)
    assert row(cast.centre).name_zh == "新家"


def test_a_township_with_open_villages_does_not_close(cast: Cast) -> None:
    with pytest.raises(PlaceRefused):
        set_closed(cast.township, True, by=BY)
    set_closed(cast.other_village, True, by=BY)
    assert row(cast.other_village).closed
    set_closed(cast.other_village, False, by=BY)
    assert not row(cast.other_village).closed
