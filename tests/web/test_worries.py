"""I am worried: the note is kept whatever else is down; few read it; every look is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import DatabaseError

from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account, Grant
from app.models.children import Child
from app.models.concerns import Concern, ConcernStep
from app.models.messages import Message
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.operations.concerns import CannotNote, add_step, raise_concern, remind_of_concerns
from app.wording.messages import words_of
from tests.cast import Cast, live_match
from tests.march import actor_for
from tests.servers.databases import both_databases

SECRET = "canary: bruises on the left arm"


@pytest.fixture
def worry(cast: Cast) -> Concern:
    """Ye, who stands beside Xiaoman, leaves a note about the child."""
    with transaction():
        live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
    child = db.session.get_one(Child, cast.xiaoman).public_id
    raise_concern(SECRET, child_public_id=child, by=actor_for(cast.ye_account))
    return db.session.query(Concern).one()


def actions() -> list[str]:
    db.session.expire_all()
    return [line.action for line in db.session.query(Disclosure) if line.action.startswith("concern")]


class TestLeaving:
    @pytest.mark.parametrize(("language", "words"), [("en", "Do not wait."), ("zh", "不用等")])
    def test_110_stands_first_then_the_duty_phone_then_the_note(
        self, house: Flask, cast: Cast, sign_in, language: str, words: str
    ) -> None:
        text = sign_in(cast.ye_account, language).get("/worry").text
        assert words in text
        places = [
            text.index(f) for f in ("tel:110", f"tel:{house.config['SETTINGS'].duty_phone}", "<textarea", "tel:12356")
        ]
        assert places == sorted(places)

    @pytest.mark.parametrize("who", ["ye_account", "zhou_account", "director", "coordinator", "organizer", "admin"])
    def test_is_open_to_everybody_from_every_page(self, cast: Cast, sign_in, who: str) -> None:
        browser = sign_in(getattr(cast, who))
        assert 'href="/worry"' in browser.get("/account").text
        answer = browser.post("/worry", data={"text": SECRET, "child": ""}, follow_redirects=True)
        assert "It is written down" in answer.text
        assert SECRET not in answer.text
        assert db.session.query(Concern).one().text == SECRET

    def test_offers_ones_own_children_as_pseudonyms(self, cast: Cast, worry: Concern, sign_in) -> None:
        text = sign_in(cast.ye_account).get("/worry").text
        assert "Xiaoman 042" in text
        assert "Bailu" not in text
        assert "Invented" not in text

    def test_tells_the_coordinators_that_there_is_one_and_nothing_else(self, cast: Cast, worry: Concern) -> None:
        told = db.session.query(Message).all()
        assert {message.account_id for message in told} == {cast.coordinator, cast.second_coordinator}
        assert {message.kind for message in told} == {"concern_raised"}
        for message in told:
            assert message.params == {}
            assert "canary" not in words_of(message).text + message.path
        assert actions() == ["concern.raised"]

    def test_a_coordinator_of_another_place_is_not_told(self, cast: Cast) -> None:
        with transaction():
            account = db.session.get_one(Account, cast.second_coordinator)
            account.grants[0].place_id = cast.other_village
        child = db.session.get_one(Child, cast.xiaoman).public_id
        raise_concern(SECRET, child_public_id=child, by=actor_for(cast.director))
        assert {message.account_id for message in db.session.query(Message)} == {cast.coordinator}

    def test_everybody_is_told_when_nobodys_places_hold_the_child(self, cast: Cast) -> None:
        with transaction():
            for grant in db.session.query(Grant).filter_by(role="coordinator"):
                grant.place_id = cast.other_village
        child = db.session.get_one(Child, cast.xiaoman).public_id
        raise_concern(SECRET, child_public_id=child, by=actor_for(cast.director))
        assert db.session.query(Message).count() == 2

    @pytest.mark.parametrize(("text", "code"), [("  ", "empty"), ("x" * 4001, "too_long")])
    def test_needs_words_that_fit(self, cast: Cast, text: str, code: str) -> None:
        with pytest.raises(CannotNote, match=code):
            raise_concern(text, by=actor_for(cast.ye_account))

    def test_about_a_child_one_may_not_see_is_refused_like_an_unknown_one(self, cast: Cast, sign_in) -> None:
        hidden = db.session.get_one(Child, cast.guyu).public_id
        browser = sign_in(cast.ye_account)
        answers = [browser.post("/worry", data={"text": SECRET, "child": child}).text for child in (hidden, "unknown")]
        assert all("Choose one of the children in the list, or none." in answer for answer in answers)
        assert all(SECRET in answer for answer in answers)  # what was written is not lost
        assert db.session.query(Concern).count() == 0

    @pytest.mark.parametrize(
        "what", ["update concerns set called_110 = true", "delete from concerns", "delete from concern_steps"]
    )
    @both_databases
    def test_the_table_itself_refuses_changes(self, cast: Cast, worry: Concern, what: str) -> None:
        add_step(worry.id, "acknowledged", by=actor_for(cast.coordinator))
        with pytest.raises(DatabaseError, match="append-only"), transaction():
            db.session.execute(db.text(what))

    def test_lies_unreadable_in_the_database(self, cast: Cast, worry: Concern) -> None:
        kept = db.session.execute(db.text("select text from concerns")).scalar_one()
        assert b"canary" not in bytes(kept)


class TestReading:
    def test_the_list_shows_no_words_and_the_unread_first(self, cast: Cast, worry: Concern, sign_in) -> None:
        raise_concern("older but read", by=actor_for(cast.admin))
        read = db.session.query(Concern).order_by(Concern.id.desc()).first()
        add_step(read.id, "acknowledged", by=actor_for(cast.coordinator))
        text = sign_in(cast.coordinator).get("/coordination/concerns").text
        assert SECRET not in text
        assert text.index("nobody has read it yet") < text.index("read and taken on")
        assert "concern.read" not in actions()

    @pytest.mark.parametrize(("language", "words"), [("en", "Left by Ye Wenzhou."), ("zh", "留言的是Ye Wenzhou")])
    def test_each_look_is_one_line_of_the_audit(
        self, cast: Cast, worry: Concern, sign_in, language: str, words: str
    ) -> None:
        public_id = worry.public_id
        text = sign_in(cast.coordinator, language).get(f"/coordination/concerns/{public_id}").text
        assert SECRET in text
        assert words in text
        assert actions() == ["concern.raised", "concern.read"]

    def test_nothing_is_shown_when_the_audit_cannot_be_written(
        self, cast: Cast, worry: Concern, sign_in, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        public_id = worry.public_id
        browser = sign_in(cast.coordinator)
        browser.application.config["PROPAGATE_EXCEPTIONS"] = False

        def broken(*args, **kwargs) -> None:
            raise RuntimeError("no audit")

        monkeypatch.setattr("app.operations.concerns.record", broken)
        answer = browser.get(f"/coordination/concerns/{public_id}")
        assert answer.status_code == 500
        assert SECRET not in answer.text

    @pytest.mark.parametrize("who", ["ye_account", "director", "organizer", "admin"])
    def test_is_for_coordinators_only(self, cast: Cast, worry: Concern, sign_in, who: str) -> None:
        public_id = worry.public_id
        browser = sign_in(getattr(cast, who))
        for name in (public_id, "unknown"):
            assert browser.get(f"/coordination/concerns/{name}").status_code == 403
        assert SECRET not in browser.get("/worry").text

    def test_of_another_place_looks_like_none(self, cast: Cast, worry: Concern, sign_in) -> None:
        public_id = worry.public_id
        with transaction():
            db.session.get_one(Account, cast.second_coordinator).grants[0].place_id = cast.other_village
        browser = sign_in(cast.second_coordinator)
        answers = [browser.get(f"/coordination/concerns/{name}") for name in (public_id, "unknown")]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].text.replace(public_id, "") == answers[1].text.replace("unknown", "")
        assert "Nobody has left a note" in browser.get("/coordination/concerns").text

    def test_the_reporter_sees_when_and_whether_it_was_read(self, cast: Cast, worry: Concern, sign_in) -> None:
        browser = sign_in(cast.ye_account)
        assert "on its way" in browser.get("/worry").text
        add_step(db.session.query(Concern).one().id, "acknowledged", by=actor_for(cast.coordinator))
        text = browser.get("/worry").text
        assert ">read<" in text
        assert SECRET not in text
        assert "What you left" not in sign_in(cast.he_account).get("/worry").text


class TestSteps:
    def test_are_added_in_order(self, cast: Cast, worry: Concern, sign_in) -> None:
        browser, address = sign_in(cast.coordinator), f"/coordination/concerns/{worry.public_id}/steps"
        early = browser.post(address, data={"kind": "closed", "text": "all is well"})
        assert "Confirm that you have read it first." in early.text
        for kind in ("acknowledged", "police", "closed"):
            browser.post(address, data={"kind": kind, "text": "as agreed"})
        assert [step.kind for step in db.session.query(ConcernStep)] == ["acknowledged", "police", "closed"]
        assert "Somebody has done that already." in browser.post(address, data={"kind": "acknowledged"}).text

    @pytest.mark.parametrize(
        ("kind", "text", "code"), [("note", " ", "empty"), ("reminded", "x", "kind"), ("note", "x" * 4001, "too_long")]
    )
    def test_that_cannot_be_are_refused(self, cast: Cast, worry: Concern, kind: str, text: str, code: str) -> None:
        with pytest.raises(CannotNote, match=code):
            add_step(worry.id, kind, text, by=actor_for(cast.coordinator))

    @pytest.mark.parametrize("who", ["ye_account", "director", "admin"])
    def test_are_for_coordinators_only(self, cast: Cast, worry: Concern, who: str) -> None:
        with pytest.raises(CannotNote, match="unknown"):
            add_step(worry.id, "acknowledged", by=actor_for(getattr(cast, who)))


def test_a_note_nobody_read_within_the_hour_is_told_again_once(cast: Cast, worry: Concern) -> None:
    assert remind_of_concerns() == 0
    with transaction():
        db.session.add(Concern(reporter_id=cast.director, text="x", at=now() - timedelta(minutes=61)))
    assert remind_of_concerns() == 1
    assert remind_of_concerns() == 0
    assert db.session.query(Message).filter_by(kind="concern_waiting").count() == 2
    assert actions()[-1] == "concern.reminded"


def test_a_note_that_was_read_is_not_told_again(cast: Cast) -> None:
    with transaction():
        db.session.add(Concern(reporter_id=cast.director, text="x", at=now() - timedelta(minutes=61)))
    add_step(db.session.query(Concern).one().id, "acknowledged", by=actor_for(cast.coordinator))
    assert remind_of_concerns() == 0
