"""Places for forms and lists."""

from __future__ import annotations

from app.database import db, transaction
from app.languages import speak
from app.models.places import Place, PlaceKind
from app.queries.places import find_place, inside, matching_places, place_choices, township_of
from tests.cast import Cast


def names(query) -> list[str]:
    return sorted(place.name_en for place in db.session.scalars(query))


def test_a_select_groups_places_by_township(cast: Cast) -> None:
    village = db.session.get_one(Place, cast.village)
    choices = place_choices(PlaceKind.VILLAGE)
    assert list(choices) == ["青坪镇"]
    assert (village.public_id, "青坪村") in choices["青坪镇"]
    assert list(place_choices(PlaceKind.CENTRE)) == ["青坪镇"]
    assert list(place_choices(PlaceKind.TOWNSHIP)) == [""]
    speak("en")
    assert list(place_choices(PlaceKind.VILLAGE)) == ["Qingping"]


def test_townships_stand_in_the_order_of_their_sound(cast: Cast) -> None:
    county = db.session.get_one(Place, cast.county)
    with transaction():
        for number, (name, sound) in enumerate((("一心镇", "yixinzhen"), ("鼓楼镇", "guloutown"))):
            town = Place(
                code=f"T{number}",
                kind="township",
                name_zh=name,
                name_en=sound,
                sound=sound,
                parent=county,
                lat=28.0,
                lon=119.6,
            )
            db.session.add(
                Place(
                    code=f"V{number}",
                    kind="village",
                    name_zh="上村",
                    name_en="Shang",
                    sound="shangcun",
                    parent=town,
                    lat=28.0,
                    lon=119.6,
                )
            )
    assert list(place_choices(PlaceKind.VILLAGE)) == ["青坪镇", "鼓楼镇", "一心镇"]


def test_a_closed_place_and_one_out_of_scope_are_not_offered(cast: Cast) -> None:
    scope = frozenset({cast.village})
    assert [name for _id, name in place_choices(PlaceKind.VILLAGE, scope=scope)["青坪镇"]] == ["青坪村"]
    assert list(place_choices(PlaceKind.CENTRE, scope=scope)) == ["青坪镇"]
    with transaction():
        db.session.get_one(Place, cast.centre).closed = True
    assert place_choices(PlaceKind.CENTRE) == {}


def test_everything_lies_in_the_county_and_its_township(cast: Cast) -> None:
    everything = {place.id for place in db.session.scalars(db.select(Place))}
    assert {place.id for place in db.session.scalars(db.select(Place).where(inside(frozenset({cast.county}))))} == (
        everything
    )
    assert {place.id for place in db.session.scalars(db.select(Place).where(inside(frozenset({cast.township}))))} == (
        everything - {cast.county}
    )
    assert township_of(db.session.get_one(Place, cast.centre)).id == cast.township
    assert township_of(db.session.get_one(Place, cast.county)) is None


def test_places_are_found_by_name_sound_kind_and_township(cast: Cast) -> None:
    with transaction():
        db.session.get_one(Place, cast.other_village).sound = "shiqiaocun"
    assert names(matching_places("石桥")) == ["Shiqiao"]
    assert names(matching_places("shi qiao")) == ["Shiqiao"]
    assert names(matching_places("SHIQ")) == ["Shiqiao"]
    assert names(matching_places("%")) == []
    assert names(matching_places(kind="centre")) == ["Qingping-centre"]
    assert "Jinghe" not in names(matching_places(parent_id=cast.township))


def test_a_place_of_another_kind_is_not_found(cast: Cast) -> None:
    public_id = db.session.get_one(Place, cast.village).public_id
    assert find_place(public_id, PlaceKind.VILLAGE).id == cast.village
    assert find_place(public_id, PlaceKind.CENTRE) is None
    assert find_place("nowhere") is None
