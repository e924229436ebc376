"""Certificates in the browser: from hours to a file of many pages; a sheet of hours; what a stranger reads."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from app.actors import Actor
from app.clock import local, today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.hours import Certificate
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.operations.sign_offs import sign_off_plain
from tests.cast import Cast
from tests.days import Day, check_in, shift_from


@pytest.fixture
def worked(cast: Cast) -> Day:
    """Ye, Mei and Jing on a shift signed off."""
    day = shift_from(cast, 180)
    check_in(day, "Ye", "Mei", "Jing", came=0, left=120)
    sign_off_plain(day.shift, by=Actor(cast.coordinator, {Role.COORDINATOR: frozenset()}))
    return day


def form(day: Day, **changes: str) -> dict[str, object]:
    people = [day.of(name).supporter.public_id for name in day.names]
    span = {"first": str(today() - timedelta(days=30)), "last": str(today())}
    paper = {
        "issuer": "静河县民政局",
        "in_charge": "纪晓岚",
        "contact": "0578-0000000",
        "request_key": "k",
        "write": "1",
    }
    return {"supporter": people, **span, **paper, **changes}


class TestIssuing:
    def test_all_at_once_and_one_file_with_a_page_each(self, cast, worked, sign_in):
        browser = sign_in(cast.coordinator)
        assert "Hu Jing" in browser.get("/coordination/certificates/new").text
        page = browser.post("/coordination/certificates/new", data=form(worked), follow_redirects=True).text
        assert "PDF of 3 pages" in page
        chosen = list(db.session.scalars(select(Certificate.public_id)))
        answer = browser.post("/coordination/certificates/print", data={"certificate": chosen})
        assert answer.content_type == "application/pdf"
        assert len(PdfReader(BytesIO(answer.data)).pages) == 3
        assert "certificate.printed" in set(db.session.scalars(select(Disclosure.action)))

    def test_nobody_is_ticked_beforehand_and_all_of_a_page_are_on_demand(self, cast, worked, sign_in):
        browser = sign_in(cast.coordinator)
        assert "checked" not in browser.get("/coordination/certificates/new").text
        assert browser.get("/coordination/certificates/new?all=1").text.count("checked") == 3

    @pytest.mark.parametrize(("day", "first"), [("2027-01-05", "2026-01-01"), ("2027-02-05", "2027-01-01")])
    def test_the_form_begins_with_this_year_and_in_january_with_the_one_before(self, cast, sign_in, day, first):
        with time_machine.travel(f"{day}T12:00:00+08:00", tick=False):
            page = sign_in(cast.coordinator).get("/coordination/certificates/new").text
        assert re.search(rf'name="first"[^>]*value="{first}"', page)

    @pytest.mark.parametrize(("language", "asked"), [("en", "Issue 2 certificates?"), ("zh", "要出具 2 份证明吗？")])
    def test_before_numbers_are_used_up_the_list_is_shown_once_more(self, cast, worked, sign_in, language, asked):
        browser = sign_in(cast.coordinator, language)
        told = form(worked)
        told.pop("write")
        told["supporter"] = told["supporter"][1:]
        page = browser.post("/coordination/certificates/new", data=told).text
        assert asked in page
        assert "Hu Jing" in page
        assert "Ye Wenzhou" not in page
        assert db.session.scalar(select(Certificate)) is None
        again = browser.post("/coordination/certificates/new", data=told | {"change": "1"})
        assert again.status_code == 200
        assert again.text.count("checked") == 2
        browser.post("/coordination/certificates/new", data=told | {"write": "1"})
        assert len(db.session.scalars(select(Certificate)).all()) == 2

    def test_with_nobody_chosen_nothing_is_asked(self, cast, worked, sign_in):
        answer = sign_in(cast.coordinator).post(
            "/coordination/certificates/new", data=form(worked, supporter=[], write="")
        )
        assert answer.status_code == 422
        assert "Choose at least one person." in answer.text

    def test_days_stand_with_their_year_on_page_check_and_paper(self, cast, worked, sign_in, client):
        browser = sign_in(cast.coordinator)
        browser.post("/coordination/certificates/new", data=form(worked))
        one = db.session.scalars(select(Certificate)).first()
        client.set_cookie("care_language", "zh")
        issued_on = f"{today().year}年{today().month}月{today().day}日"
        page = browser.get(f"/coordination/certificates/{one.public_id}").text
        assert page.count(f" {today().day}, {today().year}") == 2  # issued on; the last day
        assert client.get(f"/verify?n={one.number}&c={one.code}").text.count(issued_on) == 2
        paper = browser.post("/coordination/certificates/print", data={"certificate": [one.public_id]}).data
        assert issued_on in PdfReader(BytesIO(paper)).pages[0].extract_text()

    def test_without_somebody_in_charge_nothing_is_issued_and_what_was_typed_stays(self, cast, worked, sign_in):
        answer = sign_in(cast.coordinator).post("/coordination/certificates/new", data=form(worked, in_charge=""))
        assert answer.status_code == 422
        assert "Write who is in charge" in answer.text
        assert "静河县民政局" in answer.text
        assert db.session.scalar(select(Certificate)) is None

    def test_the_list_finds_by_number_and_by_name(self, cast, worked, sign_in):
        browser = sign_in(cast.coordinator)
        browser.post("/coordination/certificates/new", data=form(worked))
        numbers = list(db.session.scalars(select(Certificate).order_by(Certificate.sequence)))
        page = browser.get(f"/coordination/certificates?q={numbers[1].number}").text
        assert numbers[1].number in page
        assert numbers[0].number not in page

    def test_its_holder_takes_it_as_a_file_and_nobody_else_does(self, cast, worked, sign_in):
        sign_in(cast.coordinator).post("/coordination/certificates/new", data=form(worked))
        query = select(Certificate.public_id).where(Certificate.supporter_id == cast.ye)
        address = f"/me/hours/{db.session.scalar(query)}.pdf"
        assert sign_in(cast.ye_account).get(address).data.startswith(b"%PDF")
        assert sign_in(cast.he_account).get(address).status_code == 404

    def test_revoking_is_read_in_the_list_and_by_whoever_checks(self, cast, worked, sign_in, client):
        browser = sign_in(cast.coordinator)
        browser.post("/coordination/certificates/new", data=form(worked))
        one = db.session.scalars(select(Certificate).order_by(Certificate.sequence)).first()
        browser.post(f"/coordination/certificates/{one.public_id}/revoke", data={"reason": "mistake"})
        assert "Revoked on" in browser.get(f"/coordination/certificates/{one.public_id}").text
        one = db.session.get(Certificate, one.id)
        client.set_cookie("care_language", "zh")
        assert "无效" in client.get(f"/verify?n={one.number}&c={one.code}").text


class TestTheSheetOfHours:
    def test_has_a_row_for_each_time_and_a_line_in_the_audit(self, cast, worked, sign_in):
        with transaction():
            db.session.get_one(Supporter, cast.ye).name = "=叶文舟"
        answer = sign_in(cast.coordinator).post(
            "/coordination/exports", data={"what": "hours", "form": "xlsx", "purpose": "report"}
        )
        rows = [
            [cell.value for cell in row]
            for row in load_workbook(BytesIO(answer.data)).active.iter_rows()
            if row[1].value
        ]
        ye = next(row for row in rows if "叶文舟" in str(row[0]))
        assert not str(ye[0]).startswith("=")
        begins = local(worked.row().starts_at)
        hours = [f"{at:%H:%M}" for at in (begins, begins + timedelta(hours=2))]
        assert ye[1:] == ["0000", "课后服务", worked.row().local_day.isoformat(), *hours, 2]
        line = db.session.scalars(select(Disclosure).where(Disclosure.action == "export")).one()
        assert "rows=3" in line.detail


def test_the_public_page_asks_for_both_number_and_code(cast: Cast, worked: Day, sign_in, client) -> None:
    sign_in(cast.coordinator).post("/coordination/certificates/new", data=form(worked))
    one = db.session.scalars(select(Certificate)).first()
    client.set_cookie("care_language", "en")
    assert "There is no certificate with this number and code" in client.get(f"/verify?n={one.number}&c=").text
    for _try in range(20):
        answer = client.get(f"/verify?n={one.number}&c=AAAAAAAA")
    assert answer.status_code == 429
