"""The coordinator's pages about children."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask

from app.clock import today
from app.database import db, transaction
from app.models.accounts import Grant
from app.models.children import Child, Consent, Exclusion, SupporterWish
from app.models.matches import Match, MatchState
from app.models.places import Place
from app.models.programmes import Programme, ProgrammeVersion
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.operations import disclosures
from app.operations.search import index_person
from tests.cast import Cast, live_match
from tests.servers.databases import both_databases
from tests.web.reading import english_in

BASE = "/coordination/children"
SECRETS = ("Invented Xiaoman", "Invented Grandmother", "19900000001", "by the old mill")


@pytest.fixture
def programme(house: Flask) -> None:
    """A programme with an officer and a volunteer for all, and a tutor where study help is needed."""
    roles = [{"code": "officer"}, {"code": "volunteer", "count": 1}, {"code": "tutor", "needed_by": "study_help"}]
    with transaction():
        row = Programme(code="test", name_en="Test", name_zh="测试", current=True)
        row.versions = [ProgrammeVersion(number=1, rules={"roles": roles})]
        db.session.add(row)


@pytest.fixture
def desk(cast: Cast, sign_in):
    return sign_in(cast.coordinator)


def address(child_id: int, rest: str = "") -> str:
    return f"{BASE}/{db.session.get_one(Child, child_id).public_id}{rest}"


def looks(child_id: int) -> list[str]:
    public_id = db.session.get_one(Child, child_id).public_id
    query = db.select(Disclosure.action).where(Disclosure.subject_id == public_id).order_by(Disclosure.id)
    return list(db.session.scalars(query))


def listed(page: str) -> set[str]:
    return set(re.findall(r"<b>((?:Xiaoman|Bailu|Guyu) \d+)</b>", page))


def file_form(cast: Cast, **values) -> dict:
    """A filled-in form for Xiaoman 042 as it stands."""
    child = db.session.get_one(Child, cast.xiaoman)
    return {
        "version": child.version, "sex": "male", "born": child.born.strftime("%Y-%m"), "rhythm": 3,
        "village": db.session.get_one(Place, cast.village).public_id, "school": "",
        "meeting_place": db.session.get_one(Place, cast.centre).public_id, "relation": "grandmother",
        "device": "feature", "languages": ["wu"], "interests": ["football"], "assent": "y", **values,
    }  # fmt: skip


class TestTheList:
    """Pseudonyms, found by what people remember."""

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, {"Xiaoman 042", "Bailu 113", "Guyu 017"}),
            ({"q": "小满 42"}, {"Xiaoman 042"}),
            ({"q": "xiaoman 042"}, {"Xiaoman 042"}),
            ({"q": "Xiaom"}, {"Xiaoman 042"}),
            ({"q": "113"}, {"Bailu 113"}),
            ({"q": "lxy"}, {"Guyu 017"}),
            ({"q": "小燕"}, {"Guyu 017"}),
            ({"q": "5678"}, {"Guyu 017"}),
            ({"q": "nobody"}, set()),
            ({"rhythm": "1"}, {"Guyu 017"}),
            ({"no_consent": "on"}, {"Bailu 113"}),
            ({"state": "paused"}, set()),
            ({"waiting": "on"}, {"Guyu 017"}),
        ],
    )
    def test_search_and_filters(self, cast: Cast, programme: None, desk, asked: dict, found: set[str]) -> None:
        with transaction():
            index_person("child", cast.guyu, "蓝小燕", "19912345678")
            db.session.execute(db.delete(Consent).where(Consent.child_id == cast.bailu))
            xiaoman = db.session.get_one(Child, cast.xiaoman)
            live_match(xiaoman, db.session.get_one(Supporter, cast.ye))
            live_match(xiaoman, db.session.get_one(Supporter, cast.lin), "officer").state = MatchState.OFFERED
        assert listed(desk.get(BASE, query_string=asked).text) == found

    def test_a_child_who_needs_a_tutor_waits_for_one(self, cast: Cast, programme: None, desk) -> None:
        with transaction():
            xiaoman = db.session.get_one(Child, cast.xiaoman)
            live_match(xiaoman, db.session.get_one(Supporter, cast.ye))
            live_match(xiaoman, db.session.get_one(Supporter, cast.lin), "officer")
        assert "Xiaoman 042" not in listed(desk.get(BASE, query_string={"waiting": "on"}).text)
        with transaction():
            db.session.get_one(Child, cast.xiaoman).study_help = True
        page = desk.get(BASE, query_string={"waiting": "on"}).text
        assert "Xiaoman 042" in listed(page)
        assert "police officer: agreed, volunteer: agreed, tutor: open" in page

    def test_nothing_sealed_stands_in_the_list_or_on_the_page(self, cast: Cast, desk) -> None:
        for page in (
            desk.get(BASE).text,
            desk.get(address(cast.xiaoman)).text,
            desk.get(address(cast.xiaoman, "/edit")).text,
        ):
            assert not [secret for secret in SECRETS if secret in page]

    def test_a_township_coordinator_sees_their_township_only(self, cast: Cast, desk) -> None:
        with transaction():
            grant = db.session.scalar(db.select(Grant).where(Grant.account_id == cast.coordinator))
            grant.place_id = cast.other_village
        assert listed(desk.get(BASE).text) == {"Guyu 017"}
        assert desk.get(address(cast.xiaoman)).status_code == 404
        hidden, unknown = (
            desk.get(path).text.split("<main")[1] for path in (address(cast.xiaoman), f"{BASE}/no-child")
        )
        assert hidden == unknown
        for rest in ("/edit", "/consent", "/state", "/siblings", "/wish", "/apart", "/erase"):
            assert desk.get(address(cast.xiaoman, rest)).status_code == 404

    def test_pages_do_not_ask_once_per_row(self, cast: Cast, programme: None, desk) -> None:
        asked: list[str] = []
        db.event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        desk.get(BASE)
        few = len(asked)
        with transaction():
            village = db.session.get_one(Place, cast.village)
            for number in range(20):
                db.session.add(
                    Child(
                        pseudonym="lixia", number=number, name="x", sex="male", born=date(2016, 1, 1), village=village
                    )
                )
        asked.clear()
        desk.get(BASE)
        assert len(asked) <= few + 2


class TestLooking:
    """Each sealed value is one step, and each step one line."""

    @pytest.mark.parametrize(
        ("what", "secret"), list(zip(("name", "guardian", "phone", "address"), SECRETS, strict=True))
    )
    def test_a_reveal_shows_one_value_and_writes_one_line(self, cast: Cast, desk, what: str, secret: str) -> None:
        answer = desk.post(address(cast.xiaoman, "/reveal"), data={"what": what})
        assert [value for value in SECRETS if value in answer.text] == [secret]
        assert answer.headers["Cache-Control"] == "no-store"
        assert looks(cast.xiaoman) == [f"child.{what}"]

    def test_when_the_line_cannot_be_written_nothing_is_shown(self, cast: Cast, desk, monkeypatch) -> None:
        def fails(*_args) -> None:
            raise OSError("the disk is full")

        monkeypatch.setattr(disclosures, "record", fails)
        answer = desk.post(address(cast.xiaoman, "/reveal"), data={"what": "name"})
        assert answer.status_code == 500
        assert SECRETS[0] not in answer.text

    def test_only_sealed_values_can_be_asked_for(self, cast: Cast, desk) -> None:
        assert desk.post(address(cast.xiaoman, "/reveal"), data={"what": "needs"}).status_code == 400
        assert looks(cast.xiaoman) == []

    @both_databases
    def test_the_page_says_who_looked(self, cast: Cast, desk, sign_in) -> None:
        desk.post(address(cast.xiaoman, "/reveal"), data={"what": "phone"})
        page = sign_in(cast.second_coordinator).get(address(cast.xiaoman)).text
        assert "Ji Xiaolan: read the phone number" in page
        assert looks(cast.xiaoman) == ["child.phone", "child.file"]

    @pytest.mark.parametrize("who", ["organizer", "admin", "director", "ye_account"])
    def test_other_rooms_have_no_key(self, cast: Cast, sign_in, who: str) -> None:
        browser = sign_in(getattr(cast, who))
        assert browser.get(BASE).status_code == 403
        assert browser.post(address(cast.xiaoman, "/reveal"), data={"what": "name"}).status_code == 403


class TestTheForms:
    """Take in, revise, never lose what somebody wrote."""

    def test_a_child_is_taken_in_and_consent_is_asked_next(self, cast: Cast, desk) -> None:
        form = file_form(cast, name="雷小雨", phone="199 3333 4444", **{"week-5-0": "prefer"})
        answer = desk.post(f"{BASE}/new", data=form)
        child = db.session.scalars(db.select(Child).order_by(Child.id.desc())).first()
        assert answer.location.endswith(f"{child.public_id}/consent")
        assert (child.name, child.guardian.phone, child.windows) == ("雷小雨", "199 3333 4444", [[257, 263, "prefer"]])
        assert child.public_id in desk.get(BASE, query_string={"q": "leixiaoyu"}).text

    def test_what_is_missing_is_said_beside_the_field(self, cast: Cast, desk) -> None:
        page = desk.post(f"{BASE}/new", data=file_form(cast, name="")).text
        assert 'id="name-error"' in page
        assert db.session.query(Child).count() == 3

    def test_an_empty_sealed_field_keeps_what_is_there(self, cast: Cast, desk) -> None:
        answer = desk.post(address(cast.xiaoman, "/edit"), data=file_form(cast, boards="y", address="up the hill"))
        assert answer.status_code == 302
        child = db.session.get_one(Child, cast.xiaoman)
        assert (child.name, child.boards, child.address) == ("Invented Xiaoman", True, "up the hill")
        page = desk.get(address(cast.xiaoman)).text
        assert "lives at school on weekdays: no → yes" in page
        assert "address: changed" in page
        assert "up the hill" not in page

    def test_a_rarer_rhythm_asks_for_the_reason(self, cast: Cast, desk) -> None:
        page = desk.post(address(cast.xiaoman, "/edit"), data=file_form(cast, rhythm=4)).text
        assert 'id="reason-error"' in page
        answer = desk.post(address(cast.xiaoman, "/edit"), data=file_form(cast, rhythm=4, reason="father is back"))
        assert answer.status_code == 302
        assert "why less often: – → father is back" in desk.get(address(cast.xiaoman)).text

    def test_the_second_editor_sees_both_versions_and_loses_nothing(self, cast: Cast, desk) -> None:
        opened = file_form(cast, interests=["chess"], address="down the lane")
        desk.post(address(cast.xiaoman, "/edit"), data=file_form(cast, interests=["football", "dance"]))
        answer = desk.post(address(cast.xiaoman, "/edit"), data=opened)
        assert answer.status_code == 409
        assert "<td>football, dance</td><td>chess</td>" in answer.text
        assert 'value="down the lane"' in answer.text
        assert db.session.get_one(Child, cast.xiaoman).interests == ["football", "dance"]
        assert desk.post(address(cast.xiaoman, "/edit"), data={**opened, "version": "new"}).status_code == 409
        newer = re.search(r'name="version"[^>]*value="(\d+)"', answer.text).group(1)
        assert desk.post(address(cast.xiaoman, "/edit"), data={**opened, "version": newer}).status_code == 302
        assert db.session.get_one(Child, cast.xiaoman).interests == ["chess"]

    def test_a_closed_place_of_the_child_stays_choosable(self, cast: Cast, desk) -> None:
        with transaction():
            db.session.get_one(Place, cast.centre).closed = True
        assert desk.post(address(cast.xiaoman, "/edit"), data=file_form(cast)).status_code == 302
        assert db.session.get_one(Child, cast.xiaoman).meeting_place_id == cast.centre


class TestSteps:
    """Consent, pause, end, siblings, apart, erasing."""

    def test_withdrawn_consent_hides_the_child_in_the_same_request(self, cast: Cast, desk) -> None:
        with transaction():
            match = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
            match.state = MatchState.OFFERED
        desk.post(address(cast.xiaoman, "/consent/withdraw"), data={"purpose": "matching"})
        assert db.session.query(Match).one().state == MatchState.WITHDRAWN
        assert "withdrawn on" in desk.get(address(cast.xiaoman)).text
        again = desk.post(address(cast.xiaoman, "/consent/withdraw"), data={"purpose": "matching"})
        assert again.status_code == 409

    def test_consent_is_recorded_and_a_wrong_day_is_explained(self, cast: Cast, desk) -> None:
        form = {"purpose": "health", "given_on": today(), "valid_until": today() + timedelta(days=800)}
        assert 'id="valid_until-error"' in desk.post(address(cast.xiaoman, "/consent"), data=form).text
        form["valid_until"] = today() + timedelta(days=200)
        assert desk.post(address(cast.xiaoman, "/consent"), data=form).status_code == 302
        assert "health facts to the doctor: valid until" in desk.get(address(cast.xiaoman)).text

    def test_a_child_goes_away_comes_back_and_the_case_ends(self, cast: Cast, desk) -> None:
        def step(**form):
            version = db.session.get_one(Child, cast.xiaoman).version
            return desk.post(address(cast.xiaoman, "/state"), data={"version": version, **form})

        assert 'id="until-error"' in step(step="pause", until=today() - timedelta(days=1)).text
        assert step(step="pause", until=today() + timedelta(days=30)).status_code == 302
        assert "away for a while" in desk.get(address(cast.xiaoman)).text
        version = db.session.get_one(Child, cast.xiaoman).version
        assert desk.post(address(cast.xiaoman, "/reopen"), data={"version": version - 1}).status_code == 409
        assert desk.post(address(cast.xiaoman, "/reopen"), data={"version": version}).status_code == 302
        version = db.session.get_one(Child, cast.xiaoman).version
        assert desk.post(address(cast.xiaoman, "/reopen"), data={"version": version}).status_code == 409
        assert 'id="reason-error"' in step(step="close", reason="").text
        assert step(step="close", reason="parent_returned").status_code == 302
        assert "Xiaoman 042" not in listed(desk.get(BASE).text)
        assert "Xiaoman 042" in listed(desk.get(BASE, query_string={"state": "closed"}).text)

    def test_brothers_and_sisters_are_found_and_joined(self, cast: Cast, desk) -> None:
        page = desk.get(address(cast.xiaoman, "/siblings"), query_string={"q": "bailu"}).text
        public_id = db.session.get_one(Child, cast.bailu).public_id
        assert public_id in page
        desk.post(address(cast.xiaoman, "/siblings"), data={"other": public_id})
        assert "Bailu 113" in desk.get(address(cast.xiaoman)).text
        desk.post(address(cast.xiaoman, "/siblings"), data={"leave": "1"})
        assert "Bailu 113" not in desk.get(address(cast.xiaoman)).text

    def test_a_supporter_is_found_and_kept_apart(self, cast: Cast, desk) -> None:
        index_person("supporter", cast.ye, "Ye Wenzhou", "")
        page = desk.get(address(cast.xiaoman, "/apart"), query_string={"q": "wenzhou"}).text
        public_id = db.session.get_one(Supporter, cast.ye).public_id
        assert public_id in page
        desk.post(address(cast.xiaoman, "/apart"), data={"supporter": public_id, "asked_by": "guardian"})
        assert "asked for by: the guardian" in desk.get(address(cast.xiaoman)).text
        desk.post(address(cast.xiaoman, "/apart/lift"), data={"supporter": public_id})
        assert db.session.query(Exclusion).one().lifted_at is not None

    def test_a_supporter_is_found_and_asked_for(self, cast: Cast, desk) -> None:
        index_person("supporter", cast.ye, "Ye Wenzhou", "")
        form = {"supporter": db.session.get_one(Supporter, cast.ye).public_id, "asked_by": "guardian"}
        wish = address(cast.xiaoman, "/wish")
        assert form["supporter"] in desk.get(wish, query_string={"q": "wenzhou"}).text
        later = {**form, "asked_on": today() + timedelta(days=1)}
        assert "This day lies ahead" in desk.post(f"{wish}?q=wenzhou", data=later).text
        assert desk.post(wish, data={**form, "asked_on": today()}).status_code == 302
        page = desk.get(address(cast.xiaoman)).text
        assert "said by the guardian on" in page
        assert "asks for a certain supporter: asked for" in page
        desk.post(address(cast.xiaoman, "/wish/end"), data={"supporter": form["supporter"]})
        assert db.session.query(SupporterWish).one().withdrawn_at is not None
        assert "nobody in particular" in desk.get(address(cast.xiaoman)).text

    def test_who_is_kept_apart_is_not_asked_for_and_the_page_says_why(self, cast: Cast, desk) -> None:
        with transaction():
            db.session.add(Exclusion(child_id=cast.xiaoman, supporter_id=cast.ye))
        form = {"supporter": db.session.get_one(Supporter, cast.ye).public_id, "asked_on": today(), "asked_by": "child"}
        assert "These two are kept apart" in desk.post(address(cast.xiaoman, "/wish"), data=form).text
        assert desk.post(address(cast.xiaoman, "/wish/end"), data=form).status_code == 404
        unknown = {**form, "supporter": "nobody"}
        assert desk.post(address(cast.xiaoman, "/wish"), data=unknown).status_code == 404

    def test_erasing_asks_once_and_then_the_child_is_gone(self, cast: Cast, desk) -> None:
        page = desk.post(address(cast.xiaoman, "/erase")).text
        assert "Please tick the box first" in page
        gone = address(cast.xiaoman)
        assert desk.post(f"{gone}/erase", data={"understood": "yes"}).status_code == 302
        assert desk.get(gone).status_code == 404
        assert db.session.get_one(Child, cast.xiaoman).name == ""


@pytest.mark.parametrize("rest", ["", "/edit", "/consent", "/state", "/siblings", "/wish", "/apart", "/erase"])
def test_every_page_reads_in_chinese(cast: Cast, programme: None, sign_in, rest: str) -> None:
    page = sign_in(cast.coordinator, "zh").get(address(cast.xiaoman, rest)).text
    assert "小满 042" in page
    assert english_in(page) == []


def test_the_list_fits_the_first_view_on_a_slow_line(cast: Cast, programme: None, desk) -> None:
    with transaction():
        village = db.session.get_one(Place, cast.village)
        for number in range(30):
            db.session.add(
                Child(pseudonym="lixia", number=number, name="x", sex="male", born=date(2016, 1, 1), village=village)
            )
    assert len(desk.get(BASE).data) < 60_000
