"""The child director's small register."""

from __future__ import annotations

import re

from app.database import db, transaction
from app.models.accounts import Grant
from app.models.children import Child, Consent
from app.models.traces import Disclosure
from tests.cast import Cast
from tests.web.reading import english_in

BASE = "/village/children"


def address(child_id: int, rest: str = "") -> str:
    return f"{BASE}/{db.session.get_one(Child, child_id).public_id}{rest}"


def test_a_director_sees_the_children_of_the_village_and_no_others(cast: Cast, sign_in) -> None:
    office = sign_in(cast.director)
    page = office.get(BASE).text
    assert re.findall(r"<b>([A-Z]\w+ \d+)</b>", page) == ["Bailu 113", "Xiaoman 042"]
    assert office.get(address(cast.guyu)).status_code == 404
    assert office.post(address(cast.guyu, "/reveal"), data={"what": "name"}).status_code == 404
    assert db.session.query(Disclosure).filter(Disclosure.action.startswith("child.")).count() == 0


def test_who_also_coordinates_still_has_a_small_register_here(cast: Cast, sign_in) -> None:
    with transaction():
        db.session.add(Grant(account_id=cast.director, role="coordinator"))
    assert "Guyu 017" not in sign_in(cast.director).get(BASE).text


def test_a_director_without_a_village_has_an_empty_register(cast: Cast, sign_in) -> None:
    with transaction():
        db.session.scalar(db.select(Grant).where(Grant.account_id == cast.director)).place_id = None
    assert "No child fits" in sign_in(cast.director).get(BASE).text


def test_each_look_at_a_name_or_phone_is_one_line(cast: Cast, sign_in) -> None:
    office = sign_in(cast.director)
    page = office.post(address(cast.xiaoman, "/reveal"), data={"what": "phone"}).text
    assert 'href="tel:19900000001"' in page
    assert "Invented Xiaoman" not in page
    lines = db.session.query(Disclosure).filter_by(subject="child").all()
    assert [(line.action, line.account_id) for line in lines] == [("child.phone", cast.director)]


def test_missing_consent_is_said(cast: Cast, sign_in) -> None:
    with transaction():
        db.session.execute(db.delete(Consent).where(Consent.child_id == cast.xiaoman))
    assert "no valid consent" in sign_in(cast.director).get(address(cast.xiaoman)).text


def test_both_pages_read_in_chinese(cast: Cast, sign_in) -> None:
    office = sign_in(cast.director, "zh")
    for path in (BASE, address(cast.xiaoman)):
        page = office.get(path).text
        assert "小满 042" in page
        assert english_in(page) == []
