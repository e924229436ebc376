"""Me, and my vetting like a parcel."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import today
from app.database import db, transaction
from app.models.supporters import Evidence, Supporter
from tests.cast import Cast
from tests.web.test_supporters import assert_chinese


def test_one_reads_ones_own_record_and_says_more(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.ye_account)
    page = browser.get("/me/about").text
    assert "19900000000" in page
    assert "Everything is there." in page
    assert "football" in browser.get("/me/about/edit").text
    version = db.session.get_one(Supporter, cast.ye).version
    said = {"version": version, "languages": ["mandarin"], "interests": ["chess", "reading"], "email": "ye@example.org"}
    assert browser.post("/me/about/edit", data=said).location == "/me/about"
    ye = db.session.get_one(Supporter, cast.ye)
    assert (ye.languages, ye.interests, ye.skills, ye.email) == (
        ["mandarin"],
        ["chess", "reading"],
        [],
        "ye@example.org",
    )
    assert browser.post("/me/about/edit", data=said).status_code == 409


def test_name_kind_and_phone_are_not_ones_own_to_change(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.ye_account)
    version = db.session.get_one(Supporter, cast.ye).version
    browser.post(
        "/me/about/edit", data={"version": version, "name": "Other", "kind": "officer", "phone": "1", "caseload": "9"}
    )
    ye = db.session.get_one(Supporter, cast.ye)
    assert (ye.name, ye.kind, ye.phone, ye.caseload) == ("Ye Wenzhou", "volunteer", "19900000000", 2)


def test_an_applicant_watches_each_step(cast: Cast, sign_in) -> None:
    page = sign_in(cast.zhou_account).get("/me/vetting").text
    assert "Next: Identity." in page
    assert "with the township, usually 5 working days" in page
    assert page.count('<li class="todo') == 6
    assert "Meanwhile: say when you can come" in page


def test_what_ends_soon_is_said_in_time(cast: Cast, sign_in) -> None:
    with transaction():
        row = db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="insurance").one()
        row.valid_until = today() + timedelta(days=12)
    browser = sign_in(cast.ye_account)
    assert "please renew" in browser.get("/me/vetting").text
    assert "Insurance is valid until" in browser.get("/me/about").text


@pytest.mark.parametrize("path", ["/me/about", "/me/about/edit", "/me/vetting", "/me/times"])
def test_staff_without_a_supporter_record_do_not_enter(cast: Cast, sign_in, path: str) -> None:
    assert sign_in(cast.coordinator).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/me/about", "/me/about/edit", "/me/vetting"])
@pytest.mark.parametrize("who", ["ye_account", "zhou_account"])
def test_the_pages_speak_chinese(cast: Cast, sign_in, path: str, who: str) -> None:
    with transaction():
        for row in db.session.query(Supporter):
            row.name = "叶文舟"
    page = sign_in(cast.ids[who], "zh").get(path).text.replace("English", "")
    assert_chinese(page)
