"""Erasing a person."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account, OpenSession, Role
from app.models.children import Child, Erasure
from app.models.matches import Match
from app.models.meetings import Meeting
from app.models.messages import Delivery, Message, MessageWishes, Reminder
from app.models.supporters import Supporter
from app.models.traces import Change, Disclosure, SearchToken
from app.operations.children import revise_child
from app.operations.erasure import apply_erasures, erase_child, erase_supporter
from app.operations.message_wishes import save_wishes
from app.operations.search import index_person
from app.operations.sessions import open_session
from app.queries.policy import visible_children
from app.queries.vetting import vetted
from tests.cast import Cast, live_match
from tests.servers.databases import both_databases

BY = Actor(None, {Role.COORDINATOR: frozenset()})


def together(cast: Cast) -> None:
    with transaction():
        match = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
        moment = now() + timedelta(days=3)
        db.session.add(Meeting(match=match, planned_for=moment, starts_at=moment, note="Canary asked for a ball"))
        index_person("child", cast.xiaoman, "Invented Xiaoman", "19900000001")
        index_person("supporter", cast.ye, "Ye Wenzhou", "19900000000")


@both_databases
def test_an_erased_child_is_gone_from_every_table_and_leaves_a_tombstone(cast: Cast) -> None:
    together(cast)
    revise_child(cast.xiaoman, db.session.get_one(Child, cast.xiaoman).version, {"address": "Canary Lane"}, {}, by=BY)
    erase_child(cast.xiaoman, by=BY)
    child = db.session.get_one(Child, cast.xiaoman)
    assert (child.name, child.address, child.guardian.name, child.guardian.phone, child.windows) == ("", "", "", "", [])
    assert child.guardian.phone_hash is None
    assert db.session.query(Match).one().state == "ended"
    assert (db.session.query(Meeting).one().state, db.session.query(Meeting).one().note) == ("cancelled", "")
    assert db.session.query(SearchToken).filter_by(subject="child").count() == 0
    assert db.session.query(Change).count() == 0
    assert [(row.kind, row.subject) for row in db.session.query(Erasure)] == [("child", child.public_id)]
    line = db.session.query(Disclosure).one()
    assert (line.action, line.detail) == ("child.erased", "")
    assert cast.xiaoman not in {row.id for row in db.session.scalars(visible_children(BY))}


def test_an_erased_supporter_cannot_sign_in_or_be_matched(cast: Cast) -> None:
    together(cast)
    open_session(cast.ye_account)
    erase_supporter(cast.ye, by=BY)
    supporter = db.session.get_one(Supporter, cast.ye)
    assert (supporter.name, supporter.phone, supporter.birth_year) == ("", "", 0)
    account = db.session.get_one(Account, cast.ye_account)
    assert (account.name, account.handle) == ("", "")
    assert account.disabled_at is not None
    assert db.session.query(OpenSession).one().ended_at is not None
    assert db.session.scalar(db.select(Supporter.id).where(vetted(), Supporter.id == cast.ye)) is None
    assert db.session.query(SearchToken).filter_by(subject="supporter").count() == 0
    assert db.session.query(Match).one().end_reason == "erased"


@both_databases
def test_what_an_erased_supporter_was_told_is_gone_with_how_they_wanted_it(cast: Cast) -> None:
    wishes = {"email": True, "sms": False, "reminders": True, "work": True}
    save_wishes(**wishes, quiet=None, by=Actor(cast.ye_account))
    with transaction():
        told = Message(account_id=cast.ye_account, kind="pair_live", deliveries=[Delivery(way="email")])
        reminded = Reminder(account_id=cast.ye_account, path="/meetings/x", starts_at=now(), stage="evening")
        db.session.add_all([told, reminded])
    erase_supporter(cast.ye, by=BY)
    for table in (Message, Delivery, MessageWishes, Reminder):
        assert db.session.query(table).count() == 0


def test_erasing_twice_leaves_one_tombstone(cast: Cast) -> None:
    erase_child(cast.xiaoman, by=BY)
    erase_child(cast.xiaoman, by=BY)
    assert db.session.query(Erasure).count() == 1


def test_who_comes_back_with_a_restored_backup_is_erased_again(cast: Cast, settings) -> None:
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    public_id = db.session.get_one(Child, cast.xiaoman).public_id
    db.session.rollback()
    with sqlite3.connect(file) as live, sqlite3.connect(file.with_name("backup.sqlite")) as kept:
        live.backup(kept)
    erase_child(cast.xiaoman, by=BY)
    db.session.rollback()
    db.engine.dispose()
    with sqlite3.connect(file.with_name("backup.sqlite")) as kept, sqlite3.connect(file) as live:
        kept.backup(live)
    db.session.remove()
    assert db.session.get_one(Child, cast.xiaoman).name == "Invented Xiaoman"
    assert apply_erasures([("child", public_id), ("child", "never-seen")]) == 1
    assert db.session.get_one(Child, cast.xiaoman).name == ""
    assert apply_erasures() == 0
