"""The page "Import, export": a file is shown, asked for, written by a worker; records go out for a purpose."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.clock import now
from app.database import db, transaction
from app.jobs.uploads import apply_upload
from app.models.accounts import Account, OpenSession
from app.models.children import Child
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.models.uploads import Upload
from tests.cast import live_match

IMPORTS, EXPORTS = "/coordination/imports", "/coordination/exports"
SHEET = "姓名,性别,出生年月,乡镇,村,监护人\n王小安,女,2017-03,青坪镇,青坪村,王奶奶\n".encode()


def bring(browser, sheet: bytes = SHEET):
    """Send a file and return the page it leads to."""
    answer = browser.post(IMPORTS, data={"file": (io.BytesIO(sheet), "children.csv")})
    assert answer.status_code == 302
    return answer.location


def proved_long_ago() -> None:
    with transaction():
        db.session.scalars(select(OpenSession)).one().proved_at = now() - timedelta(minutes=31)


def of_shiqiao_only(cast) -> None:
    with transaction():
        db.session.get_one(Account, cast.coordinator).grants[0].place_id = cast.other_village


def digest() -> str:
    return db.session.scalars(select(Upload.digest)).one()


def test_a_file_is_shown_asked_for_and_written_by_a_worker(cast, sign_in):
    browser = sign_in(cast.coordinator)
    page = bring(browser)
    shown = browser.get(page).text
    assert "Nothing is written yet." in shown
    assert f'value="{digest()}"' in shown
    answer = browser.post(page + "/apply", data={"digest": digest()})
    assert answer.location == page
    waiting = browser.get(page).text
    assert 'data-state="asked"' in waiting
    assert f'href="{page}"' in waiting  # without JavaScript one reloads
    assert db.session.scalar(select(func.count(Child.id))) == 3
    apply_upload(db.session.scalars(select(Upload.id)).one())
    assert "Everything shown was written." in browser.get(page).text
    assert db.session.scalar(select(func.count(Child.id))) == 4
    assert "brought in" in browser.get(IMPORTS).text


def test_pressing_twice_asks_once(cast, sign_in):
    browser = sign_in(cast.coordinator)
    page = bring(browser)
    for _ in range(2):
        browser.post(page + "/apply", data={"digest": digest()})
    asked = db.session.scalars(select(Disclosure).where(Disclosure.action == "upload.asked")).all()
    assert len(asked) == 1


def test_rows_that_changed_before_the_writing_are_named_and_the_file_can_be_asked_for_again(cast, sign_in):
    browser = sign_in(cast.coordinator)
    first, second = bring(browser), bring(browser)
    digests = dict(db.session.execute(select(Upload.public_id, Upload.digest)).all())
    for page in (first, second):
        browser.post(page + "/apply", data={"digest": digests[page.rpartition("/")[2]]})
    for upload_id in db.session.scalars(select(Upload.id).order_by(Upload.id)).all():
        apply_upload(upload_id)
    shown = browser.get(second).text
    assert "The records changed after you looked" in shown
    assert "Sheet “csv”, row 2" in shown
    assert "There is nothing to write." in shown
    assert browser.post(second + "/discard").location == IMPORTS


def test_writing_asks_who_one_is_when_the_last_proof_is_old(cast, sign_in):
    browser = sign_in(cast.coordinator)
    page = bring(browser)
    proved_long_ago()
    answer = browser.post(page + "/apply", data={"digest": digest()})
    assert answer.location == f"/prove?next={page}"
    assert db.session.scalars(select(Upload.state)).one() == "staged"


def test_exports_ask_who_one_is_when_the_last_proof_is_old(cast, sign_in):
    browser = sign_in(cast.coordinator)
    browser.get(EXPORTS)
    proved_long_ago()
    for answer in (browser.get(EXPORTS), browser.post(EXPORTS, data={"what": "children"})):
        assert answer.location == f"/prove?next={EXPORTS}"
    assert not db.session.scalars(select(Disclosure).where(Disclosure.action == "export")).all()


@pytest.mark.parametrize(("form", "begins"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")])
def test_a_sheet_goes_out_for_a_purpose_and_is_in_the_audit(cast, sign_in, form, begins):
    answer = sign_in(cast.coordinator).post(EXPORTS, data={"what": "children", "form": form, "purpose": "report"})
    assert answer.status_code == 200
    line = db.session.scalars(select(Disclosure).where(Disclosure.action == "export")).one()
    assert (line.account_id, line.subject) == (cast.coordinator, "children")
    assert line.detail == f"rows=3 form={form} purpose=report"
    assert answer.headers["Content-Disposition"].endswith(f"-{line.id}.{form}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(begins)


def test_without_a_purpose_nothing_goes_out(cast, sign_in):
    answer = sign_in(cast.coordinator).post(EXPORTS, data={"what": "children", "form": "xlsx", "purpose": ""})
    assert answer.status_code == 422
    assert "Say what the file is for" in answer.text
    assert not db.session.scalars(select(Disclosure).where(Disclosure.action == "export")).all()


def test_who_coordinates_a_part_takes_out_its_rows_and_brings_nothing_in(cast, sign_in):
    of_shiqiao_only(cast)
    with transaction():
        # Ji is also a supporter, beside Xiaoman: what a supporter sees is not a coordinator's to take out.
        live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        db.session.get_one(Account, cast.ye_account).supporter_id = None
        db.session.flush()
        db.session.get_one(Account, cast.coordinator).supporter_id = cast.ye
    browser = sign_in(cast.coordinator)
    assert browser.get(IMPORTS).location == EXPORTS
    assert browser.post(IMPORTS, data={"file": (io.BytesIO(SHEET), "a.csv")}).status_code == 403
    told = browser.post(EXPORTS, data={"what": "children", "form": "csv", "purpose": "visits"}).data.decode()
    assert "Invented Guyu" in told
    assert "Xiaoman" not in told
    told = browser.post(EXPORTS, data={"what": "supporters", "form": "csv", "purpose": "visits"}).data.decode()
    assert "Ye Wenzhou" not in told


def test_the_pages_speak_chinese(cast, sign_in):
    browser = sign_in(cast.coordinator, "zh")
    assert "监护人同意期间的孩子才会列入" in browser.get(EXPORTS).text
    page = bring(browser)
    browser.post(page + "/apply", data={"digest": digest()})
    assert "排队等候" in browser.get(page).text


def test_when_the_audit_cannot_be_written_nothing_goes_out(cast, sign_in, monkeypatch):
    def full(*_given, **_told):
        raise OSError("the disk is full")

    monkeypatch.setattr("app.operations.exports.record", full)
    answer = sign_in(cast.coordinator).post(EXPORTS, data={"what": "children", "form": "csv", "purpose": "report"})
    assert answer.status_code == 500
    assert "Invented" not in answer.text
