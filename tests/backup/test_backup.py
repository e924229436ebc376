"""A backup comes back whole, or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.backup import archive, whole
from app.config import Settings
from app.database import db, transaction
from app.models.children import Child
from app.running.refusals import CannotRun
from tests.servers.databases import both_databases
from tests.servers.settings import invented_settings

PASSPHRASE = "an invented passphrase of some length"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "county.backup"


def lose_everything(settings: Settings) -> None:
    """Empty the database the way a lost disk does: what comes back must come from the file."""
    db.session.remove()
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    db.engine.dispose()
    if settings.database_url.startswith("sqlite:///"):
        Path(settings.database_url.removeprefix("sqlite:///")).unlink()


@both_databases
def test_everything_comes_back_after_everything_was_lost(house, settings, cast, file):
    written = whole.write(settings, file, PASSPHRASE)
    lose_everything(settings)
    restored = whole.read(settings, file, PASSPHRASE, force=False)
    assert restored == written
    assert db.session.get_one(Child, cast.xiaoman).name == "Invented Xiaoman"


def test_the_file_shows_nothing_without_the_passphrase(house, settings, cast, file):
    whole.write(settings, file, PASSPHRASE)
    sealed = file.read_bytes()
    assert b"SQLite" not in sealed
    assert b"qingping" not in sealed
    assert file.stat().st_mode & 0o077 == 0


@both_databases
def test_a_wrong_passphrase_changes_nothing(house, settings, cast, file):
    whole.write(settings, file, PASSPHRASE)
    with pytest.raises(CannotRun, match="the passphrase is wrong"):
        whole.read(settings, file, "another invented passphrase", force=True)
    assert db.session.get(Child, cast.xiaoman) is not None


@both_databases
def test_a_database_that_holds_data_is_replaced_only_by_force(house, settings, cast, file):
    whole.write(settings, file, PASSPHRASE)
    with transaction():
        db.session.get_one(Child, cast.guyu).number = 18
    with pytest.raises(CannotRun, match="add --force"):
        whole.read(settings, file, PASSPHRASE, force=False)
    assert db.session.get_one(Child, cast.guyu).number == 18
    db.session.remove()
    db.engine.dispose()
    whole.read(settings, file, PASSPHRASE, force=True)
    assert db.session.get_one(Child, cast.guyu).number == 17


@pytest.mark.parametrize("cut", [10, 1000, -17, -1])
def test_a_file_cut_short_is_refused(house, settings, cast, file, cut):
    whole.write(settings, file, PASSPHRASE)
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(CannotRun, match=r"cut short|not a backup"):
        whole.read(settings, file, PASSPHRASE, force=True)
    assert db.session.get(Child, cast.xiaoman) is not None


def test_a_file_whose_last_chunks_are_missing_is_refused(tmp_path, file):
    dump = tmp_path / "dump"
    dump.write_bytes(bytes(range(256)) * 20_000)
    archive.write(file, PASSPHRASE, {"kind": "sqlite"}, dump)
    whole_file = file.read_bytes()
    head = len(archive.MAGIC) + archive.SALT_BYTES
    first = int.from_bytes(whole_file[head : head + 4], "big")
    file.write_bytes(whole_file[: head + 4 + first])
    with pytest.raises(CannotRun, match="cannot be opened"):
        archive.read(file, PASSPHRASE, tmp_path / "back")


def test_a_changed_byte_is_noticed(house, settings, cast, file):
    whole.write(settings, file, PASSPHRASE)
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 1
    file.write_bytes(changed)
    with pytest.raises(CannotRun, match="damaged"):
        whole.read(settings, file, PASSPHRASE, force=True)


def test_the_payload_comes_back_byte_for_byte(tmp_path, file):
    dump = tmp_path / "dump"
    dump.write_bytes(b"\x00\x01" * 3_000_000)
    archive.write(file, PASSPHRASE, {"kind": "sqlite"}, dump)
    assert archive.read(file, PASSPHRASE, tmp_path / "back") == {"kind": "sqlite"}
    assert (tmp_path / "back").read_bytes() == dump.read_bytes()


@both_databases
def test_rows_that_do_not_match_the_manifest_undo_the_restore(house, settings, cast, file, monkeypatch):
    truly = whole._dump
    monkeypatch.setattr(whole, "_dump", lambda *dump: {**truly(*dump), "children": 999})
    whole.write(settings, file, PASSPHRASE)
    db.session.remove()
    db.engine.dispose()
    with pytest.raises(CannotRun, match=r"999|nothing was restored"):
        whole.read(settings, file, PASSPHRASE, force=True)
    assert db.session.get_one(Child, cast.xiaoman).name == "Invented Xiaoman"


def test_another_field_key_is_refused_by_name(house, settings, cast, file):
    whole.write(settings, file, PASSPHRASE)
    stranger = invented_settings(database_url=settings.database_url, field_key="cd" * 32)
    with pytest.raises(CannotRun, match="FIELD_KEY"):
        whole.read(stranger, file, PASSPHRASE, force=True)


def test_a_short_passphrase_is_refused(house, settings, file):
    with pytest.raises(CannotRun, match="at least 16 characters"):
        whole.write(settings, file, "123456")
    assert not file.exists()


def test_a_backup_made_while_somebody_writes_is_consistent(house, settings, cast, file):
    path = settings.database_url.removeprefix("sqlite:///")
    writer = sqlite3.connect(path)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE children SET number = 99")
    summary = whole.write(settings, file, PASSPHRASE)
    writer.rollback()
    writer.close()
    assert summary.rows > 0
