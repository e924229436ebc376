"""Sample counties have exactly the people and places the domain text names."""

from __future__ import annotations

from collections import Counter

import pytest

from app.samples import County, sample_county
from app.samples.haian import haian
from app.samples.places import township_rows


@pytest.fixture(scope="module")
def jingning() -> County:
    return sample_county("jingning", 1)


@pytest.fixture(scope="module")
def shaodong() -> County:
    return sample_county("shaodong", 1)


def test_jingning_has_as_many_children_in_each_township_as_the_table_says(jingning: County) -> None:
    township_of = {p.code: p.code[:4] for p in jingning.places if p.kind == "village"}
    names = {p.code: p.name for p in jingning.places if p.kind == "township"}
    found = Counter(names[township_of[child.home_village]] for child in jingning.children)
    assert found == {row["name_zh"]: int(row["children_synthetic"]) for row in township_rows("townships.csv")}
    assert len(jingning.children) == 1260


def test_jingning_has_the_supporters_and_staff_the_domain_names(jingning: County) -> None:
    roles = Counter(s.role for s in jingning.supporters)
    assert roles["volunteer"] + roles["tutor"] == 840
    assert (roles["officer"], roles["doctor"], roles["counsellor"]) == (70, 120, 14)
    archetypes = Counter(s.archetype for s in jingning.supporters if s.role in ("volunteer", "tutor"))
    assert archetypes == {
        "teacher": 260,
        "student": 150,
        "loving_mother": 220,
        "retired": 80,
        "public_employee": 90,
        "remote": 40,
    }
    assert Counter(s.post for s in jingning.staff) == {"child_director": 136 + 9, "child_supervisor": 21}


def test_jingning_has_the_places_the_domain_names(jingning: County) -> None:
    kinds = Counter(p.kind for p in jingning.places)
    assert (kinds["township"], kinds["village"], kinds["centre"], kinds["station"]) == (21, 145, 62, 11)
    assert kinds["clinic"] == 21 + 8
    assert sum(p.demonstration for p in jingning.places) == 12
    assert {s.base for s in jingning.of_role("officer")} == {p.code for p in jingning.places_of("station")}


def test_places_form_a_tree_of_townships_and_villages_under_one_county(jingning: County) -> None:
    by_code = {p.code: p for p in jingning.places}
    assert [p.code for p in jingning.places if p.parent is None] == ["JN"]
    for place in jingning.places:
        if place.kind == "village":
            assert place.parent is not None
            assert by_code[place.parent].kind == "township"


def test_township_points_are_those_of_the_table(jingning: County) -> None:
    points = {p.name: (p.latitude, p.longitude) for p in jingning.places_of("township")}
    for row in township_rows("townships.csv"):
        assert points[row["name_zh"]] == (float(row["lat_wgs84"]), float(row["lon_wgs84"]))


@pytest.mark.parametrize("supporters", [150, 157, 175])
def test_haian_has_157_children_and_as_many_supporters_as_asked(supporters: int) -> None:
    county = haian(1, sample_county("haian", 1).today, supporters)
    assert (len(county.children), len(county.supporters)) == (157, supporters)


def test_haian_has_four_kinds_of_supporters() -> None:
    county = sample_county("haian", 1)
    kinds = Counter(s.kind for s in county.supporters)
    assert kinds == {"tutor": 70, "volunteer": 75, "village_official": 25, "chair": 5}
    assert (len(county.places_of("village")), len(county.places_of("school")), len(county.places_of("centre"))) == (
        14,
        9,
        4,
    )


def test_haian_refuses_a_number_of_supporters_it_cannot_have() -> None:
    with pytest.raises(ValueError, match="149 is not between 150 and 175"):
        haian(1, sample_county("haian", 1).today, 149)


def test_shaodong_has_the_size_the_domain_names(shaodong: County) -> None:
    assert len(shaodong.children) == 17_543
    assert len(shaodong.of_role("volunteer")) == 8_600
    assert len(shaodong.of_role("counsellor")) == 60
    assert (len(shaodong.places_of("township")), len(shaodong.places_of("village"))) == (25, 521)
    assert sum(s.post == "child_supervisor" for s in shaodong.staff) == 25


def test_every_pseudonym_and_every_phone_is_used_once(shaodong: County) -> None:
    assert len({child.pseudonym for child in shaodong.children}) == 17_543
    guardians = {child.guardian.phone: child.guardian for child in shaodong.children if child.guardian.phone}
    phones = [s.phone for s in shaodong.supporters] + [s.phone for s in shaodong.staff] + list(guardians)
    assert len(phones) == len(set(phones))
    assert all(len(phone) == 11 and phone.startswith("199000") for phone in phones)
