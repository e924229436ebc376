"""The job that writes a file that was brought in: one row of truth, one claim, one transaction."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.jobs.uploads import apply_upload
from app.models.accounts import Account, Role
from app.models.children import Child
from app.models.messages import Message
from app.models.traces import Disclosure
from app.models.uploads import Upload
from app.operations import uploads
from app.operations.database_time import seconds_from_now
from app.operations.leases import MOST_ATTEMPTS, Fenced
from app.operations.uploads import applying
from app.operations.uploads.leases import FILES
from tests.servers.databases import both_databases

SHEET = "姓名,性别,出生年月,乡镇,村,监护人\n王小安,女,2017-03,青坪镇,青坪村,王奶奶\n".encode()


@pytest.fixture
def asked(cast) -> int:
    """The id of a file with one child, which Ji Xiaolan asked for."""
    ji = Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})
    upload, found = uploads.bring_in(SHEET, "children.csv", by=ji)
    uploads.ask(upload.id, found.digest, by=ji)
    return upload.id


def upload_now(upload_id: int) -> Upload:
    db.session.rollback()
    return db.session.get_one(Upload, upload_id, populate_existing=True)


def children() -> int:
    return db.session.scalar(select(func.count(Child.id))) or 0


def lease_runs_out(upload_id: int) -> None:
    with transaction():
        past = seconds_from_now(-1)
        db.session.execute(update(Upload).where(Upload.id == upload_id).values(lease_until=past, rung_at=past))


@both_databases
def test_a_file_that_was_asked_for_is_written_once_however_often_the_bell_rings(asked):
    assert upload_now(asked).state == "asked"
    apply_upload(asked)
    apply_upload(asked)
    this = upload_now(asked)
    assert (this.state, this.token, this.stage, this.rows, this.faults) == ("applied", 1, "", None, [])
    assert this.counts["new"] == 1
    assert children() == 4
    lines = db.session.scalars(select(Disclosure).where(Disclosure.action == "upload.applied")).all()
    assert [line.account_id for line in lines] == [this.asked_by]


def test_a_file_nobody_asked_for_is_left_alone(cast):
    upload, _found = uploads.bring_in(SHEET, "children.csv", by=Actor(cast.coordinator))
    apply_upload(upload.id)
    assert upload_now(upload.id).state == "staged"
    assert children() == 3


def test_when_a_worker_dies_the_ticker_lets_the_file_wait_again_and_the_next_writes_it(asked):
    assert FILES.claim(asked, 40) is not None
    assert FILES.end_dead() == 0
    lease_runs_out(asked)
    assert FILES.end_dead() == 1
    assert upload_now(asked).state == "asked"
    assert FILES.ring_waiting() == 1
    apply_upload(asked)
    assert (upload_now(asked).state, upload_now(asked).token, children()) == ("applied", 2, 4)


def test_a_worker_that_was_thought_dead_writes_nothing_when_it_comes_back(asked):
    sleeper = FILES.claim(asked, 40)
    lease_runs_out(asked)
    FILES.end_dead()
    apply_upload(asked)
    with pytest.raises(Fenced):
        applying.carry_out(sleeper)
    assert children() == 4


def test_a_file_that_kills_every_worker_fails_with_a_reason_and_is_kept(asked):
    for _ in range(MOST_ATTEMPTS):
        assert FILES.claim(asked, 40) is not None
        lease_runs_out(asked)
        FILES.end_dead()
    this = upload_now(asked)
    assert (this.state, this.failure) == ("failed", "worker_lost")
    assert this.rows is not None
    told = db.session.scalars(select(Message.kind).where(Message.account_id == this.asked_by)).all()
    assert told == ["upload_not_written"]


def test_who_no_longer_coordinates_the_whole_county_brings_nothing_in(asked):
    with transaction():
        db.session.get_one(Account, upload_now(asked).asked_by).grants[0].ends_at = now()
    apply_upload(asked)
    assert (upload_now(asked).state, upload_now(asked).failure) == ("refused", "rights")
    assert children() == 3


def test_a_bug_leaves_a_word_on_the_row_and_nothing_in_the_tables(asked, monkeypatch):
    def broken(self):
        raise KeyError("a bug")

    monkeypatch.setattr(applying.ChildWriter, "write", broken)
    apply_upload(asked)
    assert (upload_now(asked).state, upload_now(asked).failure, children()) == ("failed", "broken", 3)


def test_people_here_twice_are_found_after_the_file_is_written(asked):
    apply_upload(asked)
    ji = Actor(upload_now(asked).asked_by, {Role.COORDINATOR: frozenset()})
    twin = SHEET.replace("王小安".encode(), "王晓安".encode())
    upload, found = uploads.bring_in(twin, "children.csv", by=ji)
    assert found.counts["doubtful"] == 1
    uploads.ask(upload.id, found.digest, by=ji)
    apply_upload(upload.id)
    found = db.session.scalars(select(Disclosure).where(Disclosure.action == "doubtful.found")).all()
    assert len(found) == 1
