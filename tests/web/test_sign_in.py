"""The pages of signing in, proving oneself again, and one's account (security reference A4, A5, B1, B3)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account, OpenSession
from app.models.messages import Message
from app.operations import sign_ins
from app.operations.sessions import open_session
from app.web.lobby import sign_in as pages
from tests.cast import Cast
from tests.operations.people import PASSWORD, app_shows, equip


@pytest.fixture
def browser(house: Flask, monkeypatch) -> FlaskClient:
    """A stranger's browser, without form tokens; answers come at once."""
    house.config["WTF_CSRF_ENABLED"] = False
    monkeypatch.setattr(pages, "EVEN_SECONDS", 0.0)
    return english(house)


def english(house: Flask) -> FlaskClient:
    browser = house.test_client()
    browser.set_cookie("care_language", "en")
    return browser


def handle_of(account_id: int) -> str:
    return db.session.get_one(Account, account_id).handle


def code_sent() -> str:
    return (
        db.session.scalars(select(Message).where(Message.kind == "sign_in_code").order_by(Message.id.desc()))
        .one()
        .secret
    )


def test_a_supporter_signs_in_with_the_code_that_was_sent_and_goes_on_to_the_page_asked_for(
    browser, cast: Cast
) -> None:
    answer = browser.get("/account")
    answer = browser.post(answer.location, data={"handle": handle_of(cast.ye_account), "way": "code"})
    assert answer.location == "/sign-in/code?next=/account"
    answer = browser.post(answer.location, data={"code": code_sent()})
    assert answer.location == "/account"
    assert "Ye Wenzhou" in browser.get("/account").text


def test_staff_sign_in_with_password_and_app(browser, cast: Cast) -> None:
    handle = equip(cast.coordinator)
    answer = browser.post("/sign-in", data={"handle": handle, "way": "password"})
    assert answer.location == "/sign-in/password"
    assert f'value="{handle}"' in browser.get(answer.location).text
    answer = browser.post("/sign-in/password", data={"handle": handle, "password": PASSWORD, "code": app_shows()})
    assert answer.status_code == 302
    assert browser.get("/account").status_code == 200


@pytest.mark.parametrize("way", ["code", "password"])
def test_known_and_unknown_get_the_same_answers(browser, house: Flask, cast: Cast, way: str) -> None:
    known = equip(cast.coordinator) if way == "password" else handle_of(cast.ye_account)
    answers = []
    for handle in (known, "somebody.else@example.org"):
        person = english(house)
        first = person.post("/sign-in", data={"handle": handle, "way": way})
        second = person.get(first.location)
        third = person.post(first.location, data={"handle": handle, "password": "wrong", "code": "000000"})
        answers.append(
            [
                (step.status_code, dict(step.headers) | {"Set-Cookie": "", "Content-Length": ""},
                 re.sub(r'value="[^"]*"', "", step.text.replace(handle, "HANDLE")))
                for step in (first, second, third)
            ]
        )  # fmt: skip
    assert answers[0] == answers[1]


