"""The administrator's room: accounts, health, jobs, audit, and no children anywhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Account, Grant, OpenSession
from app.models.messages import Delivery, DeliveryState, Message
from app.models.programmes import Programme, ProgrammeVersion
from app.models.rounds import Round, RoundState
from app.models.ticks import Tick
from app.models.traces import Disclosure
from app.operations.sessions import open_session
from app.operations.traces import record
from tests.cast import Cast
from tests.operations.people import PASSWORD, app_shows, equip


@pytest.fixture
def admin(sign_in, cast: Cast) -> FlaskClient:
    equip(cast.admin)
    return sign_in(cast.admin)


def id_of(account_id: int) -> str:
    return db.session.get_one(Account, account_id).public_id


def make_round(state: RoundState, **values: object) -> None:
    """Add a round that has nothing but a state."""
    with transaction():
        programme = db.session.scalars(select(Programme)).first() or Programme(code="x", name_en="X", name_zh="X")
        if not programme.versions:
            programme.versions = [ProgrammeVersion(number=1, rules={})]
        db.session.add(programme)
        number = len(db.session.scalars(select(Round)).all())
        db.session.flush()
        db.session.add(
            Round(state=state, request_key=str(number), programme_version_id=programme.versions[0].id, **values)
        )


class TestAccounts:
    """Who may enter, and with which role."""

    def test_the_list_begins_with_those_who_work_here(self, admin: FlaskClient) -> None:
        page = admin.get("/house/accounts").text
        assert "Ji Xiaolan" in page
        assert "He Qingyuan" not in page
        assert "He Qingyuan" in admin.get("/house/accounts?show=supporters").text

    def test_is_searched_by_part_of_the_name_or_whole_handle(self, admin: FlaskClient) -> None:
        for words in ("XIAOLAN", "ji.xiaolan@example.org"):
            page = admin.get(f"/house/accounts?show=&words={words}").text
            assert "Ji Xiaolan" in page
            assert "Wen Organizer" not in page
        assert "Nobody fits" in admin.get("/house/accounts?words=zzz").text

    def test_is_paged(self, admin: FlaskClient) -> None:
        with transaction():
            for number in range(30):
                account = Account(name=f"P{number}", handle=f"p{number}@example.org", handle_hash=bytes([number] * 16))
                account.grants = [Grant(role="organizer")]
                db.session.add(account)
        assert "Page 1 of 2" in admin.get("/house/accounts").text
        assert "Ji Xiaolan" in admin.get("/house/accounts?page=2").text

    def test_an_invitation_shows_its_link_once_and_the_link_begins_an_account(
        self, admin: FlaskClient, house: Flask
    ) -> None:
        data = {"name": "Mei", "handle": "mei@example.org", "role": "organizer", "place": ""}
        page = admin.post("/house/accounts/invite", data=data).text
        link = re.search(r'value="http://127.0.0.1:8000(/invitation/[^"]+)"', page).group(1)
        assert "/invitation/" not in admin.get("/house/accounts?show=invited").text
        stranger = house.test_client()
        stranger.set_cookie("care_language", "en")
        answer = stranger.get(link)
        assert "Welcome, Mei" in answer.text
        assert "organizer" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        offered = re.search(r'name="offered"[^>]*value="([^"]+)"', answer.text).group(1)
        secret = re.search(r"<b>([A-Z2-7 ]{39})</b>", answer.text).group(1).replace(" ", "")
        data = {"password": PASSWORD, "offered": offered, "code": app_shows(secret)}
        assert stranger.post(link, data=data).status_code == 302
        assert "Mei" in stranger.get("/account").text
        assert house.test_client().get(link).status_code == 404

    def test_a_link_that_never_was_looks_like_one_that_is_over(self, client: FlaskClient) -> None:
        assert client.get("/invitation/never").status_code == 404

    def test_a_link_that_the_outbox_sends_is_not_shown(self, admin: FlaskClient, house: Flask) -> None:
        house.config["SETTINGS"] = replace(house.config["SETTINGS"], smtp_url="smtp://mail.example.org")
        data = {"name": "Mei", "handle": "mei@example.org", "role": "organizer", "place": ""}
        page = admin.post("/house/accounts/invite", data=data).text
        assert "on its way to mei@example.org" in page
        assert "/invitation/" not in page

    def test_a_refusal_stands_beside_its_field(self, admin: FlaskClient, cast: Cast) -> None:
        data = {"name": "Mei", "handle": "mei@example.org", "role": "director", "place": ""}
        page = admin.post("/house/accounts/invite", data=data).text
        assert re.search(r'id="place-error">.*A child director is there for one village', page, re.S)

    def test_a_role_is_given_until_a_day_and_ended(self, admin: FlaskClient, cast: Cast, sign_in) -> None:
        equip(cast.organizer)
        other = sign_in(cast.organizer)
        where = f"/house/accounts/{id_of(cast.organizer)}"
        until = today() + timedelta(days=10)
        admin.post(f"{where}/grants", data={"role": "coordinator", "place": "", "until": until.isoformat()})
        assert other.get("/account").status_code == 302
        grant = db.session.scalars(
            select(Grant).where(Grant.account_id == cast.organizer, Grant.role == "coordinator")
        ).one()
        assert timedelta(days=10) < grant.ends_at - now() <= timedelta(days=11)
        admin.post(f"{where}/grants/{grant.id}/end")
        db.session.expire_all()
        assert db.session.get_one(Grant, grant.id).ends_at <= now()

    def test_somebody_elses_grant_is_not_found_under_an_account(self, admin: FlaskClient, cast: Cast) -> None:
        grant = db.session.scalars(select(Grant).where(Grant.account_id == cast.coordinator)).one().id
        where = f"/house/accounts/{id_of(cast.organizer)}/grants"
        unknown = admin.post(f"{where}/999999/end")
        hidden = admin.post(f"{where}/{grant}/end")
        assert unknown.status_code == hidden.status_code == 404

    @pytest.mark.parametrize("act", ["disable", "reset", "grants"])
    def test_nobody_decides_about_themselves(self, admin: FlaskClient, cast: Cast, act: str) -> None:
        where = f"/house/accounts/{id_of(cast.admin)}"
        assert "This is you" in admin.get(where).text
        answer = admin.post(f"{where}/{act}", data={"role": "coordinator", "place": ""}, follow_redirects=True)
        assert "Nobody decides about their own rights" in answer.text
        account = db.session.get_one(Account, cast.admin)
        assert account.password_hash
        assert account.disabled_at is None
        assert [grant.role for grant in account.grants] == ["admin"]

    def test_closing_and_opening(self, admin: FlaskClient, cast: Cast, sign_in) -> None:
        other, where = sign_in(cast.coordinator), f"/house/accounts/{id_of(cast.coordinator)}"
        admin.post(f"{where}/disable")
        assert other.get("/account").status_code == 302
        assert "Closed since" in admin.get(where).text
        admin.post(f"{where}/enable")
        assert db.session.get_one(Account, cast.coordinator).disabled_at is None

    def test_the_sign_ins_of_a_lost_phone_end(self, admin: FlaskClient, cast: Cast, sign_in) -> None:
        lost = sign_in(cast.ye_account)
        answer = admin.post(f"/house/accounts/{id_of(cast.ye_account)}/end-sign-ins", follow_redirects=True)
        assert "1 sign-in ended." in answer.text
        assert lost.get("/account").status_code == 302

    def test_a_new_link_voids_the_old_password(self, admin: FlaskClient, cast: Cast) -> None:
        equip(cast.coordinator)
        page = admin.post(f"/house/accounts/{id_of(cast.coordinator)}/reset").text
        assert "/invitation/" in page
        assert db.session.get_one(Account, cast.coordinator).password_hash == ""

    def test_what_weighs_asks_for_a_fresh_proof_and_a_lost_phone_does_not(self, admin: FlaskClient, cast: Cast) -> None:
        with transaction():
            db.session.scalars(select(OpenSession)).one().proved_at = now() - timedelta(minutes=31)
        open_session(cast.coordinator)
        where = f"/house/accounts/{id_of(cast.coordinator)}"
        for act in ("grants", "disable", "reset"):
            assert admin.post(f"{where}/{act}", data={"role": "organizer"}).location == f"/prove?next={where}"
        assert admin.get("/house/accounts/invite").location == "/prove?next=/house/accounts/invite"
        assert admin.post(f"{where}/end-sign-ins").location == where
        assert db.session.get_one(Account, cast.coordinator).disabled_at is None

    def test_a_form_cannot_set_what_it_does_not_show(self, admin: FlaskClient, cast: Cast) -> None:
        extra = dict.fromkeys(("supporter_id", "granted_by", "account_id", "password_hash", "id", "role_names"), "1")
        data = {"role": "coordinator", "place": "", "until": "", **extra}
        equip(cast.organizer)
        admin.post(f"/house/accounts/{id_of(cast.organizer)}/grants", data=data)
        account = db.session.get_one(Account, cast.organizer)
        [grant] = [grant for grant in account.grants if grant.role == "coordinator"]
        assert (account.supporter_id, grant.granted_by) == (None, cast.admin)
        assert account.password_hash.startswith("$argon2id$")


class TestHealth:
    """Honest words about what runs and what is away."""

    def test_without_a_queue(self, admin: FlaskClient) -> None:
        page = admin.get("/house").text
        assert "None is set up" in page
        assert "It never ran" in page

    def test_with_the_queue_away(self, admin: FlaskClient, house: Flask, tmp_path) -> None:
        house.config["SETTINGS"] = replace(house.config["SETTINGS"], redis_url=f"unix://{tmp_path}/nothing.sock")
        house.extensions.pop("doorbell", None)
        page = admin.get("/house").text
        assert "It does not answer. Pages work, nothing is lost" in page
        assert "The queue is away" in admin.get("/house/jobs").text

    def test_with_a_queue_and_no_worker(self, admin: FlaskClient, house: Flask, queue_server) -> None:
        house.config["SETTINGS"] = replace(house.config["SETTINGS"], redis_url=queue_server.url)
        house.extensions.pop("doorbell", None)
        page = admin.get("/house").text
        assert "It answers." in page
        assert "None is alive." in page
        assert "failed within a day" in admin.get("/house/jobs").text

    def test_what_waits_and_what_was_lost(self, admin: FlaskClient, cast: Cast) -> None:
        make_round(RoundState.QUEUED, created_at=now() - timedelta(minutes=20))
        make_round(RoundState.SOLVING, lease_until=now() - timedelta(minutes=1))
        with transaction():
            failed = Delivery(way="email", state=DeliveryState.FAILED)
            db.session.add(Message(account_id=cast.ye_account, kind="offer", deliveries=[failed]))
            db.session.add(Tick(name="x", ran_at=now()))
        page = admin.get("/house").text
        assert "1 round waits; the oldest since" in page
        assert "1 lost its worker" in page
        assert "1 failed" in page
        assert "It ran last on" in page


def test_jobs_are_listed_by_state_with_what_went_wrong(admin: FlaskClient) -> None:
    make_round(RoundState.FAILED, failure="out_of_memory")
    make_round(RoundState.PUBLISHED)
    assert "out_of_memory" in admin.get("/house/jobs").text
    assert "out_of_memory" not in admin.get("/house/jobs?state=published").text


class TestAudit:
    """Names of staff, ids of everything else."""

    def test_is_filtered_by_what_who_and_when(self, admin: FlaskClient, cast: Cast) -> None:
        record(Actor(cast.coordinator), "child.name", "child", "child-1")
        record(Actor(cast.ye_account), "child.address", "child", "child-2")
        page = admin.get("/house/audit").text
        assert "child-1" in page
        assert "Ye Wenzhou" not in page
        assert "a supporter" in page
        assert "child-2" not in admin.get("/house/audit?action=child.name").text
        assert "child-2" not in admin.get(f"/house/audit?person={id_of(cast.coordinator)}").text
        assert "child-1" in admin.get(f"/house/audit?since={today()}&until={today()}").text
        assert "child-1" not in admin.get(f"/house/audit?until={today() - timedelta(days=1)}").text
        assert "is no date" in admin.get("/house/audit?since=yesterday").text

    def test_every_sign_in_leaves_one_line(self, admin: FlaskClient) -> None:
        lines = db.session.scalars(select(Disclosure).where(Disclosure.action == "sign_in")).all()
        assert len(lines) == 1
        assert "signed in" in admin.get("/house/audit").text


def test_no_page_of_the_room_names_a_child(admin: FlaskClient, cast: Cast) -> None:
    for path in ("/house", "/house/accounts", "/house/accounts?show=", "/house/jobs", "/house/audit"):
        page = admin.get(path).text
        assert "Xiaoman" not in page
        assert "Invented" not in page


@pytest.mark.parametrize("path", ["/house", "/house/accounts", "/house/accounts/invite", "/house/jobs", "/house/audit"])
def test_the_room_reads_in_chinese(sign_in, cast: Cast, path: str) -> None:
    page = sign_in(cast.admin, "zh").get(path)
    assert page.status_code == 200
    body = re.sub(r"<[^>]*>|@example\.org|[a-z_]+\.[a-z_]+", " ", page.text.partition("<main")[2])
    for word in ("Invite", "Database", "Rounds", "Accounts", "Audit", "Name"):
        assert word not in body
