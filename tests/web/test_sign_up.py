"""Signing up: nine questions, kept at every step, and an answer that tells nothing about others."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import today
from app.database import db, transaction
from app.models.accounts import Account
from app.models.messages import Message
from app.models.places import Place, PlaceKind
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.operations.search import phone_hash
from app.queries.actors import live_roles
from app.web.lobby.forms_sign_up import STEPS
from tests.cast import Cast, place

WHO = {"name": "Zhong Yue", "phone": "199 0000 0077", "gender": "female", "birth_year": "1988"}
HOW = {"place": "石桥村", "mode": "scooter", "travel_limit": "30"}
STAY = {"stays": "open", "consent": "y"}


@pytest.fixture
def visitor(house: Flask) -> FlaskClient:
    house.config["WTF_CSRF_ENABLED"] = False
    visitor = house.test_client()
    visitor.set_cookie("care_language", "en")
    return visitor


def sign_up(visitor: FlaskClient, **changes: str) -> str:
    for step, answers in enumerate((WHO, HOW, STAY), start=1):
        answer = visitor.post(f"/sign-up/{step}", data=answers | {k: v for k, v in changes.items() if k in answers})
        assert answer.status_code == 302, answer.text
    assert answer.location == "/sign-up/thanks"
    return visitor.get("/sign-up/thanks").text


def without_token(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def test_nine_questions_in_three_steps(house: Flask) -> None:
    with house.test_request_context():
        questions = [field.name for step in STEPS for field in step(meta={"csrf": False})]
    assert len([name for name in questions if name != "which"]) == 9


def test_a_sign_up_makes_an_applicant_with_an_account_and_no_rights(visitor: FlaskClient, cast: Cast) -> None:
    sign_up(visitor)
    person = db.session.query(Supporter).filter_by(phone_hash=phone_hash("19900000077")).one()
    assert (person.name, person.state, person.kind, person.base_id) == (
        "Zhong Yue", "applicant", "volunteer", cast.other_village,
    )  # fmt: skip
    assert (person.travel_limit, person.mode, person.stays_until) == (30, "scooter", None)
    account = db.session.query(Account).filter_by(supporter_id=person.id).one()
    assert (account.handle, account.language) == ("19900000077", "en")
    assert [role.value for role in live_roles(account)] == ["supporter"]
    actions = {row.action for row in db.session.query(Disclosure).filter_by(subject_id=person.public_id)}
    assert actions == {"supporter.added", "supporter.consented"}


def test_the_applicant_and_every_coordinator_of_the_place_are_told(visitor: FlaskClient, cast: Cast) -> None:
    sign_up(visitor)
    told = {(row.account_id, row.kind) for row in db.session.query(Message)}
    account = db.session.query(Account).filter_by(handle_hash=phone_hash("19900000077")).one()
    assert told == {
        (account.id, "application_received"),
        (cast.coordinator, "application_new"),
        (cast.second_coordinator, "application_new"),
    }


def test_a_known_phone_gets_the_same_answer_and_makes_nothing(visitor: FlaskClient, house: Flask, cast: Cast) -> None:
    first = sign_up(visitor)
    before = db.session.query(Supporter).count()
    other = house.test_client()
    other.set_cookie("care_language", "en")
    assert without_token(sign_up(other, phone="+86 19900000077", name="Somebody Else")) == without_token(first)
    assert db.session.query(Supporter).count() == before
    assert db.session.query(Message).filter_by(kind="application_received").count() == 2


def test_each_step_is_kept_on_the_phone_and_unreadable_there(visitor: FlaskClient, cast: Cast) -> None:
    visitor.post("/sign-up/1", data=WHO)
    assert visitor.get("/sign-up").location == "/sign-up/2"
    again = visitor.get("/sign-up/1").text
    assert 'value="Zhong Yue"' in again
    assert 'value="199 0000 0077"' in again
    cookie = visitor.get_cookie("care_sign_up")
    assert cookie is not None
    assert "Zhong" not in cookie.decoded_value
    assert cookie.http_only


def test_a_step_cannot_be_jumped_nor_a_draft_be_made_up(visitor: FlaskClient, cast: Cast) -> None:
    assert visitor.get("/sign-up/3").location == "/sign-up/1"
    visitor.set_cookie("care_sign_up", "AAAA")
    assert visitor.post("/sign-up/3", data=STAY).location == "/sign-up"
    assert visitor.get("/sign-up/4").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "Z", "between 2 and 40"),
        ("phone", "199 0000 00", "this one has 9"),
        ("phone", "call me", "digits only"),
        ("gender", "", "choose one"),
        ("birth_year", "nineteen", "digits only"),
        ("birth_year", "88", "four digits"),
    ],
)
def test_a_slip_is_told_beside_its_field(visitor: FlaskClient, cast: Cast, field: str, value: str, words: str) -> None:
    answer = visitor.post("/sign-up/1", data=WHO | {field: value})
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-error">.*{words}', answer.text)


def test_an_eighteen_year_old_may_come_and_a_younger_one_reads_why_not(visitor: FlaskClient, cast: Cast) -> None:
    younger = visitor.post("/sign-up/1", data=WHO | {"birth_year": str(today().year - 17)})
    assert younger.status_code == 422
    assert re.search(r'id="birth_year-error">.*need to be 18', younger.text)
    assert visitor.post("/sign-up/1", data=WHO | {"birth_year": str(today().year - 18)}).status_code == 302


def test_a_name_that_stands_for_two_places_is_asked_about(visitor: FlaskClient, cast: Cast) -> None:
    with transaction():
        county = db.session.get_one(Place, cast.county)
        township = place(PlaceKind.TOWNSHIP, "meixi", "梅溪镇", 27.9, 119.5, county)
        place(PlaceKind.VILLAGE, "meixi-shiqiao", "石桥村", 27.9, 119.5, township)
    visitor.post("/sign-up/1", data=WHO)
    asked = visitor.post("/sign-up/2", data=HOW)
    assert asked.status_code == 422
    assert "could be any of these" in asked.text
    choices = re.findall(r'name="which" type="radio" value="([^"]+)"', asked.text)
    assert len(choices) == 2
    chosen = db.session.query(Place).filter_by(code="meixi-shiqiao").one().public_id
    assert visitor.post("/sign-up/2", data=HOW | {"which": chosen}).location == "/sign-up/3"
    assert "Meixi · Meixi-shiqiao" in visitor.get("/sign-up/2").text
    visitor.post("/sign-up/3", data=STAY)
    person = db.session.query(Supporter).filter_by(phone_hash=phone_hash("19900000077")).one()
    assert person.base.code == "meixi-shiqiao"


@pytest.mark.parametrize(("name", "words"), [("纽约", "no place called"), ("Qingping", None), ("青坪", "any of these")])
def test_places_are_found_as_people_write_them(visitor: FlaskClient, cast: Cast, name: str, words: str | None) -> None:
    with transaction():
        db.session.get_one(Place, cast.village).name_en = "Qingping"
    visitor.post("/sign-up/1", data=WHO)
    answer = visitor.post("/sign-up/2", data=HOW | {"place": name})
    assert (answer.status_code == 302) if words is None else (words in answer.text)


def test_without_consent_nothing_is_kept(visitor: FlaskClient, cast: Cast) -> None:
    visitor.post("/sign-up/1", data=WHO)
    visitor.post("/sign-up/2", data=HOW)
    before = db.session.query(Supporter).count()
    assert visitor.post("/sign-up/3", data={"stays": "year"}).status_code == 422
    assert db.session.query(Supporter).count() == before


def test_one_phone_cannot_be_signed_up_again_and_again(visitor: FlaskClient, cast: Cast) -> None:
    for _ in range(3):
        sign_up(visitor)
    visitor.post("/sign-up/1", data=WHO)
    visitor.post("/sign-up/2", data=HOW)
    assert visitor.post("/sign-up/3", data=STAY).status_code == 429


@pytest.mark.parametrize("path", ["/", "/sign-up/1", "/sign-up/thanks", "/privacy"])
def test_the_pages_speak_chinese(visitor: FlaskClient, cast: Cast, path: str) -> None:
    visitor.set_cookie("care_language", "zh")
    page = visitor.get(path).text
    assert 'lang="zh-CN"' in page
    visible = re.sub(r"<[^>]+>", "", page[page.index("<main") :])
    assert not re.search(r"[A-Za-z]{3,}", visible), re.findall(r"[A-Za-z]{3,}", visible)