def test_every_answer_takes_the_same_least_time(browser, cast: Cast, monkeypatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(pages, "EVEN_SECONDS", 5000.0)
    monkeypatch.setattr(pages.time, "sleep", slept.append)
    for handle in (handle_of(cast.ye_account), "somebody.else@example.org"):
        browser.post("/sign-in", data={"handle": handle, "way": "code"})
        browser.post("/sign-in/code", data={"code": "000000"})
        browser.post("/sign-in/password", data={"handle": handle, "password": "wrong", "code": "000000"})
    assert len(slept) == 6
    assert all(4000 < seconds <= 5000 for seconds in slept)


def test_what_is_no_number_is_refused_beside_the_field(browser, cast: Cast) -> None:
    page = browser.post("/sign-in", data={"handle": "Ye", "way": "code"}).text
    assert "Enter an e-mail address, or a phone number with all its digits." in page


def test_too_many_failures_get_page_429(browser, cast: Cast) -> None:
    handle = equip(cast.coordinator)
    wrong = {"handle": handle, "password": "wrong", "code": "000000"}
    assert [browser.post("/sign-in/password", data=wrong).status_code for _ in range(11)] == [200] * 10 + [429]
    right = {"handle": handle, "password": PASSWORD, "code": app_shows()}
    answer = browser.post("/sign-in/password", data=right)
    assert answer.status_code == 429
    assert "Wait a few minutes" in answer.text


def test_the_limits_hold_with_the_queue_away(browser, house: Flask, cast: Cast) -> None:
    assert house.config["SETTINGS"].redis_url == ""
    test_too_many_failures_get_page_429(browser, cast)


def test_signing_in_does_not_lead_out_of_the_house(browser, cast: Cast) -> None:
    handle = equip(cast.coordinator)
    for number, outside in enumerate(("https://example.org/", "//example.org", "/\\example.org")):
        data = {"handle": handle, "password": PASSWORD, "code": app_shows(steps=number - 1)}
        answer = browser.post(f"/sign-in/password?next={outside}", data=data)
        assert answer.location == "/"


def test_signing_in_ends_the_sign_in_the_browser_had(browser, cast: Cast) -> None:
    handle = equip(cast.coordinator)
    old = open_session(cast.ye_account)
    browser.set_cookie("care", old)
    browser.post("/sign-in/password", data={"handle": handle, "password": PASSWORD, "code": app_shows()})
    assert browser.get_cookie("care").value != old
    assert [session.ended_at is None for session in db.session.scalars(select(OpenSession))] == [False, True]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser, cast: Cast) -> None:
    handle = equip(cast.coordinator)
    answer = browser.post("/sign-in/password", data={"handle": handle, "password": PASSWORD, "code": app_shows()})
    [cookie] = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("care=")]
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


class TestProvingAgain:
    """Some pages ask for password and app once more after half an hour."""

    def prove_long_ago(self, minutes: int) -> None:
        with transaction():
            db.session.scalars(select(OpenSession)).one().proved_at = now() - timedelta(minutes=minutes)

    def test_after_half_an_hour(self, browser, sign_in, cast: Cast) -> None:
        equip(cast.coordinator)
        person = sign_in(cast.coordinator)
        assert person.get("/account/password").status_code == 200
        self.prove_long_ago(29)
        assert person.get("/account/password").status_code == 200
        self.prove_long_ago(31)
        answer = person.get("/account/password")
        assert answer.location == "/prove?next=/account/password"
        before = person.get_cookie("care").value
        answer = person.post(answer.location, data={"password": PASSWORD, "code": app_shows()})
        assert answer.location == "/account/password"
        assert person.get_cookie("care").value != before
        assert person.get("/account/password").status_code == 200

    def test_the_old_key_is_worthless_after_it(self, browser, sign_in, cast: Cast, house: Flask) -> None:
        equip(cast.coordinator)
        person = sign_in(cast.coordinator)
        thief = house.test_client()
        thief.set_cookie("care", person.get_cookie("care").value)
        person.post("/prove", data={"password": PASSWORD, "code": app_shows()})
        assert thief.get("/account").status_code == 302

    def test_a_wrong_proof_changes_nothing(self, browser, sign_in, cast: Cast) -> None:
        equip(cast.coordinator)
        person = sign_in(cast.coordinator)
        self.prove_long_ago(31)
        assert person.post("/prove", data={"password": "wrong", "code": app_shows()}).status_code == 200
        assert person.get("/account/password").status_code == 302

    def test_nobody_proves_with_another_persons_password(self, browser, sign_in, cast: Cast) -> None:
        equip(cast.admin)
        person = sign_in(cast.coordinator)
        assert person.post("/prove", data={"password": PASSWORD, "code": app_shows()}).status_code == 200


