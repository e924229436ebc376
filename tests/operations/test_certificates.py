"""Certificates: numbers without gaps, what the paper says, and what a stranger may read."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.hours import Certificate
from app.models.messages import Message
from app.models.supporters import Supporter
from app.operations import certificates as verbs
from app.operations.attempts import TooMany
from app.operations.certificates import CannotCertify, Issuer, issue, revoke, verify
from app.operations.sign_offs import sign_off_plain
from app.web.certificate_paper import certificates_pdf
from app.wording.certificates import masked_name
from tests.cast import Cast
from tests.days import check_in, shift_from
from tests.servers.databases import both_databases

COUNTY = Issuer("静河县民政局", "纪晓岚", "0578-0000000")


def coordinator(cast: Cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


def code_of(supporter_id: int) -> str:
    return db.session.get_one(Supporter, supporter_id).public_id


@pytest.fixture
def people(cast: Cast) -> list[int]:
    """Ye, Mei and Jing with two hours each on a shift signed off; their ids."""
    day = shift_from(cast, 180)
    check_in(day, "Ye", "Mei", "Jing", came=0, left=120)
    sign_off_plain(day.shift, by=coordinator(cast))
    return [day.of(name).supporter_id for name in day.names]


def issued(cast: Cast, people: list[int], key: str = "first") -> list[Certificate]:
    span = today() - timedelta(days=7), today()
    return issue([code_of(one) for one in people], *span, COUNTY, request_key=key, by=coordinator(cast))


class TestNumbers:
    def test_they_run_on_from_one_in_each_year(self, cast, people):
        assert [one.number for one in issued(cast, people)] == [f"{today().year}-0000{n}" for n in (1, 2, 3)]
        with transaction():
            db.session.execute(Certificate.__table__.update().values(year=2020))
        assert issued(cast, people[:1], "second")[0].sequence == 4

    def test_asking_twice_issues_once(self, cast, people):
        assert [one.id for one in issued(cast, people)] == [one.id for one in issued(cast, people)]
        assert db.session.query(Certificate).count() == 3

    def test_a_failure_half_way_loses_no_number(self, cast, people, monkeypatch):
        real, calls = verbs.record, []

        def stumble(*args, **values):
            calls.append(args)
            if len(calls) == 2:
                raise RuntimeError("the power went")
            return real(*args, **values)

        monkeypatch.setattr(verbs, "record", stumble)
        with pytest.raises(RuntimeError):
            issued(cast, people)
        monkeypatch.setattr(verbs, "record", real)
        assert [one.sequence for one in issued(cast, people, "again")] == [1, 2, 3]

    def test_who_has_no_hours_gets_none_and_takes_no_number(self, cast, people):
        found = issued(cast, [cast.lin, *people[:1]])
        assert [(one.supporter_id, one.sequence) for one in found] == [(people[0], 1)]
        with pytest.raises(CannotCertify) as refused:
            issued(cast, [cast.lin], "nobody")
        assert refused.value.code == "no_hours"

    def test_a_coordinator_elsewhere_issues_nothing(self, cast, people):
        elsewhere = Actor(cast.coordinator, {Role.COORDINATOR: frozenset({cast.other_village})})
        with pytest.raises(CannotCertify) as refused:
            issue([code_of(people[0])], today(), today(), COUNTY, request_key="x", by=elsewhere)
        assert refused.value.code == "nobody"

    @pytest.mark.parametrize(
        ("first", "last", "issuer", "code"),
        [
            (1, 0, COUNTY, "order"),
            (0, 1, COUNTY, "future"),
            (0, 0, Issuer("", "纪晓岚", "1"), "issuer"),
            (0, 0, Issuer("县", "纪" * 81, "1"), "in_charge"),
        ],
    )
    def test_days_and_issuer_are_looked_at(self, cast, people, first, last, issuer, code):
        days = today() + timedelta(days=first), today() + timedelta(days=last)
        with pytest.raises(CannotCertify) as refused:
            issue([code_of(people[0])], *days, issuer, request_key="x", by=coordinator(cast))
        assert refused.value.code == code


class TestThePaper:
    def test_has_the_statutory_fields_on_a_page_for_each(self, cast, people):
        with transaction():
            db.session.get_one(Supporter, people[0]).name = "叶文舟"
        found = issued(cast, people)
        pdf = PdfReader(BytesIO(certificates_pdf(found, "https://care.example.org")))
        assert len(pdf.pages) == 3
        text = pdf.pages[0].extract_text()
        fields = (
            "志愿服务记录证明",
            "叶文舟",
            "静河县民政局",
            "纪晓岚",
            "0578-0000000",
            "2小时",
            found[0].number,
            "盖章",
        )
        for said in (*fields, found[0].code[:4], "https://care.example.org/verify"):
            assert said in text, said

    def test_a_name_is_never_markup(self, cast, people):
        with transaction():
            db.session.get_one(Supporter, people[0]).name = "<b>叶&"
        pdf = PdfReader(BytesIO(certificates_pdf(issued(cast, people[:1]), "https://care.example.org")))
        assert "<b>叶&" in pdf.pages[0].extract_text()


class TestVerifying:
    def test_number_and_code_together_find_it(self, cast, people):
        one = issued(cast, people)[0]
        found = verify(one.number, f"{one.code[:4].lower()}-{one.code[4:].lower()}", address="a")
        assert found is not None
        assert found.id == one.id
        assert verify(one.number, "AAAAAAAA", address="a") is None
        assert verify("2026-' or 1", one.code, address="a") is None

    def test_a_stranger_reads_hours_and_family_name_only(self, cast, people, client):
        with transaction():
            db.session.get_one(Supporter, people[0]).name = "欧阳文舟"
        one = issued(cast, people)[0]
        page = client.get(f"/verify?n={one.number}&c={one.code}").text
        assert "欧阳＊＊" in page
        assert "文舟" not in page
        assert "2 " in page
        assert "静河县民政局" in page

    def test_a_revoked_one_says_so_and_its_holder_hears(self, cast, people, client):
        one = issued(cast, people)[0]
        revoke(one.id, "hours", by=coordinator(cast))
        page = client.get(f"/verify?n={one.number}&c={one.code}", headers={"Accept-Language": "en"}).text
        assert "It is not valid." in page
        kinds = set(db.session.scalars(select(Message.kind).where(Message.account_id == cast.ye_account)))
        assert {"certificate_issued", "certificate_revoked"} <= kinds
        with pytest.raises(CannotCertify):
            revoke(one.id, "hours", by=coordinator(cast))

    def test_guessing_is_throttled(self, cast, people, client):
        number = issued(cast, people)[0].number
        for _try in range(20):
            assert verify(number, "AAAAAAAA", address="1.2.3.4") is None
        with pytest.raises(TooMany):
            verify(number, "AAAAAAAA", address="1.2.3.4")

    @pytest.mark.parametrize(("name", "shown"), [("Ye Wenzhou", "Y. W."), ("叶文舟", "叶＊＊"), ("", "")])
    def test_names_are_masked(self, name, shown):
        assert masked_name(name) == shown


def test_hours_are_counted_by_the_countys_days(cast: Cast, people: list[int]) -> None:
    assert issued(cast, people)[0].content == [{"activity": "after_school", "minutes": 120, "times": 1}]
    with pytest.raises(CannotCertify):
        issue([code_of(people[0])], date(2020, 1, 1), date(2020, 2, 1), COUNTY, request_key="y", by=coordinator(cast))


@both_databases
def test_numbers_have_no_gaps_and_no_twins_however_many_issue_at_once(
    house: Flask, cast: Cast, people: list[int]
) -> None:
    actor, codes = coordinator(cast), [code_of(one) for one in people]
    db.session.remove()
    start = threading.Barrier(4)

    def press(key: str) -> None:
        with house.app_context():
            start.wait()
            issue(codes, today() - timedelta(days=7), today(), COUNTY, request_key=key, by=actor)

    threads = [threading.Thread(target=press, args=(f"key{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = list(db.session.scalars(select(Certificate.sequence).order_by(Certificate.sequence)))
    assert numbers == list(range(1, 13))
