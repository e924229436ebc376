"""The coordinator's pages about supporters and their vetting."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Account, OpenSession
from app.models.children import Child
from app.models.places import Place
from app.models.supporters import Evidence, Supporter, SupporterKind
from app.models.traces import Disclosure
from app.operations.search import index_person
from tests.cast import Cast, live_match, supporter

LIST = "/coordination/supporters"
FORM = {
    "name": "Ye Wenzhou", "kind": "teacher", "phone": "19900000000", "gender": "male", "birth_year": "1990",
    "place": "青坪村", "mode": "car", "travel_limit": "40", "caseload": "3", "weekly_minutes": "200",
    "experience_months": "14", "languages": ["mandarin", "she"], "interests": ["chess"], "skills": ["maths"],
    "stays_until": "2029-07-01", "probation": "y", "email": "ye@example.org",
}  # fmt: skip


def page_of(supporter_id: int) -> str:
    return f"{LIST}/{db.session.get_one(Supporter, supporter_id).public_id}"


@pytest.fixture
def desk(cast: Cast, sign_in) -> FlaskClient:
    return sign_in(cast.coordinator)


@pytest.fixture
def second_desk(cast: Cast, sign_in) -> FlaskClient:
    return sign_in(cast.second_coordinator)


@pytest.mark.parametrize("account", ["organizer", "admin", "director", "ye_account"])
def test_others_do_not_enter(cast: Cast, sign_in, account: str) -> None:
    browser = sign_in(cast.ids[account])
    for path in (LIST, "/coordination/vetting", page_of(cast.he), f"{page_of(cast.he)}/edit"):
        assert browser.get(path).status_code == 403


def test_the_list_says_what_is_missing_and_what_ends(cast: Cast, desk: FlaskClient) -> None:
    with transaction():
        insurance = db.session.query(Evidence).filter_by(kind="insurance", supporter_id=cast.he).one()
        insurance.valid_until = today() + timedelta(days=12)
    page = desk.get(LIST).text
    assert page.index("Zhou Applicant") < page.index("He Qingyuan")
    assert "Still missing:" in page
    assert page.count("Insurance: valid until") == 1
    assert "Zhou Applicant" not in desk.get(f"{LIST}?state=expiring").text
    assert "Nobody fits" in desk.get(f"{LIST}?kind=counsellor").text


def test_the_list_asks_no_question_per_row(cast: Cast, desk: FlaskClient) -> None:
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    desk.get(LIST)
    few = len(asked)
    with transaction():
        village = db.session.get_one(Place, cast.other_village)
        for number in range(15):
            supporter(f"Invented {number}", SupporterKind.TEACHER, village)
    asked.clear()
    assert "Invented 14" in desk.get(LIST).text
    assert len(asked) == few


def test_the_list_is_searched_by_initials(cast: Cast, desk: FlaskClient) -> None:
    with transaction():
        index_person("supporter", cast.he, "何清源")
    page = desk.get(f"{LIST}?q=hqy").text
    assert "He Qingyuan" in page
    assert "Lin Shouzheng" not in page


def test_a_record_shows_children_as_pseudonyms_and_hides_the_phone_until_asked(cast: Cast, desk: FlaskClient) -> None:
    with transaction():
        live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
    page = desk.get(page_of(cast.ye)).text
    assert "Xiaoman 042" in page
    assert "Invented Xiaoman" not in page
    assert "19900000000" not in page
    shown = desk.post(f"{page_of(cast.ye)}/contact")
    assert "19900000000" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert db.session.query(Disclosure).filter_by(action="supporter.contact", account_id=cast.coordinator).count() == 1


def test_unknown_and_hidden_records_look_the_same(cast: Cast, house: Flask, desk: FlaskClient) -> None:
    with transaction():
        grant = db.session.get_one(Account, cast.coordinator).grants[0]
        grant.place_id = cast.township
        db.session.get_one(Supporter, cast.ye).base_id = cast.county
    hidden, unknown = desk.get(page_of(cast.ye)), desk.get(f"{LIST}/no-such-person")
    assert hidden.status_code == unknown.status_code == 404
    assert re.sub(r'value="[^"]+"|next=[^"]+', "", hidden.text) == re.sub(r'value="[^"]+"|next=[^"]+', "", unknown.text)


class TestEditing:
    """Every field, with its checks."""

    def version(self, cast: Cast) -> str:
        return str(db.session.get_one(Supporter, cast.ye).version)

    def send(self, cast: Cast, desk: FlaskClient, **changes):
        return desk.post(f"{page_of(cast.ye)}/edit", data=FORM | {"version": self.version(cast)} | changes)

    def test_writes_every_field(self, cast: Cast, desk: FlaskClient) -> None:
        assert self.send(cast, desk).status_code == 302
        ye = db.session.get_one(Supporter, cast.ye)
        assert (ye.kind, ye.mode, ye.travel_limit, ye.caseload, ye.weekly_minutes) == ("teacher", "car", 40, 3, 200)
        assert (ye.languages, ye.interests, ye.skills) == (["mandarin", "she"], ["chess"], ["maths"])
        assert (ye.experience_months, ye.probation, ye.email) == (14, True, "ye@example.org")
        assert str(ye.stays_until) == "2029-07-01"
        history = desk.get(page_of(cast.ye)).text
        assert "children at most: 2 → 3" in history
        assert "likes: football → chess" in history

    def test_shows_what_stands(self, cast: Cast, desk: FlaskClient) -> None:
        page = desk.get(f"{page_of(cast.ye)}/edit").text
        assert 'value="Qingping-village"' in page
        assert re.search(r'checked[^>]*value="football"', page)
        assert db.session.query(Disclosure).filter_by(action="supporter.contact").count() == 1

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("name", "", "fill this in"),
            ("phone", "1990000", "has 7"),
            ("birth_year", "2020", "Between"),
            ("caseload", "201", "Between 0 and 200"),
            ("travel_limit", "far", "digits only"),
            ("stays_until", "soon", "year-month-day"),
            ("email", "ye", "name@example.org"),
            ("place", "Atlantis", "no place called"),
        ],
    )
    def test_a_slip_is_told_beside_its_field(
        self, cast: Cast, desk: FlaskClient, field: str, value: str, words: str
    ) -> None:
        answer = self.send(cast, desk, **{field: value})
        assert answer.status_code == 422
        assert re.search(rf'id="{field}-error">.*{words}', answer.text)
        assert db.session.get_one(Supporter, cast.ye).kind == "volunteer"

    def test_a_second_editor_is_told(self, cast: Cast, desk: FlaskClient, second_desk: FlaskClient) -> None:
        old = self.version(cast)
        assert self.send(cast, desk).status_code == 302
        answer = second_desk.post(f"{page_of(cast.ye)}/edit", data=FORM | {"version": old, "caseload": "9"})
        assert answer.status_code == 409
        assert db.session.get_one(Supporter, cast.ye).caseload == 3

    def test_codes_the_lists_do_not_know_stay(self, cast: Cast, desk: FlaskClient) -> None:
        with transaction():
            db.session.get_one(Supporter, cast.ye).interests = ["kites"]
        assert 'value="kites"' in desk.get(f"{page_of(cast.ye)}/edit").text
        assert self.send(cast, desk, interests=["kites", "chess"]).status_code == 302
        assert set(db.session.get_one(Supporter, cast.ye).interests) == {"kites", "chess"}

    def test_a_number_somebody_has_is_refused(self, cast: Cast, desk: FlaskClient) -> None:
        made = desk.post(f"{LIST}/new", data=FORM | {"name": "Zhong Yue", "phone": "19900000077"})
        assert made.status_code == 302
        again = self.send(cast, desk, phone="199-0000-0077")
        assert again.status_code == 422
        assert "Someone else has this number" in again.text
        assert desk.post(f"{LIST}/new", data=FORM | {"phone": "19900000077"}).status_code == 422


class TestMoving:
    """Pause, come back, leave."""

    def move(self, cast: Cast, desk: FlaskClient, state: str, who: str = "ye"):
        supporter = db.session.get_one(Supporter, cast.ids[who])
        return desk.post(f"{page_of(supporter.id)}/state", data={"state": state, "version": supporter.version})

    def test_a_pause_says_how_many_children_are_left(self, cast: Cast, desk: FlaskClient) -> None:
        with transaction():
            live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        self.move(cast, desk, "paused")
        page = desk.get(page_of(cast.ye)).text
        assert "1 child is without this person" in page
        assert "Is back" in page

    def test_an_applicant_cannot_be_waved_through(self, cast: Cast, desk: FlaskClient) -> None:
        assert self.move(cast, desk, "active", "zhou").status_code == 409
        assert self.move(cast, desk, "wonderful", "zhou").status_code == 400
        assert db.session.get_one(Supporter, cast.zhou).state == "applicant"


class TestVetting:
    """Two people."""

    def write_down(self, cast: Cast, desk: FlaskClient, **changes):
        data = {"kind": "identity", "issued_on": str(today()), "valid_until": "", "note": "seen"} | changes
        return desk.post(f"{page_of(cast.zhou)}/evidence/new", data=data)

    def address(self, cast: Cast, verb: str) -> str:
        row = db.session.query(Evidence).filter_by(supporter_id=cast.zhou).one()
        return f"{page_of(cast.zhou)}/evidence/{row.public_id}/{verb}"

    def test_the_second_person_approves_and_the_first_cannot(
        self, cast: Cast, desk: FlaskClient, second_desk: FlaskClient
    ) -> None:
        assert self.write_down(cast, desk).status_code == 302
        assert "Someone else has to approve this one" in desk.get("/coordination/vetting").text
        desk.post(self.address(cast, "approve"))
        assert "A second person has to approve it" in desk.get(page_of(cast.zhou)).text
        assert db.session.query(Evidence).filter_by(supporter_id=cast.zhou).one().approved_at is None
        assert "Zhou Applicant" in second_desk.get("/coordination/vetting").text
        answer = second_desk.post(self.address(cast, "approve"), data={"then": "vetting"})
        assert answer.location == "/coordination/vetting"
        assert "Nothing waits" in second_desk.get("/coordination/vetting").text
        page = second_desk.get(page_of(cast.zhou)).text
        assert "written down by Ji Xiaolan, approved by Qian Second" in page

    @pytest.mark.parametrize(
        ("changes", "field", "words"),
        [
            ({"issued_on": "2999-01-01"}, "issued_on", "still to come"),
            ({"kind": "licence"}, "detail", "what the licence is for"),
            ({"kind": "record_check", "valid_until": "2999-01-01"}, "valid_until", "twelve months"),
            ({"issued_on": ""}, "issued_on", "fill this in"),
        ],
    )
    def test_a_slip_is_told_beside_its_field(
        self, cast: Cast, desk: FlaskClient, changes: dict, field: str, words: str
    ) -> None:
        answer = self.write_down(cast, desk, **changes)
        assert answer.status_code == 422
        assert re.search(rf'id="{field}-error">.*{words}', answer.text)

    def test_ending_needs_a_reason_we_know(self, cast: Cast, desk: FlaskClient) -> None:
        self.write_down(cast, desk)
        assert desk.post(self.address(cast, "end"), data={"reason": "whim"}).status_code == 400
        assert desk.post(self.address(cast, "end"), data={"reason": "mistake"}).status_code == 302
        assert "entered by mistake" in desk.get(page_of(cast.zhou)).text

    def test_decisions_ask_for_a_fresh_proof(self, cast: Cast, desk: FlaskClient, second_desk: FlaskClient) -> None:
        self.write_down(cast, desk)
        with transaction():
            for session in db.session.query(OpenSession):
                session.proved_at = now() - timedelta(minutes=31)
        assert "/prove" in second_desk.post(self.address(cast, "approve")).location
        assert db.session.query(Evidence).filter_by(supporter_id=cast.zhou).one().approved_at is None


@pytest.mark.parametrize("part", ["", "/edit", "/times", "/evidence/new"])
def test_the_pages_of_a_record_speak_chinese(cast: Cast, sign_in, part: str) -> None:
    with transaction():
        db.session.get_one(Supporter, cast.ye).name = "叶文舟"
        live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
    browser = sign_in(cast.coordinator, "zh")
    assert_chinese(browser.get(page_of(cast.ye) + part).text)


@pytest.mark.parametrize("path", [LIST, "/coordination/vetting", f"{LIST}/new", f"{LIST}?kind=counsellor"])
def test_the_lists_speak_chinese(cast: Cast, sign_in, path: str) -> None:
    with transaction():
        for row in db.session.query(Supporter):
            row.name = "何清源"
    assert_chinese(sign_in(cast.coordinator, "zh").get(path).text)


def assert_chinese(page: str) -> None:
    visible = re.sub(r"<[^>]+>", " ", page[page.index("<main") :])
    assert re.findall(r"[A-Za-z]{3,}", visible) == []