class TestMyAccount:
    """Where one is signed in, and how."""

    def test_shows_and_ends_ones_other_sign_ins(self, sign_in, cast: Cast) -> None:
        here, there = sign_in(cast.coordinator), sign_in(cast.coordinator)
        assert here.get("/account").text.count("last used") == 2
        here.post("/account/sign-ins/end-others")
        assert there.get("/account").status_code == 302
        assert here.get("/account").text.count("last used") == 1

    def test_ends_one_of_ones_own_but_nobody_elses(self, sign_in, cast: Cast) -> None:
        here, there, other = sign_in(cast.coordinator), sign_in(cast.coordinator), sign_in(cast.admin)
        _, second, third = db.session.scalars(select(OpenSession).order_by(OpenSession.id)).all()
        mine, theirs = second.public_id, third.public_id
        assert here.post(f"/account/sign-ins/{theirs}/end").status_code == 404
        assert other.get("/account").status_code == 200
        assert here.post(f"/account/sign-ins/{mine}/end").status_code == 302
        assert there.get("/account").status_code == 302

    def test_a_new_password_ends_all_other_sign_ins(self, sign_in, cast: Cast) -> None:
        handle = equip(cast.coordinator)
        here, there = sign_in(cast.coordinator), sign_in(cast.coordinator)
        answer = here.post("/account/password", data={"password": "seven herons on the weir"})
        assert answer.location == "/account"
        assert here.get("/account").status_code == 200
        assert there.get("/account").status_code == 302
        assert sign_ins.by_password(handle, "seven herons on the weir", app_shows(), address="")

    @pytest.mark.parametrize(
        ("password", "why"),
        [("short", "at least 12 characters"), ("Xiaolan.Ji.2026", "quick to guess"), ("qwertyuiop123456", "quick to guess")],
    )  # fmt: skip
    def test_a_weak_password_is_refused_with_the_remedy(self, sign_in, cast: Cast, password: str, why: str) -> None:
        equip(cast.coordinator)
        assert why in sign_in(cast.coordinator).post("/account/password", data={"password": password}).text

    def test_the_second_factor_moves_to_another_app(self, sign_in, cast: Cast) -> None:
        handle = equip(cast.coordinator)
        here, there = sign_in(cast.coordinator), sign_in(cast.coordinator)
        page = here.get("/account/second-factor").text
        offered = re.search(r'name="offered"[^>]*value="([^"]+)"', page).group(1)
        secret = re.search(r"<b>([A-Z2-7 ]{39})</b>", page).group(1).replace(" ", "")
        assert 'style="' not in page
        wrong = here.post("/account/second-factor", data={"offered": offered, "code": "000000"})
        assert secret[:4] in wrong.text, "the same square is shown again"
        here.post("/account/second-factor", data={"offered": offered, "code": app_shows(secret)})
        assert there.get("/account").status_code == 302
        assert sign_ins.by_password(handle, PASSWORD, app_shows(secret, steps=1), address="")

    def test_nobody_brings_a_secret_of_their_own_or_of_somebody_else(self, sign_in, cast: Cast) -> None:
        equip(cast.coordinator)
        page = sign_in(cast.admin).get("/account/second-factor").text
        offered = re.search(r'name="offered"[^>]*value="([^"]+)"', page).group(1)
        secret = re.search(r"<b>([A-Z2-7 ]{39})</b>", page).group(1).replace(" ", "")
        here = sign_in(cast.coordinator)
        for brought in (offered, secret, ""):
            answer = here.post("/account/second-factor", data={"offered": brought, "code": app_shows(secret)})
            assert answer.status_code == 200

    def test_supporters_have_no_password_to_change(self, sign_in, cast: Cast) -> None:
        person = sign_in(cast.ye_account)
        assert person.get("/account/password").status_code == 403
        assert "Change my password" not in person.get("/account").text

    def test_reads_in_chinese(self, sign_in, cast: Cast) -> None:
        assert "我的登录" in sign_in(cast.coordinator, "zh").get("/account").text
