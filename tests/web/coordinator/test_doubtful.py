"""Pairs that may be one person, on the page."""

from __future__ import annotations

import re

import pytest

from app.database import db, transaction
from app.models.accounts import Grant
from app.models.children import Child, Guardian
from app.models.places import Place
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.models.uploads import Doubtful
from tests import cast as people
from tests.cast import Cast
from tests.web.reading import english_in

BASE = "/coordination/doubtful"


@pytest.fixture
def twice(cast: Cast) -> int:
    """Xiaoman 042, entered again as Liqiu 201 with another address and a boarding place."""
    with transaction():
        row = people.child(
            "liqiu",
            201,
            db.session.get_one(Place, cast.village),
            db.session.get_one(Place, cast.centre),
            name="Invented  xiaoman",
            address="beside the bridge",
            boards=True,
            guardian=Guardian(name="Invented Grandmother", phone="19900000001", relation="grandmother"),
        )
        db.session.flush()
        return row.id


@pytest.fixture
def desk(cast: Cast, sign_in):
    return sign_in(cast.coordinator)


def pair_page(desk) -> str:
    desk.post(f"{BASE}/search")
    return f"{BASE}/{db.session.query(Doubtful).one().public_id}"


def lines() -> list[str]:
    return [row.action for row in db.session.query(Disclosure) if row.action.startswith("child.")]


def test_comparing_finds_the_pair_and_names_nobody(cast: Cast, twice: int, desk) -> None:
    path = pair_page(desk)
    assert "Xiaoman 042 – Liqiu 201" in desk.get(BASE).text
    page = desk.get(path).text
    assert "beside the bridge" not in page
    assert "Invented" not in page
    assert lines() == []


def test_showing_both_is_noted_for_both(cast: Cast, twice: int, desk) -> None:
    page = desk.post(f"{pair_page(desk)}/reveal").text
    assert "beside the bridge" in page
    assert "by the old mill" in page
    assert lines() == ["child.compared", "child.compared"]


@pytest.mark.parametrize("kept", ["one", "other"])
def test_the_merged_row_has_the_chosen_fields(cast: Cast, twice: int, desk, kept: str) -> None:
    path = pair_page(desk)
    page = desk.get(path).text
    assert re.search(r'name="boards" value="other"', page)
    desk.post(f"{path}/merge", data={"kept": kept, "boards": "other", "address": "one", "name": "one"})
    stays, leaves = (cast.xiaoman, twice) if kept == "one" else (twice, cast.xiaoman)
    child = db.session.get_one(Child, stays)
    assert (child.boards, child.address, child.name) == (True, "by the old mill", "Invented Xiaoman")
    assert db.session.get_one(Child, leaves).erased_at is not None
    assert desk.get(path).status_code == 404


def test_two_people_stay_two(cast: Cast, twice: int, desk) -> None:
    path = pair_page(desk)
    desk.post(f"{path}/keep")
    assert db.session.query(Doubtful).one().decision == "kept"
    assert "Nobody is in doubt" in desk.get(BASE).text
    assert desk.post(f"{path}/merge").status_code == 404


def test_a_pair_that_reaches_out_of_scope_is_not_shown(cast: Cast, twice: int, desk) -> None:
    path = pair_page(desk)
    with transaction():
        db.session.get_one(Child, twice).village_id = cast.other_village
        db.session.scalar(db.select(Grant).where(Grant.account_id == cast.coordinator)).place_id = cast.village
    assert "Nobody is in doubt" in desk.get(BASE).text
    for step in ("", "/merge", "/keep", "/reveal"):
        assert (desk.get if not step else desk.post)(path + step).status_code == 404


def test_supporters_are_compared_by_name(cast: Cast, desk, sign_in) -> None:
    with transaction():
        db.session.add(Doubtful(subject="supporter", one_id=cast.ye, other_id=cast.zhou, reason="same_phone"))
    path = f"{BASE}/{db.session.query(Doubtful).one().public_id}"
    assert "Ye Wenzhou" in desk.get(path).text
    assert desk.post(f"{path}/reveal").status_code == 404
    chinese = sign_in(cast.coordinator, "zh")
    for page in (BASE, path):
        assert english_in(chinese.get(page).text) == []


def test_both_pages_read_in_chinese(cast: Cast, twice: int, desk, sign_in) -> None:
    path = pair_page(desk)
    chinese = sign_in(cast.coordinator, "zh")
    for page in (BASE, path):
        assert english_in(chinese.get(page).text) == []


def test_a_supporter_is_erased_after_reading_what_follows(cast: Cast, desk) -> None:
    public_id = db.session.get_one(Supporter, cast.ye).public_id
    path = f"/coordination/supporters/{public_id}/erase"
    assert path in desk.get(f"/coordination/supporters/{public_id}").text
    assert "Please tick the box first" in desk.post(path).text
    assert desk.post(path, data={"understood": "yes"}).status_code == 302
    assert db.session.get_one(Supporter, cast.ye).name == ""
    assert desk.get(path).status_code == 404
